"""What is asked about contradictions. Every answer is within the asker's reach; other people's cells are shown by village and masked name."""

from bangfu.crosscheck.queries.authority import (
    AuthorityRow,
    AuthorityStep,
    authority_row,
    authority_rows,
    authority_story,
    preview_authority,
)
from bangfu.crosscheck.queries.batches import BatchRow, batch
from bangfu.crosscheck.queries.boards import BoardLine, KindLine, Tally, Trend, board, kinds, total, trends_of
from bangfu.crosscheck.queries.contradictions import Contradictions, Part, contradictions
from bangfu.crosscheck.queries.exemptions import (
    BY_TIME,
    ExemptionRow,
    exemption_counts,
    exemptions,
    exemptions_page,
    numbers_of,
    waiting_exemptions,
)
from bangfu.crosscheck.queries.listed import (
    BY_HOUSEHOLD,
    Narrow,
    count,
    faults_open,
    findings,
    findings_of,
    findings_page,
    ids,
    next_open,
    open_count,
    previous_open,
    sources_found,
    tally_open,
)
from bangfu.crosscheck.queries.opened import CellRow, FindingFile, cells_of, finding, members
from bangfu.crosscheck.queries.passing import HandoverRow, desks, handovers_of, passed_by_me, passed_to_me, waiting_handovers
from bangfu.crosscheck.queries.rows import STATES, UNSETTLED, FindingRow, SettlementRow
from bangfu.crosscheck.queries.run_files import ListRead, NumberSet, RunFile, run_file
from bangfu.crosscheck.queries.runs import RunRow, counties_checked, last_run, runs, runs_page
from bangfu.crosscheck.queries.set_checks import Preview, SetCheck, SettingStep, preview, set_check, set_checks, setting_story
from bangfu.crosscheck.queries.steps import Step, last_step
from bangfu.crosscheck.queries.type_backs import BY_FORM, TypeBackRow, type_back_counts, type_backs, type_backs_page
from bangfu.crosscheck.queries.waiting import (
    exemptions_ending,
    exemptions_to_decide,
    findings_waiting,
    handovers_to_me,
    late_sources,
    sheets_out,
    type_backs_waiting,
)
from bangfu.crosscheck.queries.week import WAYS, Changed, findings_changed, findings_since, unsettled_by_week

__all__ = [
    "AuthorityRow", "AuthorityStep", "BY_FORM", "BY_HOUSEHOLD", "BY_TIME", "BatchRow", "BoardLine", "CellRow", "Changed", "Contradictions", "ExemptionRow",
    "FindingFile", "FindingRow", "HandoverRow", "KindLine", "ListRead", "Narrow", "NumberSet", "Part", "Preview", "RunFile", "RunRow", "STATES", "SetCheck",
    "SettingStep", "SettlementRow", "Step", "Tally", "Trend", "TypeBackRow", "UNSETTLED", "WAYS", "authority_row", "authority_rows", "authority_story", "batch",
    "board", "cells_of", "contradictions", "count", "counties_checked", "desks", "exemption_counts", "exemptions", "exemptions_ending", "exemptions_page",
    "exemptions_to_decide", "faults_open", "finding", "findings", "findings_changed",
    "findings_of", "findings_page", "findings_since", "findings_waiting", "handovers_of",
    "handovers_to_me", "ids", "kinds", "last_run", "last_step", "late_sources", "members", "next_open", "numbers_of", "open_count", "passed_by_me",
    "passed_to_me", "preview", "preview_authority", "previous_open", "run_file", "runs", "runs_page", "set_check", "set_checks", "setting_story", "sheets_out",
    "sources_found", "tally_open", "total", "trends_of", "type_back_counts", "type_backs", "type_backs_page", "type_backs_waiting", "unsettled_by_week",
    "waiting_exemptions", "waiting_handovers",
]
