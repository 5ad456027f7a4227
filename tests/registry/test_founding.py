"""A register founded: households with their past, taken over whole or not at all."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from bangfu.facts.models import FOREVER_DAY, AsOf, new_id
from bangfu.journal.models import Entry
from bangfu.journal.queries import entries
from bangfu.journal.verify import verify
from bangfu.organization.actor import PROGRAM
from bangfu.registry import actions, queries
from bangfu.registry.actions.founding import Founded
from bangfu.registry.counts import differing
from bangfu.registry.models import Household, HouseholdRecord, NaturalChange, Person, PersonRecord, StatusSpell
from bangfu.registry.records import columns
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.sealing.models import SubjectKey
from tests.county import COUNTY, FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, County
from tests.deliveries.office import number
from tests.untouched import everything

BEGAN, LEFT, BORN = date(2023, 12, 31), date(2024, 6, 1), date(2025, 2, 3)
SOURCE = "旧系统 2023 年底数据"


@pytest.fixture(autouse=True)
def whole(db: None) -> Iterator[None]:
    yield
    assert verify().whole and differing() == {}


def person(house: Household, name: str, relation: str, serial: int, place: str, since: date = BEGAN, until: date = FOREVER_DAY) -> list[Any]:
    one = Person(id=new_id())
    told = columns({"name": name, "id_number": number(serial), "phone": "", "relation": relation, "sex": "男", "birth": date(1980, 1, 1)})
    return [one, PersonRecord(person=one, household=house, valid_from=since, valid_to=until, place_code=place, place_then=place, **told)]


def family(serial: int, place: str = VILLAGE, number_: str = "") -> Founded:
    """A head, a father who left in 2024 and a child born in 2025; monitored since 2024."""
    house = Household(id=new_id(), number=number_ or f"H{serial:06d}")
    where = {"place_code": place, "place_then": place}
    father = person(house, "覃老", "之父", serial + 1, place, until=LEFT)
    rows = [
        HouseholdRecord(household=house, number=house.number, valid_from=BEGAN, **where), *person(house, "覃中", "户主", serial, place), *father,
        *person(house, "覃小", "之子", serial + 2, place, since=BORN),
        NaturalChange(person=father[0], household=house, kind="died", valid_from=LEFT, valid_to=LEFT + timedelta(1), **where),
        StatusSpell(household=house, family="assisted", label="脱贫户", valid_from=BEGAN, document="原系统", **where),
    ]
    return Founded(house, rows)


def found(households: list[Founded], village: str = VILLAGE, by: Any = PROGRAM) -> int:
    return actions.found_households(by, village=village, households=households, source=SOURCE)


def test_households_come_in_with_their_past(county: County) -> None:
    assert found([family(100), family(200)]) == 2 * 10
    by = county.county_officer
    told = {day: queries.tally_persons(by, place=COUNTY, length=12, as_of=AsOf(day)).get(VILLAGE, 0) for day in (
        BEGAN - timedelta(1), BEGAN, LEFT - timedelta(1), LEFT, BORN - timedelta(1), BORN, timezone.localdate())}
    assert list(told.values()) == [0, 4, 4, 2, 2, 4, 4]
    assert queries.counts(by, VILLAGE) == (2, 4) and queries.tally_households(by, place=VILLAGE, length=12, as_of=AsOf(BEGAN)) == {VILLAGE: 2}
    assert [one.name for one in queries.persons_page(by, queries.Asked(VILLAGE, as_of=AsOf(BEGAN)))] == ["覃中", "覃中", "覃老", "覃老"]
    assert queries.tally_persons(by, place=COUNTY, length=12, as_of=AsOf(BEGAN, timezone.now() - timedelta(1))) == {}, "a day ago nobody knew"


def test_each_household_has_its_entry_its_key_and_its_source(county: County) -> None:
    one = family(100)
    found([one, family(200)])
    written, = entries(county.county_officer, subject=("household", str(one.household.pk)))
    assert (written.verb, written.subject_label, written.reason, written.rows, written.place_code) == ("household.founded", "户 H000100", SOURCE, 10, VILLAGE)
    assert Entry.objects.filter(verb="household.founded").count() == 2 and SubjectKey.objects.filter(pk=one.household.pk).exists()
    assert "H000100" not in Entry.objects.get(subject_id=str(one.household.pk)).subject_label, "sealed under the household's own key"


def test_what_was_founded_goes_on_like_any_other(county: County) -> None:
    one = family(100)
    found([one])
    child = next(row for row in one.rows if isinstance(row, PersonRecord) and row.name == "覃小")
    actions.correct_person(county.village_clerk, person=child.person_id, changes={"name": "覃晓"}, reason="对照户口簿", seen=child.recorded_in)
    actions.leave_register(county.village_clerk, person=child.person_id, kind="moved_out", on=date(2026, 1, 5), reason="外出落户")
    told = {day: queries.tally_persons(county.village_clerk, place=VILLAGE, length=12, as_of=AsOf(day)) for day in (BORN, date(2026, 1, 5))}
    assert list(told.values()) == [{VILLAGE: 2}, {VILLAGE: 1}]


@pytest.mark.parametrize(("households", "words"), [
    (lambda: [family(200), family(300, number_="H000100")], "H000100”已经在名册里"), (lambda: [family(200), family(300, NEXT_VILLAGE)], "不在这个村"),
])
def test_a_village_is_founded_whole_or_not_at_all(county: County, households: Any, words: str) -> None:
    found([family(100)])
    before = everything()
    with pytest.raises(Refused, match=words):
        found(households())
    assert everything() == before


def test_one_number_stands_once_within_the_village_too(county: County) -> None:
    with pytest.raises(Refused, match="两户"):
        found([family(100), family(200, number_="H000100")])


@pytest.mark.parametrize("who", ["village_clerk", "township_clerk", "county_officer", "administrator", "stranger", "nobody"])
def test_only_the_program_founds(county: County, who: str) -> None:
    with pytest.raises(Forbidden):
        found([family(100)], by=getattr(county, who))
    assert not Household.objects.exists()


def test_nothing_comes_of_nothing(county: County) -> None:
    assert found([]) == 0 and not Entry.objects.filter(verb="household.founded").exists()


def test_villages_follow_one_another(county: County) -> None:
    for serial, village in ((100, VILLAGE), (200, NEXT_VILLAGE), (300, FAR_VILLAGE)):
        found([family(serial, village)], village)
    assert queries.tally_persons(county.county_officer, place=COUNTY, length=9, as_of=AsOf(BEGAN)) == {"990121001": 4, "990121002": 2}
    assert queries.counts(county.neighbour, COUNTY) == (1, 2)
