"""采用来源的值: which value of which delivered row a finding offers to be taken over, and what it says in clear."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from bangfu.crosscheck.authority import authorities
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.models import Cell, Finding
from bangfu.deliveries.models import DeliveredRow
from bangfu.deliveries.rows import opened
from bangfu.organization.actor import Actor
from bangfu.registry.columns import HOUSEHOLD, PERSON
from bangfu.registry.said import hear
from bangfu.rules.refusal import Refused

# a column of a cell → the way of settling that takes it over; columns that have none of their own are taken over as they are called
WAYS = {"name": "fix_name", "id_number": "fix_id", "relation": "fix_relation", "birth": "fix_birth", "sex": "fix_sex", "event_day": "leave"}


@dataclass(frozen=True)
class Offer:
    """A value that may be taken over: from which list and row, into which column, of whom. `shown` is '' for a number."""

    source: str
    column: str
    delivered_row: UUID
    row: int
    subject: str
    shown: str

    @property
    def word(self) -> str:
        """The column in words."""
        described = PERSON.get(self.column) or HOUSEHOLD.get(self.column)
        return "去世日期" if self.column == "event_day" else described.word if described else self.column


def offer_of(found: Finding, cells: Iterable[Cell]) -> Offer | None:
    """The value a finding offers: the authority's where one of its lists is one, else that of the only list that differs. None where lists differ
    among themselves, the check is not settled so, or what differs is no column of the register."""
    listed = list(cells)
    ours = {one.column: one for one in listed if one.source == "register"}
    for one in listed:
        if one.source != "register" and one.delivered_row and _is_taken_over(found, one.column, ours):
            return _offered(found, one.column, ours, [each for each in listed if each.source != "register" and each.column == one.column])
    return None


def _is_taken_over(found: Finding, column: str, ours: Mapping[str, Cell]) -> bool:
    check = CHECKS.get(found.check_slug)
    if check is None or (column not in ours and column != "event_day"):
        return False
    if column in WAYS:
        return WAYS[column] in check.settle and found.subject_kind == "person"
    return column in HOUSEHOLD if found.subject_kind == "household" else column in PERSON


def _offered(found: Finding, column: str, ours: Mapping[str, Cell], theirs: list[Cell]) -> Offer | None:
    with_authority = set(authorities(column, (one.source for one in theirs)))
    told = [one for one in theirs if one.source in with_authority] if with_authority else theirs
    our = ours.get(column)
    differing = [one for one in told if our is None or column == "id_number" or one.value != our.value]
    if not differing or len({one.value if column != "id_number" else one.delivered_row for one in differing}) > 1:
        return None
    first = differing[0]
    if first.delivered_row is None:
        return None
    subject = our.subject_id if our and our.subject_id else found.subject_id
    return Offer(first.source, column, first.delivered_row, first.row, subject, first.value)


def clear_value(by: Actor, offer: Offer) -> Any:
    """What the row says in clear, as the column holds it. Refused when the row is out of reach, or gone, or says nothing of it any more."""
    row = DeliveredRow.objects.filter(by.scope(), pk=offer.delivered_row).first()
    if row is None:
        raise Refused("来源的那一行不在您岗位的管辖范围内，或已经不在了；请自己填更正的内容。")
    if offer.column == "event_day":
        return _day(row, offer)
    said = hear(opened(row.content).understood)
    if offer.column in said.household and offer.column in HOUSEHOLD and offer.column not in PERSON:
        return said.household[offer.column]
    if offer.column not in said.person:
        raise Refused(f"来源的那一行里“{offer.word}”是空的，没有可以采用的值。")
    return said.clear([offer.column])[offer.column]


def _day(row: DeliveredRow, offer: Offer) -> date:
    if row.event_day is None:
        raise Refused(f"来源的那一行里没有写{offer.word}，请自己填。")
    return row.event_day
