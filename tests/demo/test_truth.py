"""The counts of the truth are those of the county it was written for."""

from collections import Counter
from datetime import date

from bangfu.demo.days import AS_OF
from bangfu.demo.history import history
from bangfu.demo.people import county
from bangfu.demo.truth import DAYS
from tests.demo.written import Written


def test_rosters_are_counted_on_four_days(demo: Written) -> None:
    told = demo.truth["counts"]["on"]
    assert set(told) == {f"{day}" for day in DAYS}
    now = {one.place.code: {"households": len(one.households), "persons": sum(len(house.members) for house in one.households)} for one in county("township", 7)}
    assert told[f"{AS_OF}"] == now


def test_every_person_of_an_earlier_day_is_accounted_for(demo: Written) -> None:
    """Persons then, and everybody who came and went since, are the persons of now."""
    told = demo.truth["counts"]["on"]
    events = [event for one in county("township", 7) for event in history(one)]
    for day in DAYS[:-1]:
        change = sum(1 if event.arrives else -1 for event in events if day < event.day <= AS_OF)
        then, now = (sum(one["persons"] for one in told[f"{when}"].values()) for when in (day, AS_OF))
        assert then + change == now


def test_changes_are_counted_by_kind_and_year(demo: Written) -> None:
    counted = Counter((event.kind, event.day.year) for one in county("township", 7) for event in history(one))
    told = {(kind, int(year)): many for kind, years in demo.truth["counts"]["changes"].items() for year, many in years.items()}
    assert told == counted
    assert {year for _, year in told} == {2023, 2024, 2025, 2026}


def test_the_dead_of_this_year_are_on_the_list_of_the_dead(demo: Written) -> None:
    listed = {row["身份证号"] for row in demo.deceased}
    dead = {
        stay.member.id_number for one in county("township", 7) for house in one.everything for stay in house.stays
        if stay.left == "died" and stay.until and stay.until >= date(2026, 1, 1)
    }
    assert dead <= listed
    assert len(listed - dead) == sum(slip["kind"] == "dead_still_listed" for slip in demo.truth["slips"])


def test_standing_is_counted(demo: Written) -> None:
    told = demo.truth["counts"]["standing"]
    assert told["脱贫户"] == 420 and told["脱贫户"] + told["一般农户"] == 2_400
    assert told["monitored"] == sum(told.get(kind, 0) for kind in ("脱贫不稳定户", "边缘易致贫户", "突发严重困难户"))
