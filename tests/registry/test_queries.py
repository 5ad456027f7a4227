"""What is asked about people: by place, by name, by number, page by page, and never out of reach or in clear."""

from datetime import date

import pytest

from bangfu.facts.models import NOW, AsOf
from bangfu.registry import actions, queries
from bangfu.registry.counts import counted, differing, recount
from bangfu.registry.models import PersonRecord, RegisterCount
from tests.county import COUNTY, FAR_VILLAGE, NEXT_VILLAGE, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, County, the_county
from tests.deliveries.office import DAY, Line, applied, families, national, number, of
from tests.standing import world

X_NUMBER = next(number(serial) for serial in range(1, 99) if number(serial).endswith("X"))
CERTIFICATE = number(201)
SPECIAL = [
    Line("009900900001", "1", "阿依·古丽", X_NUMBER, phone="15490000001"),
    Line("009900900001", "2", "覃天明", CERTIFICATE + "43", "配偶"),
    Line("199001010112345", "3", "覃天明", number(203)),   # a household number that could be an old ID number
]
LINES = [*families(), *families("下垟村", share=2), *families("柳树坪村", "柳溪乡", share=3), *SPECIAL]


@world
def register() -> None:
    applied(the_county().county_officer, national(LINES))


@pytest.fixture(autouse=True)
def _stands(register: None) -> None:
    """Every test here stands on it."""


def names(rows: list[queries.PersonRow]) -> list[str]:
    return [one.name for one in rows]


@pytest.mark.parametrize("limit", [1, 2, 5, 50])
def test_page_by_page_everybody_is_met_exactly_once(county: County, limit: int) -> None:
    """Also the namesakes of one village, of whom there are four."""
    met: list[queries.PersonRow] = []
    by, asked = county.county_officer, queries.Asked(COUNTY)
    while page := queries.persons_page(by, asked, after=queries.person_key(by, met[-1].person) if met else "", limit=limit):
        met += page
    assert len(met) == len({one.person for one in met}) == len(LINES)
    assert [one.place_code for one in met] == sorted(one.place_code for one in met)


def test_people_are_listed_at_a_place_and_below(county: County) -> None:
    for place, many in ((COUNTY, 30), (TOWNSHIP, 21), (VILLAGE, 12), (NEXT_VILLAGE, 9), (OTHER_TOWNSHIP, 9), ("990121001003", 0)):
        assert len(queries.persons_page(county.county_officer, queries.Asked(place))) == many


def test_a_list_is_narrowed_by_a_piece_of_a_name_or_a_household_number(county: County) -> None:
    by = county.county_officer
    assert names(queries.persons_page(by, queries.Asked(COUNTY, words="阿依"))) == ["阿依·古丽"]
    assert set(names(queries.persons_page(by, queries.Asked(COUNTY, words="覃")))) == {"覃天明", "覃小宝"}
    assert len(queries.persons_page(by, queries.Asked(VILLAGE, words="农秀英"))) == 3
    assert len(queries.persons_page(by, queries.Asked(COUNTY, words=" 009900900001 "))) == 2
    assert len(queries.persons_page(by, queries.Asked(VILLAGE, words="天明"))) == 5


@pytest.mark.parametrize("words", [X_NUMBER, X_NUMBER.lower(), f" {X_NUMBER[:6]} {X_NUMBER[6:14]} {X_NUMBER[14:]} ", "阿依•古丽", "阿依 · 古丽", "阿依"])
def test_somebody_is_found_by_number_and_name_however_they_are_typed(county: County, words: str) -> None:
    assert names(queries.found(county.township_clerk, words)) == ["阿依·古丽"]


@pytest.mark.parametrize("words", [CERTIFICATE, CERTIFICATE + "43", CERTIFICATE + "43B1"])
def test_a_disability_certificate_and_the_number_in_it_find_the_same_person(county: County, words: str) -> None:
    found, = queries.found(county.township_clerk, words)
    assert (found.name, found.household_number) == ("覃天明", "009900900001")


def test_a_household_number_finds_its_members(county: County) -> None:
    assert len(queries.found(county.township_clerk, LINES[0].household)) == 3
    assert names(queries.found(county.township_clerk, "199001010112345")) == ["覃天明"], "though it looks like an old ID number"
    assert queries.household_numbered(county.township_clerk, LINES[0].household) == of(LINES[0].name, LINES[0].household).household_id


def test_a_number_of_nobody_finds_nobody(county: County) -> None:
    assert queries.found(county.township_clerk, number(777)) == []
    assert queries.found(county.township_clerk, "没有这个人") == []


@pytest.mark.parametrize(("who", "shown"), [
    ("village_clerk", True), ("township_clerk", True), ("county_officer", True), ("administrator", False), ("auditor", False), ("nobody", False),
    ("former", False), ("neighbour", False), ("stranger", False),
])
def test_numbers_are_masked_for_every_role_and_people_hidden_from_those_without_a_say(county: County, who: str, shown: bool) -> None:
    by, record = getattr(county, who), of("阿依·古丽")
    told = [
        queries.person(by, record.person_id), *queries.found(by, "阿依"), *queries.persons_page(by, queries.Asked(VILLAGE, words="阿依")),
        *queries.persons_named(by, [record.person_id]).values(),
    ]
    told = [one for one in told if one]
    household = queries.household(by, record.household_id)
    assert bool(told) == bool(household) == bool(queries.story(by, record.person_id)) == shown or who in ("administrator", "auditor")
    for one in told:
        assert one.id_number in ("", f"{X_NUMBER[:6]}********{X_NUMBER[-4:]}") and one.phone in ("", "154****0001")
        assert shown == bool(one.id_number)
    assert X_NUMBER not in f"{told}{household}" and "15490000001" not in f"{told}{household}"
    assert shown or not queries.persons_page(by, queries.Asked(VILLAGE)) and not queries.found(by, X_NUMBER)


def test_the_neighbour_sees_the_neighbour_s_people_only(county: County) -> None:
    assert {one.place_code for one in queries.persons_page(county.neighbour, queries.Asked(COUNTY))} == {FAR_VILLAGE}
    assert queries.found(county.neighbour, X_NUMBER) == [] and queries.counts(county.neighbour, VILLAGE) == (0, 0)
    assert queries.counts(county.neighbour, COUNTY) == (3, 9)
    assert queries.tally_persons(county.neighbour, place=COUNTY, length=9) == {OTHER_TOWNSHIP: 9}
    assert queries.household_numbered(county.neighbour, LINES[0].household) is None
    assert queries.person_key(county.neighbour, of("阿依·古丽").person_id) == ""
    for who in (county.nobody, county.former, county.stranger):
        assert queries.persons_page(who, queries.Asked(COUNTY)) == [] and queries.counts(who, COUNTY) == (0, 0)
        assert queries.tally_persons(who, place=COUNTY, length=6) == {}


def test_a_household_lists_its_head_first_then_by_age(county: County) -> None:
    found = queries.household(county.village_clerk, of(LINES[0].name, LINES[0].household).household_id)
    assert found and [one.relation for one in found.members] == ["户主", "配偶", "之子"] and found.head == LINES[0].name
    assert (found.number, found.place_name) == (LINES[0].household, "上垟村")


def test_counts_come_from_the_counters_and_tell_households_and_persons(county: County) -> None:
    assert queries.counts(county.county_officer, COUNTY) == (11, 30)
    assert queries.counts_below(county.county_officer, 9, COUNTY) == {TOWNSHIP: (8, 21), OTHER_TOWNSHIP: (3, 9)}
    assert queries.counts_below(county.county_officer, 12, TOWNSHIP) == {VILLAGE: (5, 12), NEXT_VILLAGE: (3, 9)}


def test_a_spoiled_counter_is_found_and_counted_anew(county: County) -> None:
    assert differing() == {}
    RegisterCount.objects.filter(place_code=VILLAGE).update(persons=99)
    RegisterCount.objects.create(place_code="990121001003", households=1, persons=1)
    RegisterCount.objects.filter(place_code=NEXT_VILLAGE).delete()
    assert differing() == {VILLAGE: ((5, 99), (5, 12)), "990121001003": ((1, 1), (0, 0)), NEXT_VILLAGE: ((0, 0), (3, 9))}
    recount([VILLAGE, NEXT_VILLAGE, "990121001003"])
    assert differing() == {} and counted(VILLAGE) == {"households": 5, "persons": 12}


def test_the_roster_has_everybody_once_and_no_clear_number(county: County) -> None:
    rows = list(queries.roster())
    assert len(rows) == len({one.person for one in rows}) == 30
    assert not any(line.id_number in str(rows) for line in LINES)
    assert list(queries.roster(AsOf(date(2026, 6, 29)))) == [] and len(list(queries.roster(AsOf(DAY)))) == 30


def test_a_story_tells_each_step_with_old_and_new_latest_first(county: County) -> None:
    person = of("阿依·古丽").person_id
    actions.correct_person(county.village_clerk, person=person, changes={"id_number": number(222)}, reason="对照身份证")
    actions.correct_person(county.village_clerk, person=person, changes={"nation": "维吾尔族"}, reason="对照户口簿")
    steps = queries.story(county.village_clerk, person)
    assert {word: (old, new) for word, old, new in steps[0].differences} == {"民族": ("汉族", "维吾尔族")}
    assert ("证件号码", "原号码", "新号码") in steps[1].differences and steps[2].differences == ()
    assert [one.is_current for one in steps] == [True, False, False] and number(222) not in str(steps)


def test_keyset_and_counts_agree_for_every_village(county: County) -> None:
    for village in (VILLAGE, NEXT_VILLAGE, FAR_VILLAGE):
        plain = PersonRecord.objects.filter(place_code=village, **NOW.filters()).count()
        assert len(queries.persons_page(county.county_officer, queries.Asked(village), limit=99)) == queries.counts(county.county_officer, village).persons == plain
