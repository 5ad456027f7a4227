"""What is done about contradictions: they are looked for, corrected, exempted by two people, passed on, settled many at once. All are called from here."""

from bangfu.crosscheck.actions.alike import carry_out, settle_alike
from bangfu.crosscheck.actions.authority import change_authority
from bangfu.crosscheck.actions.carrying import carry_findings
from bangfu.crosscheck.actions.checks import change_check
from bangfu.crosscheck.actions.erasing import forget_subjects
from bangfu.crosscheck.actions.exempting import decide_exemption, note_exemptions_exported, renew_exemption, withdraw_exemption
from bangfu.crosscheck.actions.passing import pass_on, take_back
from bangfu.crosscheck.actions.printing import note_letter, note_printed
from bangfu.crosscheck.actions.repeating import note_repeated, request_repeat
from bangfu.crosscheck.actions.runs import request_after_delivery, request_nightly, request_run, run_checks
from bangfu.crosscheck.actions.settling import accept_source, ask_exemption, correct_finding
from bangfu.crosscheck.actions.type_backs import (
    correct_household,
    correct_person,
    enter_register,
    leave_register,
    merge_households,
    move_household,
    note_type_backs,
    note_type_backs_printed,
    see_type_backs,
    split_household,
    tick_type_backs,
)
from bangfu.crosscheck.actions.undoing import take_all_back, undo_alike, undo_settlement

__all__ = [
    "accept_source", "ask_exemption", "carry_findings", "carry_out", "change_authority", "change_check", "correct_finding", "correct_household", "correct_person",
    "decide_exemption", "enter_register", "forget_subjects", "leave_register", "merge_households", "move_household",
    "note_exemptions_exported", "note_letter", "note_printed", "note_repeated", "note_type_backs",
    "note_type_backs_printed", "pass_on", "renew_exemption", "request_after_delivery", "request_nightly", "request_repeat", "request_run", "run_checks",
    "see_type_backs", "settle_alike", "split_household", "take_all_back", "take_back", "tick_type_backs", "undo_alike", "undo_settlement", "withdraw_exemption",
]
