"""疑点: what a finding goes through, and what a run makes of it."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bangfu.rules.flow import Flow
from bangfu.rules.refusal import Refused

FLOW = Flow(
    states={"open": "待处理", "corrected": "已更正", "asked": "豁免待批", "exempt": "已豁免", "gone": "已消除"},
    steps={
        "correct": ("open", "corrected"), "ask": ("open", "asked"), "approve": ("asked", "exempt"), "decline": ("asked", "open"),
        "undo_correction": ("corrected", "open"), "take_back": ("asked", "open"), "withdraw": ("exempt", "open"), "renew": ("exempt", "exempt"),
    },
)
DUE_WITHIN = {"must": timedelta(days=15), "check": timedelta(days=30)}   # the house's own: half a month for what must be put right, a month for what is to be looked at
LONGEST_EXEMPTION = timedelta(days=366)   # after a year somebody looks again
UNDONE_AT_ONCE = {"exempt": 5_000, "accept": 500}   # findings: a quarter of a minute in one transaction; on SQLite others wait no longer than half a minute
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


def exemption_may_last(expires_on: date, *, day: date) -> None:
    """Refused unless an exemption asked for on `day` ends after it, and within a year."""
    if expires_on <= day:
        raise Refused("有效期要晚于今天。", field="expires_on")
    if expires_on > day + LONGEST_EXEMPTION:
        raise Refused("豁免最长一年，到期后仍有疑点会重新提醒；请把有效期改到一年以内。", field="expires_on")


def another_must_decide(asker: int | None, decider: int | None) -> None:
    """Refused when the one who decides is the one who asked, whatever post either acts from. None is the program, and also one and the same."""
    if asker == decider:
        raise Refused("自己申请的豁免不能自己批，请让另一位有审批权限的同事办理。")


def is_overdue(state: str, level: str, since: datetime, now: datetime) -> bool:
    """Whether an open finding has stood longer than its level allows (`DUE_WITHIN`) since it was found, or came back."""
    return state == "open" and now - since > DUE_WITHIN.get(level, DUE_WITHIN["check"])


def may_withdraw(approver: int | None, user: int | None, *, is_county: bool) -> None:
    """Refused unless the one who withdraws an exemption approved it, or decides for the county."""
    if not is_county and (approver is None or approver != user):
        raise Refused("豁免由批准的人或县里收回；请联系批准人，或报县级主管部门。")


def may_undo_together(how: str, many: int) -> None:
    """Refused when more were settled together than are undone in one go; `how` is what was done to them."""
    most = UNDONE_AT_ONCE[how]
    if many > most:
        raise Refused(f"这一批有 {many:,} 条，一次最多撤销 {most:,} 条；请到疑点里逐条更正回来。")


def must_give_reason(text: str) -> None:
    """Refused for a reason that says nothing."""
    if len(text.strip()) < 2:
        raise Refused("请写明理由。", field="reason")
