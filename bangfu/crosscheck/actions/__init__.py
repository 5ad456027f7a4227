"""What is done about contradictions: they are looked for, corrected, exempted by two people, passed on, settled many at once. All are called from here."""

from bangfu.crosscheck.actions.alike import carry_out, settle_alike
from bangfu.crosscheck.actions.erasing import forget_subjects
from bangfu.crosscheck.actions.exempting import decide_exemption, note_exemptions_exported, renew_exemption, withdraw_exemption
from bangfu.crosscheck.actions.passing import pass_on, take_back
from bangfu.crosscheck.actions.printing import note_printed
from bangfu.crosscheck.actions.runs import request_run, run_checks
from bangfu.crosscheck.actions.settling import accept_source, ask_exemption, correct_finding, undo_settlement

__all__ = [
    "accept_source", "ask_exemption", "carry_out", "correct_finding", "decide_exemption", "forget_subjects", "note_exemptions_exported", "note_printed",
    "pass_on", "renew_exemption", "request_run", "run_checks", "settle_alike", "take_back", "undo_settlement", "withdraw_exemption",
]
