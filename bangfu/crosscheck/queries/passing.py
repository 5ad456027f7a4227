"""Findings passed on: to whom they may go, what came to one's own desk, what one passed on and keeps sight of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from bangfu.crosscheck.models import Finding, Handover
from bangfu.crosscheck.queries.rows import FindingRow, rows_for
from bangfu.lists.declared import Order
from bangfu.lists.keyset import Page, Turn, paged
from bangfu.organization.actor import Actor
from bangfu.organization.queries import desks_over

OLDEST, LATEST, FIRST = Order("oldest", "先转来的", ("at", "id")), Order("latest", "后转出的", ("-at", "-id")), Turn()

@dataclass(frozen=True)
class HandoverRow:
    """A finding passed on, from whom to whom, and with what word."""

    id: UUID
    finding: FindingRow
    to_title: str
    by_title: str
    by_name: str
    word: str
    at: datetime
    state: str
    state_word: str

    @property
    def can_come_back(self) -> bool:
        """Whether whoever passed it on may still take it back."""
        return self.state == "waiting" and self.finding.state == "open"


def desks(by: Actor, *, place: str) -> list[tuple[str, str]]:
    """(post, words) of the desks a finding at a place may be passed on to: whoever reaches it and looks at findings, but not the asker's own."""
    return [(str(one.id), one.words) for one in desks_over(by, place, power="crosscheck.look") if one.id != by.post_id]


def passed_to_me(by: Actor, *, turn: Turn = FIRST) -> Page[HandoverRow]:
    """What was passed on to the asker's post and still waits, the oldest first."""
    page = paged(to_me(by).select_related("finding"), OLDEST, turn)
    return page.told(_rows(by, page.rows))


def passed_by_me(by: Actor, *, turn: Turn = FIRST) -> Page[HandoverRow]:
    """What the asker's post passed on, the latest first, whatever became of it."""
    page = paged(_seen(by).filter(by_post=by.post_id).select_related("finding"), LATEST, turn)
    return page.told(_rows(by, page.rows))


def waiting_handovers(by: Actor) -> int:
    """How many findings were passed on to the asker's post and wait."""
    return to_me(by).count()


def handovers_of(by: Actor, finding: UUID) -> list[HandoverRow]:
    """To whom one finding was passed on, the latest first."""
    return _rows(by, list(_seen(by).filter(finding=finding).select_related("finding").order_by("-at", "-id")))


def _seen(by: Actor) -> QuerySet[Handover]:
    if by.post_id is None or not by.can("crosscheck.look"):
        return Handover.objects.none()
    return Handover.objects.filter(by.scope("finding__place_code"))


def to_me(by: Actor) -> QuerySet[Handover]:
    """What was passed on to the asker's post and waits."""
    if by.post_id is None:
        return Handover.objects.none()
    return _seen(by).filter(to_post=by.post_id, state="waiting", finding__state="open")


def _rows(by: Actor, listed: Sequence[Handover]) -> list[HandoverRow]:
    rows = {row.id: row for row in rows_for(by, _once(listed))}
    return [
        HandoverRow(
            one.pk, rows[one.finding_id], one.to_title, one.by_title, one.by_name, one.word, one.at, one.state, Handover.STATES[one.state],
        ) for one in listed
    ]


def _once(listed: Iterable[Handover]) -> list[Finding]:
    return list({one.finding_id: one.finding for one in listed}.values())
