"""Three years followed forward end at the people of the last day; on no day is anything said that could not be."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bangfu.demo.days import AS_OF, START
from bangfu.demo.history import Event, dated, events, history, statuses, there_on
from bangfu.demo.people import Counts, county, village
from bangfu.demo.places import villages
from bangfu.demo.register import Household, Stay, Village
from bangfu.rules.codes import MONITORED_KIND
from bangfu.rules.dates import age_on
from bangfu.rules.member import Member as Listed
from bangfu.rules.member import member_faults

PLACES = villages("county")
ARRIVALS = {"born", "married_in", "moved_in", "split_in", "merged_in", "moved"}
DEPARTURES = {"died", "married_out", "moved_out", "enlisted", "imprisoned", "lost", "split_out", "merged_out", "moved"}


@pytest.fixture(scope="module")
def made() -> list[Village]:
    return list(county("township", 11))


@pytest.fixture(scope="module")
def houses(made: list[Village]) -> list[Household]:
    return [house for one in made for house in one.everything]


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), nth=st.integers(0, 119), many=st.integers(30, 160))
def test_the_history_followed_forward_gives_the_people_of_the_last_day(seed: int, nth: int, many: int) -> None:
    made = village(PLACES[nth], Counts(many, many // 5), seed, PLACES[nth - 1])
    where = opening(made)
    for event in history(made):
        step(where, event)
    assert where == {(one.number, house.number, house.village) for house in made.households for one in house.members}


def opening(made: Village) -> set[tuple[str, str, str]]:
    """(person, household, village) of everybody who was there when the history began."""
    return {(one.member.number, one.household, one.village) for house in made.everything for one in there_on(house.stays, START) if not one.came}


def step(where: set[tuple[str, str, str]], event: Event) -> None:
    """A plain register: who arrives was nowhere, who leaves was there."""
    place = (event.person, event.household, event.village)
    if event.arrives:
        assert event.kind in ARRIVALS and event.person not in {person for person, *_ in where}
        where.add(place)
    else:
        assert event.kind in DEPARTURES
        where.remove(place)


def by_person(stays: list[Stay]) -> dict[str, list[Stay]]:
    found: dict[str, list[Stay]] = {}
    for one in stays:
        found.setdefault(one.member.number, []).append(one)
    return found


def test_everybodys_stays_follow_one_another_without_gap_or_overlap(houses: list[Household]) -> None:
    for house in houses:
        for stays in by_person(list(dated(house))).values():
            assert all(one.since < (one.until or AS_OF + timedelta(days=1)) for one in stays)
            assert all(one.until == later.since for one, later in pairwise(stays))
            assert stays[0].since >= START and (stays[0].came or stays[0].since == START)
            assert bool(stays[-1].left) == (stays[-1].until is not None)


def test_the_last_stays_are_the_members_and_only_the_gone_have_left(houses: list[Household], made: list[Village]) -> None:
    now = {house.number for one in made for house in one.households}
    for house in houses:
        last = [one.member for one in there_on(dated(house), AS_OF) if one.household == house.number]
        assert sorted(one.number for one in last) == sorted(one.number for one in house.members if house.number in now)
        members = {one.number: one for one in house.members}
        assert all(one == members[one.number] for one in last)


def test_nobody_is_there_before_birth_or_twice(houses: list[Household]) -> None:
    persons = set()
    for house in houses:
        for number, stays in by_person(list(house.stays)).items():
            assert number not in persons
            persons.add(number)
            assert all(one.since >= one.member.birth for one in stays)
            assert all(one.since == one.member.birth for one in stays if one.came == "born")
            assert all(age_on(one.member.birth, one.since) >= 19 for one in stays if one.came == "married_in")
            assert all(age_on(one.member.birth, one.until or AS_OF) >= 18 for one in stays if one.left in ("married_out", "enlisted", "imprisoned"))


@pytest.mark.parametrize("day", [START, date(2024, 1, 1), date(2024, 8, 31), date(2025, 3, 1), date(2026, 1, 1), AS_OF])
def test_no_household_breaks_a_member_rule_on_any_day(made: list[Village], day: date) -> None:
    """Heads succeed one another, sons become heads of their own house, mothers move in: always one head, one spouse at most, ages that fit."""
    rosters: dict[str, list[Listed]] = {}
    for one in made:
        for house in one.everything:
            for stay in there_on(dated(house), day):
                member = stay.member
                rosters.setdefault(stay.household, []).append(Listed(member.number, member.name, member.relation, member.sex, member.birth))
    assert len(rosters) > 2_300
    assert {number: faults for number, listed in rosters.items() if (faults := member_faults(listed, day))} == {}


@pytest.mark.parametrize("day", [date(2023, 11, 1), date(2024, 10, 1), date(2025, 10, 1), date(2026, 8, 31)])
def test_school_work_and_age_fit_on_every_day(houses: list[Household], day: date) -> None:
    stages = {"小学": range(6, 15), "七年级": range(12, 18), "八年级": range(12, 18), "九年级": range(12, 18)}
    for house in houses:
        for one in (stay.member for stay in there_on(dated(house), day) if house.followed):
            age = age_on(one.birth, day)
            assert bool(one.schooling) != bool(one.student)
            assert age in stages.get(one.student, range(120)), (one.student, age)
            assert age in range(15, 21) or not one.student.startswith(("普通高中", "中职")), (one.student, age)
            assert age >= 18 or not one.student.startswith(("本科", "高职"))
            assert one.labour == "无劳动力" or age >= 16 and not one.student
            assert one.labour not in ("普通劳动力", "技能劳动力") or age < 60
            assert not (one.work_months or one.post_kind) or age >= 16 and not one.student


def test_pupils_go_up_a_class_every_september(houses: list[Household]) -> None:
    stages = ["学龄前儿童", "学前教育", "小学", "七年级", "八年级", "九年级"]
    moved = 0
    for stays in (stays for house in houses if house.followed for stays in by_person(list(dated(house))).values()):
        for one, later in pairwise(stays):
            if one.member.student != later.member.student and one.household == later.household:
                assert (later.since.month, later.since.day) == (9, 1)
                moved += 1
                if {one.member.student, later.member.student} <= set(stages):
                    assert stages.index(one.member.student) < stages.index(later.member.student)
    assert moved > 300


def test_every_kind_of_change_happens_about_as_often_as_in_life(made: list[Village]) -> None:
    kinds = [event.kind for one in made for event in history(one)]
    persons = sum(len(house.members) for one in made for house in one.households)
    yearly = {kind: 1000 * kinds.count(kind) / persons / 3 for kind in set(kinds)}
    assert set(kinds) >= ARRIVALS | DEPARTURES - {"lost"}
    assert 5 < yearly["born"] < 11 and 5 < yearly["died"] < 11, yearly
    assert 1.5 < yearly["married_in"] < 7 and 1 < yearly["married_out"] < 6
    assert 0.5 < yearly["split_in"] < 5 and 0.1 < yearly["merged_in"] < 1.5


def test_moves_within_the_county_go_from_the_neighbouring_village(made: list[Village]) -> None:
    codes = [one.place.code for one in made]
    moved = 0
    for nth, one in enumerate(made):
        for house in one.households:
            if len(house.tenures) == 2:
                before, after = house.tenures
                assert (before.village, after.village) == (codes[nth - 1], one.place.code) and before.until == after.since
                assert {event.day for event in events(house) if event.kind == "moved"} == {after.since}
                moved += 1
    assert moved > 5
    assert all(len(house.tenures) == 1 for only in county("village", 11) for house in only.everything)


def test_households_that_split_lived_together_and_those_that_are_no_more_are_empty(made: list[Village]) -> None:
    for one in made:
        numbers = {house.number for house in one.everything}
        for house in one.households:
            assert {stay.household for stay in house.stays} <= numbers
        for house in one.closed:
            until = house.tenures[-1].until
            assert until is not None and START < until <= AS_OF
            assert not [stay for other in one.everything for stay in there_on(other.stays, until) if stay.household == house.number]
    assert len({house.number for one in made for house in one.everything}) == sum(len(list(one.everything)) for one in made)


def test_standing_has_its_spells(houses: list[Household]) -> None:
    for house in houses:
        spells = list(statuses(house))
        kinds = [one for one in spells if one.family == "assisted"]
        assert kinds[-1].label == house.standing.assisted and all(one.until == later.since for one, later in pairwise(kinds))
        assert all(one.until is None or one.since < one.until for one in spells)
        for one in spells:
            if one.family == "monitored":
                assert one.label in MONITORED_KIND.labels and one.since.year >= 2021
