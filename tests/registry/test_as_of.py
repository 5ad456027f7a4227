"""Counts and rosters of any day, as known at any moment, against a plain model of what was done: random deeds, every pair of clocks."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bangfu.facts.models import AsOf
from bangfu.journal.verify import verify
from bangfu.organization.actor import PROGRAM
from bangfu.registry import actions, queries
from bangfu.registry.counts import differing
from bangfu.registry.models import Household
from bangfu.rules.refusal import Refused
from tests.county import COUNTY, FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, County

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=7 * nth) for nth in range(8)]
VILLAGES = (VILLAGE, NEXT_VILLAGE, FAR_VILLAGE)
EVER = date.max
OPENED = datetime(2026, 10, 1, tzinfo=UTC)
BECAUSE = {"reason": "随机的办理"}


@dataclass(frozen=True)
class Stay:
    """Somebody was at a place from a day up to another; `home` the household of a person."""

    since: date
    until: date
    place: str
    home: UUID | None = None


@dataclass
class Belief:
    """What is believed of one subject, edition by edition: (known from, its stays in their order)."""

    editions: list[tuple[datetime, list[Stay]]] = field(default_factory=list)

    @property
    def now(self) -> list[Stay]:
        return self.editions[-1][1] if self.editions else []

    def learn(self, at: datetime, stays: list[Stay]) -> None:
        self.editions.append((at, [one for one in stays if one.since < one.until]))

    def on(self, day: date, known: datetime) -> str:
        """Where, as known then; '' for nowhere."""
        told = [stays for at, stays in self.editions if at <= known]
        return next((one.place for one in told[-1] if one.since <= day < one.until), "") if told else ""


def cut(stays: list[Stay], day: date) -> list[Stay]:
    """Up to the day."""
    return [Stay(one.since, min(one.until, day), one.place, one.home) for one in stays if one.since < day]


def along(house: list[Stay], day: date, until: date, home: UUID | None) -> list[Stay]:
    """With a household from a day on: wherever it was; before its first day, where it was then."""
    starts = [date.min, *(one.since for one in house[1:])]
    ends = [*starts[1:], EVER]
    return [
        Stay(max(day, since), min(until, end), one.place, home)
        for one, since, end in zip(house, starts, ends, strict=True) if max(day, since) < min(until, end)
    ]


@dataclass
class Model:
    """The register as a plain model: beliefs of households and persons."""

    households: dict[UUID, Belief] = field(default_factory=dict)
    persons: dict[UUID, Belief] = field(default_factory=dict)

    def open(self) -> list[UUID]:
        """Households now in the register."""
        return [one for one, belief in self.households.items() if belief.now and belief.now[-1].until == EVER]

    def members(self, household: UUID) -> list[UUID]:
        return [one for one, belief in self.persons.items() if belief.now and belief.now[-1].until == EVER and belief.now[-1].home == household]

    def ever(self, household: UUID) -> set[UUID]:
        """Whoever was believed to be of a household at any moment."""
        return {one for one, belief in self.persons.items() if any(stay.home == household for _, stays in belief.editions for stay in stays)}

    def tally(self, beliefs: dict[UUID, Belief], day: date, known: datetime) -> dict[str, int]:
        return dict(sorted(Counter(place for belief in beliefs.values() if (place := belief.on(day, known))).items()))


class Clerk:
    """Does a deed to the program, and the same to the model when it was not refused."""

    def __init__(self) -> None:
        self.model, self.moment, self.serial, self.done = Model(), OPENED, 0, Counter[str]()

    def now(self) -> datetime:
        """The moment at which the next thing becomes known."""
        self.moment += timedelta(minutes=1)
        return self.moment

    def do(self, deed: str, a: int, b: int, day: date) -> None:
        """One deed; `a` and `b` choose whom and where. What is refused changes nothing anywhere."""
        with transaction.atomic():
            try:
                getattr(self, deed)(a, b, day)
                self.done[deed] += 1
            except Refused:
                self.done["refused"] += 1

    def register(self, a: int, b: int, day: date) -> None:
        place, name = VILLAGES[a % 3], self._name()
        made = actions.register_household(PROGRAM, number="", place=place, since=day, head={"name": name, "sex": "男"}, values={}, **BECAUSE)
        self.model.households[made] = Belief()
        self.model.households[made].learn(self.moment - timedelta(minutes=1), [Stay(day, EVER, place)])
        head = queries.household(PROGRAM, made)
        assert head
        self._comes(head.members[0].person, made, day)

    def enter(self, a: int, b: int, day: date) -> None:
        home = self._household(a)
        made = actions.enter_register(
            PROGRAM, household=home, kind="added_late", on=day, values={"name": self._name(), "relation": "其他"}, **BECAUSE)
        self._comes(made, home, day)

    def _comes(self, person: UUID, home: UUID, day: date) -> None:
        self.model.persons[person] = Belief()
        self.model.persons[person].learn(self.moment, along(self.model.households[home].now, day, EVER, home))

    def leave(self, a: int, b: int, day: date) -> None:
        home, person = self._member(a, b)
        actions.leave_register(PROGRAM, person=person, kind="moved_out", on=day, **BECAUSE)
        self._goes(home, person, cut(self.model.persons[person].now, day), cut(self.model.households[home].now, day))

    def never(self, a: int, b: int, day: date) -> None:
        home, person = self._member(a, b)
        actions.leave_register(PROGRAM, person=person, kind="never_in", on=day, **BECAUSE)
        others = self.model.ever(home) - {person}
        self._goes(home, person, [], cut(self.model.households[home].now, day) if others else [])

    def _goes(self, home: UUID, person: UUID, left: list[Stay], house: list[Stay]) -> None:
        """Somebody is gone; the household with its last member."""
        self.model.persons[person].learn(self.moment, left)
        if not self.model.members(home):
            self.model.households[home].learn(self.moment, house)

    def correct_ever(self, a: int, b: int, day: date) -> None:
        _, person = self._member(a, b)
        actions.correct_person(PROGRAM, person=person, changes={"name": self._name()}, **BECAUSE)

    def correct_since(self, a: int, b: int, day: date) -> None:
        _, person = self._member(a, b)
        actions.correct_person(PROGRAM, person=person, changes={"name": self._name()}, since=day, **BECAUSE)
        self._reaches_back(self.model.persons[person], day)

    def correct_house(self, a: int, b: int, day: date) -> None:
        home = self._household(a)
        actions.correct_household(PROGRAM, household=home, changes={"address": self._name()}, since=day if b % 2 else None, **BECAUSE)
        if b % 2:
            self._reaches_back(self.model.households[home], day)

    def _reaches_back(self, belief: Belief, day: date) -> None:
        """Who was something since a day was there since that day."""
        first, *rest = belief.now
        belief.learn(self.moment, [Stay(min(first.since, day), first.until, first.place, first.home), *rest])

    def split(self, a: int, b: int, day: date) -> None:
        home, person = self._member(a, b)
        made = actions.split_household(PROGRAM, household=home, members={person: "户主"}, on=day, **BECAUSE)
        self.model.households[made] = Belief()
        house = self.model.households[home].now
        self.model.households[made].learn(self.moment, along(house, day, EVER, None))
        self._moves_over([person], day, made, house)

    def merge(self, a: int, b: int, day: date) -> None:
        home, other = self._household(a), self._household(b)
        members = dict.fromkeys(self.model.members(home), "其他")
        actions.merge_households(PROGRAM, household=home, into=Household.objects.get(pk=other).number, members=members, on=day, **BECAUSE)
        self._moves_over(members, day, other, self.model.households[other].now)
        self.model.households[home].learn(self.moment, cut(self.model.households[home].now, day))

    def _moves_over(self, people: Iterable[UUID], day: date, home: UUID, house: list[Stay]) -> None:
        for one in people:
            before = self.model.persons[one].now
            self.model.persons[one].learn(self.moment, [*cut(before, day), *along(house, day, before[-1].until, home)])

    def move(self, a: int, b: int, day: date) -> None:
        home, place = self._household(a), VILLAGES[b % 3]
        actions.move_household(PROGRAM, household=home, to=place, on=day, **BECAUSE)
        for one in (self.model.households[home], *(self.model.persons[one] for one in self.model.members(home))):
            one.learn(self.moment, [*cut(one.now, day), Stay(day, one.now[-1].until, place, one.now[-1].home)])

    def _household(self, nth: int) -> UUID:
        known = self.model.open()
        if not known:
            raise Refused("没有户。")
        return known[nth % len(known)]

    def _member(self, a: int, b: int) -> tuple[UUID, UUID]:
        home = self._household(a)
        people = self.model.members(home)
        return home, people[b % len(people)]

    def _name(self) -> str:
        self.serial += 1
        return f"覃{chr(0x4E00 + self.serial)}"


DEEDS = ("register", "enter", "enter", "enter", "leave", "never", "correct_ever", "correct_since", "correct_house", "split", "merge", "move", "move")
deeds = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 5), st.integers(0, 5), st.sampled_from(DAYS)), min_size=3, max_size=12)


@contextmanager
def at_a_desk() -> Iterator[Clerk]:
    """A clerk with a clock of their own, in a transaction that is undone."""
    clerk = Clerk()
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("bangfu.journal.actions.timezone", SimpleNamespace(now=clerk.now))
        clerk.do("register", 0, 0, DAYS[2])
        clerk.do("enter", 0, 0, DAYS[3])
        clerk.do("register", 1, 0, DAYS[1])
        yield clerk
        transaction.set_rollback(True)


def held_against(clerk: Clerk) -> None:
    """Every pair of a day and a moment: counters; and who is listed in each village, for the pairs that chance picks."""
    chance = Random(clerk.moment.timestamp())   # the same for the same number of deeds
    moments = [OPENED + timedelta(minutes=nth) for nth in range(int((clerk.moment - OPENED).total_seconds() // 60) + 1)]
    for known in moments:
        for day in (FIRST - timedelta(days=1), *DAYS, DAYS[-1] + timedelta(days=1)):
            as_of, where = AsOf(day, known), f"{day} as known at {known}"
            assert queries.tally_persons(PROGRAM, place=COUNTY, length=12, as_of=as_of) == clerk.model.tally(clerk.model.persons, day, known), where
            assert queries.tally_households(PROGRAM, place=COUNTY, length=12, as_of=as_of) == clerk.model.tally(clerk.model.households, day, known), where
            for village in VILLAGES if chance.random() < 0.2 else ():
                listed = {one.person for one in queries.persons_page(PROGRAM, queries.Asked(village, as_of=as_of), limit=1000)}
                assert listed == {one for one, belief in clerk.model.persons.items() if belief.on(day, known) == village}, (village, where)


@settings(max_examples=7, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds)
def test_any_day_as_known_at_any_moment(county: County, wanted: list[tuple[str, int, int, date]]) -> None:
    with at_a_desk() as clerk:
        for deed in wanted:
            clerk.do(*deed)
        held_against(clerk)
        today = AsOf(DAYS[-1] + timedelta(days=1), clerk.moment)
        assert {one: queries.counts(PROGRAM, one).persons for one in VILLAGES} == {
            one: clerk.model.tally(clerk.model.persons, today.day or FIRST, clerk.moment).get(one, 0) for one in VILLAGES}
        assert differing() == {} and verify().whole


STORIES: dict[str, list[tuple[str, int, int, date]]] = {
    "moved, then a correction since before the move": [("move", 0, 2, DAYS[4]), ("correct_house", 0, 1, DAYS[3])],
    "moved there and back": [("move", 0, 1, DAYS[3]), ("move", 0, 0, DAYS[5])],
    "split, then merged back": [("split", 0, 1, DAYS[4]), ("merge", 2, 0, DAYS[6])],
    "merged into one of another village": [("merge", 0, 1, DAYS[5])],
    "the last one leaves": [("leave", 1, 0, DAYS[5])],
    "the only one was never there": [("never", 1, 0, DAYS[5])],
    "somebody came before the household moved, and it is said afterwards": [("move", 0, 2, DAYS[5]), ("enter", 0, 0, DAYS[4])],
    "split before the household moved, and it is said afterwards": [("move", 0, 2, DAYS[5]), ("split", 0, 1, DAYS[4])],
    "merged before the other household moved, and it is said afterwards": [("move", 1, 2, DAYS[6]), ("merge", 0, 1, DAYS[5])],
    "moved on a day before all that was known": [("move", 0, 1, DAYS[0])],
    "merged into one of another village, which then moves to a third": [("merge", 0, 1, DAYS[5]), ("move", 0, 2, DAYS[6])],
}


@pytest.mark.parametrize("story", STORIES)
def test_stories_the_random_deeds_might_miss(county: County, story: str) -> None:
    with at_a_desk() as clerk:
        for deed in STORIES[story]:
            clerk.do(*deed)
        assert not clerk.done["refused"], clerk.done
        held_against(clerk)
        assert differing() == {} and verify().whole
