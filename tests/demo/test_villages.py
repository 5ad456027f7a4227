"""What villages report of themselves agrees with whom they have."""

import pytest

from bangfu.demo.people import Counts, county, village
from bangfu.demo.places import villages
from bangfu.demo.register import Village
from bangfu.demo.villages import REPORTED, facts, tags


@pytest.fixture(scope="module")
def made() -> list[Village]:
    return list(county("township", 8))


def test_the_last_report_counts_who_is_there(made: list[Village]) -> None:
    for one in made:
        *_, last = facts(one, 8)
        assert last.reported == REPORTED[-1]
        assert (last.households, last.persons) == (len(one.households), sum(len(house.members) for house in one.households))
        assert last.assisted_households == sum(house.assisted for house in one.households)
        assert last.minimum_living_persons <= last.persons and last.without_safe_water + last.unsafe_houses <= last.households


def test_a_village_has_the_land_of_its_households(made: list[Village]) -> None:
    """Rule 3_03_002."""
    for one in made:
        for report in facts(one, 8):
            assert report.land.arable >= sum(house.land.arable for house in one.households)
            assert report.land.irrigated >= sum(house.land.irrigated for house in one.households)


def test_a_village_of_hardly_anybody_irrigates_no_more_than_it_tills() -> None:
    for nth in range(12):
        at = villages("township")[nth]
        assert all(report.land.irrigated <= report.land.arable for report in facts(village(at, Counts(4, 1), 20260930), 20260930))


def test_reports_come_every_year_and_income_grows(made: list[Village]) -> None:
    for one in made:
        reports = list(facts(one, 8))
        assert [report.reported for report in reports] == list(REPORTED)
        assert reports[0].collective_income < reports[1].collective_income < reports[2].collective_income
        assert reports == list(facts(one, 8))


def test_some_villages_were_poor_and_were_taken_off_the_list(made: list[Village]) -> None:
    tagged = [found for one in made if (found := tags(one, 8))]
    assert 2 <= len(tagged) <= 9
    for poor, off in tagged:
        assert (poor.label, off.label, poor.until, off.until) == ("省定贫困村", "出列村", off.since, None)
