"""Findings as pages know them: frozen rows, and the one way from the table to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.models import Finding, Settlement
from bangfu.organization.actor import Actor, within
from bangfu.organization.queries import place_names
from bangfu.rules.finding import FLOW, SINCE_LAST_RUN, is_overdue
from bangfu.rules.place_code import CodeRange

UNSETTLED = ("open", "corrected", "asked")
STATES = {"unsettled": UNSETTLED, **{state: (state,) for state in FLOW.states}}
UNKNOWN = "（这项检查已经不用了）"


@dataclass(frozen=True)
class FindingRow:
    """A finding as lists show it. `since` is when it was found, or came back last."""

    id: UUID
    check: str
    title: str
    family: str
    level: str
    fault: str
    subject_kind: str
    subject_id: str
    name: str
    household_number: str
    place_code: str
    place_name: str
    reason: str
    state: str
    word: str
    mark: str
    mark_word: str
    times_back: int
    first_found_at: datetime
    since: datetime
    is_overdue: bool

    @property
    def days(self) -> int:
        """How many days it has stood."""
        return (timezone.localdate() - timezone.localtime(self.since).date()).days


@dataclass(frozen=True)
class SettlementRow:
    """What was said about a finding, and by whom."""

    id: UUID
    finding: UUID
    kind: str
    word: str
    state: str
    state_word: str
    reason: str
    what: str
    by_name: str
    by_user: int | None
    at: datetime
    expires_on: date | None
    approver: int | None
    approver_name: str
    approved_at: datetime | None
    note: str
    delivered_row: UUID | None
    paper: UUID | None
    batch: UUID | None
    renews: UUID | None
    ended_by: str
    ended_at: datetime | None
    ended_why: str


def seen(by: Actor) -> QuerySet[Finding]:
    """The findings the asker may look at."""
    return Finding.objects.filter(by.scope()) if by.can("crosscheck.look") else Finding.objects.none()


def at_place(by: Actor, place: str) -> QuerySet[Finding]:
    """Those at a place and below it. The place stands first: SQLite seeks by the first range of a column."""
    return Finding.objects.filter(within([CodeRange.under(place)])) & seen(by)


def rows_for(by: Actor, found: Iterable[Finding]) -> list[FindingRow]:
    """Findings within reach as rows, in the order given."""
    listed, now = list(found), timezone.now()
    names = place_names(one.place_code for one in listed)
    return [_row(one, names.get(one.place_code, one.place_code), now) for one in listed]


def _row(one: Finding, place_name: str, now: datetime) -> FindingRow:
    since = one.back_at or one.first_found_at
    return FindingRow(
        one.pk, one.check_slug, CHECKS[one.check_slug].title if one.check_slug in CHECKS else UNKNOWN, one.family, one.level, one.fault,
        one.subject_kind, one.subject_id, one.subject_name, one.household_number, one.place_code, place_name, one.reason, one.state,
        FLOW.word(one.state), one.mark, SINCE_LAST_RUN.get(one.mark, ""), one.times_back, one.first_found_at, since,
        is_overdue(one.state, one.level, since, now),
    )


def settlement_row(one: Settlement) -> SettlementRow:
    """A settlement as pages show it."""
    return SettlementRow(
        one.pk, one.finding_id, one.kind, Settlement.KINDS[one.kind], one.state, Settlement.STATES[one.state], one.reason, one.what, one.by_name,
        one.by_user, one.at, one.expires_on, one.approver, one.approver_name, one.approved_at, one.note, one.delivered_row, one.paper, one.batch_id,
        one.renews_id, one.ended_by, one.ended_at, one.ended_why,
    )
