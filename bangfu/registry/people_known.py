"""The people now in the register whom delivered rows may be about: looked for by their numbers, without what lies sealed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from bangfu.facts.models import NOW
from bangfu.registry.heard import Line
from bangfu.registry.models import PersonRecord
from bangfu.rules.place_code import LENGTHS


class Known(NamedTuple):
    """What is looked at of somebody's current record before it is read whole; `recorded_in` is the entry that wrote it."""

    record: UUID
    person: UUID
    household: UUID
    household_number: str
    place_code: str
    person_number: str
    id_index: str
    name: str
    name_folded: str
    relation: str
    recorded_in: UUID
    valid_from: date

    @property
    def village(self) -> str:
        """The village they live in, also when their household stands in one of its grids."""
        return self.place_code[: LENGTHS["village"]]


_COLUMNS = ("id", "person_id", "household_id", "household__number", *Known._fields[4:])


def known_with(column: str, values: Iterable[Any]) -> Iterator[Known]:
    """Everybody in the county with one of the values. A village has ten times as many people as the national list names, so it is not read whole."""
    if wanted := set(values):
        yield from map(Known._make, PersonRecord.objects.filter(**NOW.filters(), **{f"{column}__among": wanted}).values_list(*_COLUMNS).iterator())


class Matcher:
    """Finds whom a delivered row is about among the current records: by the list's own person number, else by the ID number.

    Two people may stand under one ID number (that is a finding, not a reason to mix them up): then the household and the name decide,
    and a row with a person number never matches somebody who has another one.
    """

    def __init__(self, lines: Sequence[Line], village: str) -> None:
        self._by_number: dict[str, Known] = {}
        self._by_id: dict[str, list[Known]] = {}
        by_number = known_with("person_number", {line.person_number for line in lines if line.person_number})
        for one in sorted(by_number, key=lambda one: one.village != village):   # who lives here comes first
            self._by_number.setdefault(one.person_number, one)
        others = {line.id_index for line in lines if line.id_index and line.person_number not in self._by_number}
        for one in sorted(known_with("id_index", others), key=lambda one: one.village != village):
            self._by_id.setdefault(one.id_index, []).append(one)

    def match(self, line: Line) -> Known | None:
        """The person a row is about, or None when they are new."""
        if line.person_number and line.person_number in self._by_number:
            return self._by_number[line.person_number]
        candidates = [one for one in self._by_id.get(line.id_index, []) if not (line.person_number and one.person_number)] if line.id_index else []
        return max(candidates, key=lambda one: _likeness(one, line), default=None)


def _likeness(one: Known, line: Line) -> tuple[bool, bool, bool]:
    return (one.household_number == line.household_number, one.name_folded == line.name_folded, one.village == line.place_code)
