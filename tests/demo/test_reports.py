"""What stands beside the register: policy figures, 村民组, tags, yearly reports, and a grid with its households."""

from datetime import date

import pytest

from bangfu.demo.days import WINDOWS
from bangfu.demo.fill import found_places, in_grid
from bangfu.demo.found import found_village
from bangfu.demo.incomes import incomes
from bangfu.demo.people import county, groups
from bangfu.demo.places import villages
from bangfu.demo.register import Village
from bangfu.demo.reports import MONITORING_LINES, report, tag
from bangfu.demo.villages import REPORTED, facts, tags
from bangfu.facts.models import FOREVER, NOW, AsOf
from bangfu.organization.actor import PROGRAM
from bangfu.organization.queries import groups_of, places_reached, policy_figure_in_force, tags_of
from bangfu.registry.models import HouseholdRecord, PersonRecord, VillageRecord
from bangfu.registry.queries import counts, tally_persons
from bangfu.rules.money import Money

pytestmark = pytest.mark.once   # the demo, which tests/config fills on both

SEED = 8


@pytest.fixture
def first(db: None) -> Village:
    """The only village of the smallest demo, its places taken in."""
    found_places("village", SEED)
    return next(county("village", SEED))


def test_the_lines_of_the_province_hold_for_its_villages_year_by_year(first: Village) -> None:
    for year, yuan in MONITORING_LINES.items():
        line = policy_figure_in_force("monitoring_line", first.place.code, date(year, 6, 1))
        assert line is not None and line.amount == Money(yuan * 100) and f"〔{year}〕" in line.document
    poverty = policy_figure_in_force("poverty_line", first.place.code, date(2020, 12, 31))
    assert poverty is not None and poverty.amount == Money(400_000)
    assert policy_figure_in_force("poverty_line", first.place.code, date(2021, 1, 1)) is None


def test_who_is_not_monitored_earns_more_than_the_line_of_the_year() -> None:
    """But for those who were poorer three years ago than they are: one in a hundred at most."""
    for year in WINDOWS:
        told = [
            income.per_head > MONITORING_LINES[year] for one in county("township", SEED) for house in one.households if house.followed
            and not house.standing.monitored for income in incomes(house) if income.year == year
        ]
        assert sum(told) / len(told) > 0.99


def test_every_village_has_the_groups_its_households_live_in(first: Village) -> None:
    names = {one.name for one in groups_of(PROGRAM, first.place.code)}
    assert names == set(groups(first.place, SEED)) >= {house.group for house in first.households}


def test_reports_of_three_years_follow_one_another(first: Village) -> None:
    report(PROGRAM, first, SEED, "村文书")
    for told in facts(first, SEED):
        row = VillageRecord.objects.get(place_code=first.place.code, **AsOf(day=told.reported).filters())
        assert (row.households, row.persons, row.reporter, row.valid_from) == (told.households, told.persons, "村文书", told.reported)
        assert row.collective_income == Money(int(told.collective_income * 1_000_000)) and row.farmland == told.land.arable
        assert row.road_paved == "是" and row.dangerous_houses == told.unsafe_houses
    assert [row.valid_from for row in VillageRecord.objects.filter(superseded_at=FOREVER).order_by("valid_from")] == list(REPORTED)


def test_tags_are_true_while_they_were(db: None) -> None:
    found_places("township", SEED)
    made = [one for one in county("township", SEED) if tags(one, SEED)]
    assert made
    for one in made:
        tag(PROGRAM, one, SEED)
        off = tags(one, SEED)[1].since
        assert [row.tag for row in tags_of(PROGRAM, one.place.code)] == ["出列村"]
        assert [row.tag for row in tags_of(PROGRAM, one.place.code, AsOf(day=date(off.year, 6, 1)))] == ["省定贫困村"]


def test_the_grid_has_the_households_of_its_groups_and_the_village_counts_them(first: Village) -> None:
    grids = in_grid(first)
    found_village(PROGRAM, first, grids=grids)
    code = f"{villages('village')[0].code}001"
    assert [one.code for one in places_reached(PROGRAM, level="grid")] == [code] == sorted(set(grids.values()))
    inside = [house for house in first.households if house.group in grids]
    assert HouseholdRecord.objects.filter(place_code=code, **NOW.filters()).count() == len(inside) > 10
    assert counts(PROGRAM, code).persons == sum(len(house.members) for house in inside)
    assert tally_persons(PROGRAM, place=first.place.code, length=12) == {first.place.code: PersonRecord.objects.filter(**NOW.filters()).count()}
    assert in_grid(next(one for one in county("township", SEED) if one.place != first.place)) == {}
