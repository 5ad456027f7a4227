"""What applying a delivered list would change, row by row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bangfu.deliveries.models import Delivery
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.registry.columns import HOUSEHOLD, PERSON, VILLAGE
from bangfu.registry.judged import Gone, Judged
from bangfu.registry.judging import judge_village, listed_elsewhere
from bangfu.registry.records import INDEXES, SEALED, shown
from bangfu.rules.place_code import covers

Difference = tuple[str, str, str]   # word, old, new
NUMBER = "户编号"


@dataclass(frozen=True)
class RowChange:
    """One person, household or village a list would change: (word, old, new) for each column taken over; numbers only say that they differ."""

    subject: str
    row: UUID
    number: int
    name: str
    household_number: str
    outcome: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class VillageChanges:
    """What a list would change in one village; who or which households of its last list are not in it any more; whom it has in another village, which is
    named."""

    changed: tuple[RowChange, ...] = ()
    gone: tuple[Gone, ...] = ()
    kind: str = "person"
    left: tuple[tuple[Gone, str], ...] = ()


def village_changes(by: Actor, delivery: UUID, village: str) -> VillageChanges:
    """Judges one village of a delivery anew. Nothing when the asker does not reach it."""
    if not by.can("registry.look") or not covers(by.ranges, village):
        return VillageChanges()
    found = Delivery.objects.select_related("source").get(pk=delivery)
    judged = judge_village(found, village)
    changed = tuple(_change(one) for one in judged.rows if one.outcome in ("changed", "moved"))
    elsewhere = listed_elsewhere(found, judged.gone)
    names = place_names(elsewhere.values())
    left = tuple((one, names.get(elsewhere[one.subject], "")) for one in judged.gone if one.subject in elsewhere)
    return VillageChanges(changed, tuple(one for one in judged.gone if one.subject not in elsewhere), judged.kind, left)


def _change(one: Judged) -> RowChange:
    return RowChange(
        one.subject, one.row.id, one.row.number, one.row.name, one.household_number, one.outcome, (*_of_row(one), *_of_household(one), *_of_place(one)),
    )


def _of_row(one: Judged) -> Iterator[Difference]:
    """What changes of the person, or of the village."""
    columns = PERSON if one.record is not None else VILLAGE
    ours: Any = one.record if one.record is not None else one.report
    for name, value in sorted(one.taken.items(), key=lambda each: each[0] in SEALED):
        yield _difference(columns[name].word, name, ours, value)


def _of_household(one: Judged) -> Iterator[Difference]:
    """What changes of the household that the row speaks for."""
    if one.house is None or one.house.record is None:
        return
    for name, value in one.house.taken.items():
        yield _difference(HOUSEHOLD[name].word, name, one.house.record, value)
    yield from ((word, old or shown(word, None), new or shown(word, None)) for word, old, new in one.house.standing.differences)


def _of_place(one: Judged) -> Iterator[Difference]:
    if one.moved and one.known is not None and one.known.household_number != one.household_number:
        yield NUMBER, one.known.household_number, one.household_number


def _difference(word: str, name: str, ours: Any, value: Any) -> Difference:
    if name in SEALED or name in INDEXES:
        return word, "原号码", "新号码"
    return word, shown(name, getattr(ours, name)), shown(name, value)
