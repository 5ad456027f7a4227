"""疑点: what a finding goes through, and what a run makes of it."""

import hashlib
from collections.abc import Iterable
from datetime import date

from bangfu.rules.flow import Flow

FLOW = Flow(
    states={"open": "待处理", "corrected": "已更正", "asked": "豁免待批", "exempt": "已豁免", "gone": "已消除"},
    steps={
        "correct": ("open", "corrected"), "ask": ("open", "asked"), "approve": ("asked", "exempt"), "decline": ("asked", "open"),
    },
)
SINCE_LAST_RUN = {"new": "新出现", "still": "仍存在", "back": "又出现", "gone": "已消除"}


def identity(check: str, subject: str, values: Iterable[str]) -> str:
    """40 hex characters that name a finding across runs: the check, whom it is about, and the values it was found on (in any order).

    The same wrong value found again is the same finding; another wrong value is another finding. Values that name a person come in as
    blind indexes, never in clear.
    """
    return hashlib.sha256("\x1f".join([check, subject, *sorted(values)]).encode()).hexdigest()[:40]


def after_run(state: str, found: bool, *, exempt_until: date | None, day: date) -> tuple[str, str]:
    """(state, mark) of a known finding after a run on `day`; mark is a word of SINCE_LAST_RUN, or '' when the run says nothing about it.

    Found again: an open one is still there; a corrected one is open again (the correction did not help, or the source was not
    changed); a gone one has come back; an exemption holds until its last day, `exempt_until`, then the finding comes back.
    Not found again: it is gone, whatever was said of it.
    """
    if not found:
        return ("gone", "" if state == "gone" else "gone")
    if state == "gone":
        return ("open", "back")
    if state == "exempt":
        return ("exempt", "") if exempt_until and day <= exempt_until else ("open", "back")
    if state == "asked":
        return ("asked", "still")
    return ("open", "still")
