"""A village of the demo founded in the register: its households, those that are no more, and everything that was so of them through the history.

One call writes a village whole, so that the memory it takes is that of a village. Every row rests on the desk, as what is written at one.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any

from bangfu.demo.cells import of_household, of_member, sealed
from bangfu.demo.days import START
from bangfu.demo.history import dated
from bangfu.demo.places import places
from bangfu.demo.register import Household as House
from bangfu.demo.register import Stay, Tenure, Village
from bangfu.demo.spells import spells
from bangfu.facts.models import Fact, Recorded
from bangfu.organization.actor import Actor
from bangfu.registry.actions import found_households
from bangfu.registry.actions.founding import Founded
from bangfu.registry.columns import HOUSEHOLD, empty
from bangfu.registry.models import Household, HouseholdRecord, NaturalChange, Person, PersonRecord
from bangfu.registry.records import columns
from bangfu.rules.dates import FOREVER_DAY

SOURCE = "户籍底册与历年动态"
DAY = timedelta(days=1)
_WITHIN = "县内迁移"   # as `registry.actions.move_household` notes it
_MOVED = {"came": "moved_in", "left": "moved_out"}


Blanks = Mapping[str, Collection[str]]
_NO_GRIDS: Mapping[str, str] = MappingProxyType({})
_NO_BLANKS: Blanks = MappingProxyType({})


def found_village(by: Actor, village: Village, absent: Collection[str] = (), grids: Mapping[str, str] = _NO_GRIDS, blanks: Blanks = _NO_BLANKS) -> int:
    """Founds the households of a village, those that are no more too. Returns how many rows.

    `absent` are people (人口编号) whom no list ever named; `grids` says of a 村民组 in which grid its households lie, if in one; `blanks` what was
    never filled in, as in `Township.never_filled`.
    """
    return found_households(by, village=village.place.code, households=founded(village, absent, grids, blanks), source=SOURCE)


def founded(village: Village, absent: Collection[str] = (), grids: Mapping[str, str] = _NO_GRIDS, blanks: Blanks = _NO_BLANKS) -> list[Founded]:
    """The households of a village with all their rows, unsaved."""
    made = _Founding(village, absent, grids, blanks)
    for house in village.everything:
        made.take(house)
    return [Founded(one.household, one.rows) for one in made.houses.values()]


@dataclass(frozen=True, slots=True)
class Change:
    """自然增减 as the register keeps it: `kind` is a slug of `rules.natural_change.KINDS`, `other` the household on the far side of a split or merger."""

    person: str
    household: str
    village: str
    day: date
    kind: str
    other: str = ""
    note: str = ""


def changes(house: House) -> Iterator[Change]:
    """Who came and left in the stays of a household."""
    came = {(one.member.number, one.since): one.household for one in house.stays}
    left = {(one.member.number, one.until): one.household for one in house.stays}
    for one in house.stays:
        for kind, day, sides in ((one.came, one.since, left), (one.left, one.until, came)):
            if kind and day:
                other = sides.get((one.member.number, day), "") if kind.startswith(("split_", "merged_")) else ""
                note = _WITHIN if kind == "moved" else ""
                told = _MOVED["came" if sides is left else "left"] if note else kind
                yield Change(one.member.number, one.household, one.village, day, told, other, note)


@dataclass(slots=True)
class _House:
    household: Household
    place: str
    rows: list[Fact | Recorded] = field(default_factory=list)

    def lies(self, then: str, since: date, until: date | None) -> dict[str, Any]:
        """Where and when: everything lies where the household is today."""
        return {"place_code": self.place, "place_then": then, "valid_from": since, "valid_to": until or FOREVER_DAY, "origin_kind": "desk"}


class _Founding:
    """A village while its rows are made: the anchors of its households and people, by their numbers."""

    def __init__(self, village: Village, absent: Collection[str], grids: Mapping[str, str], blanks: Blanks) -> None:
        self.absent, self.blanks, here = absent, blanks, village.place.code
        self.houses = {house.number: _House(Household(number=house.number), grids.get(house.group, here)) for house in village.everything}
        self.people: dict[str, Person] = {}
        self.names: dict[str, dict[str, Any]] = {}   # 人口编号 → sealed columns, the same in every record of a person

    def take(self, house: House) -> None:
        """Everything of one household; of a household that split or merged, the rows go to the side they speak of."""
        at, said = self.houses[house.number], of_household(house)
        blanks = self.blanks.get(house.number, ())
        said |= columns({name: empty(HOUSEHOLD[name]) for name in blanks if name in HOUSEHOLD})
        for tenure in house.tenures:
            at.rows.append(HouseholdRecord(
                household_id=at.household.pk, group=tenure.group, address=_address(tenure), **said, **at.lies(tenure.village, tenure.since, tenure.until),
            ))
        for stay in dated(house):
            if stay.member.number not in self.absent:
                self._record(stay)
        for change in changes(house):
            if change.person not in self.absent:
                self._change(change)
        for model, day, until, values in (one for one in spells(house) if f"income.{one.values.get('item')}" not in blanks):
            at.rows.append(model(household_id=at.household.pk, **values, **at.lies(_where(house, day), day, until)))

    def _record(self, stay: Stay) -> None:
        number, at = stay.member.number, self.houses[stay.household]
        blanks: dict[str, Any] = dict.fromkeys(self.blanks.get(number, ()), "")
        member = replace(stay.member, **blanks) if blanks else stay.member
        if number not in self.people:
            at.rows.append(self.people.setdefault(number, Person()))
            self.names[number] = sealed(stay.member)
        at.rows.append(PersonRecord(
            person_id=self.people[number].pk, household_id=at.household.pk, **of_member(member), **self.names[number],
            **at.lies(stay.village, stay.since, stay.until),
        ))

    def _change(self, one: Change) -> None:
        at = self.houses[one.household]
        lies = at.lies(one.village, one.day, one.day + DAY)
        if one.note == _WITHIN and one.kind == "moved_out":
            lies["place_code"] = one.village   # the going stays with the village they left, which asks where they are
        at.rows.append(NaturalChange(
            person_id=self.people[one.person].pk, household_id=at.household.pk, other_id=self.houses[one.other].household.pk if one.other else None,
            kind=one.kind, note=one.note, **lies,
        ))


def _where(house: House, day: date) -> str:
    """The village a household lived in on a day; before the history, the first it is known in."""
    return next(one.village for one in house.tenures if one.until is None or max(day, START) < one.until or one is house.tenures[-1])


def _address(tenure: Tenure) -> str:
    names = _names()
    return f"{names[tenure.village[:9]]}{names[tenure.village]}{tenure.group}{tenure.door}号"


@cache
def _names() -> dict[str, str]:
    return {row.code: row.name for row in places("county")}
