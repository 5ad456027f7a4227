"""采用来源的值: which value of which delivered row a finding offers to be taken over, and what it says in clear."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from bangfu.crosscheck import believed
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.checks.words import HOUSEHOLD_PREFIX, REGISTER
from bangfu.crosscheck.models import Cell, Finding
from bangfu.crosscheck.sources import Order, authority_told, deaths
from bangfu.deliveries.models import DeliveredRow
from bangfu.deliveries.rows import opened
from bangfu.organization.actor import Actor
from bangfu.registry.columns import HOUSEHOLD, PERSON
from bangfu.registry.said import hear
from bangfu.rules.refusal import Refused

DEATH = "event_day"   # what a list of the dead says of a person; taken over it is a departure
NUMBERS = ("id_number", "phone_index")   # told apart by their indexes; no cell shows them
RIGHT = ("ok", "old15")        # what a number must be to be taken over
WAYS: Mapping[str, str] = {"id_number": "fix_id", "phone_index": "fix_phone", DEATH: "leave"}   # the ways of settling that are not called after their column
LISTED_AS: Mapping[str, str] = {"birth_date": "birth", "death_date": DEATH, "phone_index": "phone"}   # columns that cells call otherwise than the record


@dataclass(frozen=True)
class Offer:
    """A value that may be taken over: from which list and row, into which column, of whom. `column` is called as the register's cells call it (h_… of the
    household of a person), `cell` as the list's cell does; `shown` is '' for a number."""

    source: str
    column: str
    cell: str
    of_household: bool
    delivered_row: UUID
    row: int
    subject: str
    shown: str

    @property
    def name(self) -> str:
        """The column of the record."""
        return bare(self.column)

    @property
    def field(self) -> str:
        """The field as powers name it."""
        return f"{'household' if self.of_household else 'person'}.{self.name}"

    @property
    def word(self) -> str:
        """The column in words."""
        return "去世日期" if self.column == DEATH else (HOUSEHOLD if self.of_household else PERSON)[self.name].word


def bare(column: str) -> str:
    """The column of the record that a cell of the register, or of a list, speaks of: h_house_grade → house_grade, birth_date → birth."""
    return LISTED_AS.get(column, column).removeprefix(HOUSEHOLD_PREFIX)


def offer_of(found: Finding, cells: Iterable[Cell]) -> Offer | None:
    """The value a finding offers: that of the weightiest list that speaks where the column has an authority, else that of the only list that differs. None where
    lists differ among themselves, the check is not settled so, or what differs is no column of the register."""
    listed = list(cells)
    ours = {bare(one.column): one for one in reversed(listed) if one.source == REGISTER}
    theirs = [one for one in listed if one.source != REGISTER and one.delivered_row]
    for one in theirs:
        name = bare(one.column)
        column = ours[name].column if name in ours else name
        if _is_taken_over(found, column, ours):
            return _offered(found, column, ours.get(name), [each for each in theirs if bare(each.column) == name])
    return None


def _is_taken_over(found: Finding, column: str, ours: Mapping[str, Cell]) -> bool:
    check = CHECKS.get(found.check_slug)
    if check is None or found.subject_kind not in ("person", "household") or column != DEATH and bare(column) not in ours:
        return False
    of_household = _of_household(found, column)
    way = f"fix_{HOUSEHOLD_PREFIX}{bare(column)}" if of_household else WAYS.get(column, f"fix_{column}")
    is_way = way in check.settle and check.first.get(found.fault, way) == way   # where the number is the likelier mistake no name is taken over
    return is_way and (column == DEATH or bare(column) in (HOUSEHOLD if of_household else PERSON))


def _of_household(found: Finding, column: str) -> bool:
    return found.subject_kind == "household" or column.startswith(HOUSEHOLD_PREFIX)


def _offered(found: Finding, column: str, our: Cell | None, theirs: Sequence[Cell]) -> Offer | None:
    told = _weightiest(theirs, column, weights(column, believed.order_on(timezone.localdate()), of_household=_of_household(found, column)))
    differing = [one for one in told if our is None or column in NUMBERS or one.value != our.value]
    if column == "id_number":
        differing = _with_right_numbers(differing)
    if not differing or len({one.delivered_row if column in NUMBERS else one.value for one in differing}) > 1:
        return None
    first = differing[0]
    if first.delivered_row is None:
        return None
    subject = our.subject_id if our and our.subject_id else found.subject_id
    return Offer(first.source, column, first.column, _of_household(found, column), first.delivered_row, first.row, subject, first.value)


def _with_right_numbers(cells: Sequence[Cell]) -> list[Cell]:
    """Those whose row has a number that can be somebody's: what a spreadsheet destroyed, or a hand mistyped, is taken over by nobody."""
    right = set(DeliveredRow.objects.filter(pk__in=[one.delivered_row for one in cells], id_status__in=RIGHT).values_list("pk", flat=True))
    return [one for one in cells if one.delivered_row in right]


def _weightiest(theirs: Sequence[Cell], column: str, ranked: Sequence[str]) -> list[Cell]:
    """Those who are heard: of the sources whose word counts for the column the weightiest that says something, all where it counts of none."""
    speaking = [one for one in theirs if one.value or column in NUMBERS]
    first = next((slug for slug in ranked if any(one.source == slug for one in speaking)), None)
    return [one for one in speaking if first in (None, one.source)]


def weights(column: str, order: Order, *, of_household: bool) -> tuple[str, ...]:
    """The sources whose word counts for a column of the record, the weightiest first; `order` is the one in force (`believed.order_on`)."""
    return deaths() if column == DEATH else order.get(f"{HOUSEHOLD_PREFIX}{bare(column)}" if of_household else column, ())


def clear_value(by: Actor, offer: Offer) -> Any:
    """What the row says in clear, as the column holds it. Refused when the row is out of reach, or gone, or says nothing of it any more."""
    row = DeliveredRow.objects.filter(by.scope(), pk=offer.delivered_row).first()
    if row is None:
        raise Refused("来源的那一行不在您岗位的管辖范围内，或已经不在了；请自己填更正的内容。")
    if offer.column == DEATH:
        return _day(row, offer)
    said = hear(understood(offer.source, opened(row.content).understood))
    part = said.household if offer.of_household else said.person
    if offer.name not in part:
        raise Refused(f"来源的那一行里“{offer.word}”是空的，没有可以采用的值。")
    return part[offer.name] if offer.of_household else said.clear([offer.name])[offer.name]


def understood(source: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """A row as the register hears it: what a list says with authority of the household of whoever stands in it goes under the household's key."""
    return {f"household.{key}" if source in authority_told().get(f"{HOUSEHOLD_PREFIX}{key}", ()) else key: value for key, value in content.items()}


def _day(row: DeliveredRow, offer: Offer) -> date:
    if row.event_day is None:
        raise Refused(f"来源的那一行里没有写{offer.word}，请自己填。")
    return row.event_day
