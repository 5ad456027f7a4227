"""A county one could believe in: families that fit, ages and schools that fit, and proportions of the countryside."""

from collections import Counter
from datetime import date

import pytest

from bangfu.demo.days import AS_OF
from bangfu.demo.names import SURNAMES, family_of
from bangfu.demo.people import ASSISTED, HOUSEHOLDS, county, households_per_village, village
from bangfu.demo.register import Household, Member
from bangfu.rules import codes
from bangfu.rules.id_number import read_number
from bangfu.rules.member import Member as Listed
from bangfu.rules.member import member_faults


@pytest.fixture(scope="module")
def houses() -> list[Household]:
    """The demo's township and three villages of the large county: some 20,000 persons."""
    large = list(households_per_village("county", 3).items())
    return [house for one in county("township", 3) for house in one.households] + [
        house for place, count in (large[20], large[70], large[101]) for house in village(place, count, 3).households
    ]


@pytest.fixture(scope="module")
def people(houses: list[Household]) -> list[Member]:
    return [one for house in houses for one in house.members]


def share(part: int, of: int) -> float:
    return 100 * part / of


def is_supported(house: Household) -> bool:
    return any("是" in (one.minimum_living, one.destitute) for one in house.members)


def test_the_same_seed_makes_the_same_county_and_another_seed_another() -> None:
    def first(seed: int) -> list[Household]:
        return next(county("village", seed)).households

    assert first(1) == first(1)
    assert first(1) != first(2)


def test_a_village_is_the_same_whichever_others_are_made() -> None:
    alone = [one.households for one in county("township", 5, "990121101")]
    among = [one.households for one in county("township", 5)]
    assert alone == among[6:]


@pytest.mark.parametrize("size", HOUSEHOLDS)
def test_the_households_of_a_size_come_out_exactly(size: str) -> None:
    counts = households_per_village(size, 9)  # type: ignore[arg-type]
    assert sum(one.households for one in counts.values()) == HOUSEHOLDS[size]  # type: ignore[index]
    assert sum(one.assisted for one in counts.values()) == ASSISTED[size]  # type: ignore[index]
    assert max(one.households for one in counts.values()) < 2 * min(one.households for one in counts.values())


def test_a_village_has_the_households_it_was_to_have(houses: list[Household]) -> None:
    counts = households_per_village("township", 3)
    for made in county("township", 3):
        assert (len(made.households), sum(one.assisted for one in made.households)) == counts[made.place]


def test_no_household_breaks_a_member_rule(houses: list[Household]) -> None:
    for house in houses:
        listed = [Listed(one.number, one.name, one.relation, one.sex, one.birth) for one in house.members]
        assert member_faults(listed, date(2026, 12, 31)) == []


def test_every_number_is_right_and_nobody_elses(people: list[Member]) -> None:
    for one in people:
        said = read_number(one.certificate or one.id_number, today=AS_OF)
        assert (said.status, said.birth, said.sex, said.first18) == ("ok", one.birth, one.sex, one.id_number)
    for field in ("id_number", "number"):
        assert len({getattr(one, field) for one in people}) == len(people)
    phones = [one.phone for one in people if one.phone]
    assert len(set(phones)) == len(phones)


def test_every_value_is_a_label_of_its_list(people: list[Member]) -> None:
    lists = {
        "sex": codes.SEX, "relation": codes.RELATION, "nation": codes.NATION, "schooling": codes.SCHOOLING, "student": codes.STUDENT,
        "labour": codes.LABOUR, "political": codes.POLITICAL, "disability_kind": codes.DISABILITY,
    }
    for field, known in lists.items():
        assert {getattr(one, field) for one in people} - {""} <= set(known.labels), field
    assert {label for one in people for label in codes.read_set(one.health, codes.HEALTH)} == set(codes.HEALTH.labels)


def test_what_is_said_of_a_person_contradicts_nothing(people: list[Member]) -> None:
    """Rule families 4 and 5 of the data-quality rules: school and age, labour and age, posts and months, the two insurances."""
    stages = {
        "小学": range(6, 15), "七年级": range(12, 18), "九年级": range(12, 18),
        "普通高中一年级": range(15, 21), "中职三年级": range(15, 21),
    }
    for one in people:
        assert bool(one.schooling) != bool(one.student), "exactly one of 文化程度 and 在校生状况"
        assert one.age in stages.get(one.student, range(130))
        assert one.age >= 18 or not one.student.startswith(("本科", "高职"))
        assert one.labour == "无劳动力" or one.age >= 16 and not one.student
        assert one.labour not in ("普通劳动力", "技能劳动力") or one.age < 60 and one.disability_grade not in ("1", "2")
        assert one.labour != "无劳动力" or one.health != "健康" or one.age >= 60 or one.age < 16 or one.student
        assert bool(one.post_kind) == bool(one.post_months) and not (one.post_kind and one.age >= 70)
        work = (one.work_months, one.work_place, one.work_county, one.work_start, one.work_income, one.employer)
        assert all(work) or not any(work) and not one.work_end
        assert not one.work_end or one.work_start <= one.work_end < "202609"
        assert one.plans_to_work == "否" or not one.work_months and one.labour in ("普通劳动力", "技能劳动力")
        assert (one.minimum_living_kind, one.destitute_kind) == (
            "农村低保" if one.minimum_living == "是" else "", "农村特困" if one.destitute == "是" else "",
        )
        assert one.point_to_point == "否" or one.work_place not in ("", "岚禾县")
        assert not (one.medical_employees == one.medical_residents == "是")
        assert not (one.minimum_living == one.destitute == "是")
        assert ("残疾" in one.health) == bool(one.disability_kind) and bool(one.disability_kind) == bool(one.disability_year)


@pytest.mark.parametrize(
    ("what", "assisted", "others", "why"),
    [
        ("persons a household", (3.3, 3.8), (3.4, 3.75), "450,000 persons in 126,201 households are 3.57"),
        ("women", (44, 51), (46, 51), "men stay in the register longer unmarried, boys outnumber girls"),
        ("under 16", (15, 25), (15, 24), "the census of 2020 counted 19 % under 15 in the countryside"),
        ("over 64", (12, 24), (14, 24), "and 18 % over 64"),
        ("healthy", (70, 86), (84, 92), "ill health is the first cause of poverty"),
        ("with a disability", (4, 10), (1.5, 4), "6 % in the country, more among the assisted, fewer registered among the others"),
        ("working away", (25, 45), (25, 45), "a good third of all members, most of those who can"),
        ("of minorities", (2, 14), (3, 12), "a mixed county"),
        ("with a telephone", (60, 88), (60, 88), "children and some of the old have none"),
        ("households in 低保 or 特困", (12, 35), (1, 8), "a fifth to a third of the assisted, few of the others"),
        ("of the ten commonest surnames", (35, 65), (35, 62), "40 % country-wide, more where clans live together"),
        ("of three generations", (22, 45), (25, 45), "parents live with one of the children"),
        ("elders alone", (5, 12), (2, 6), "among the assisted many more"),
    ],
)
def test_proportions_are_those_of_the_countryside(
    houses: list[Household], what: str, assisted: tuple[float, float], others: tuple[float, float], why: str
) -> None:
    for which, (least, most) in ((True, assisted), (False, others)):
        found = proportions([house for house in houses if house.assisted == which])
        assert least <= found[what] <= most, why


def proportions(houses: list[Household]) -> dict[str, float]:
    """What is counted above, in hundredths but for the first."""
    people = [one for house in houses for one in house.members]
    surnames = Counter(family_of(one.name) for one in people)
    return {
        "persons a household": len(people) / len(houses),
        "women": share(sum(one.sex == "女" for one in people), len(people)),
        "under 16": share(sum(one.age < 16 for one in people), len(people)),
        "over 64": share(sum(one.age > 64 for one in people), len(people)),
        "healthy": share(sum(one.health == "健康" for one in people), len(people)),
        "with a disability": share(sum("残疾" in one.health for one in people), len(people)),
        "working away": share(sum(bool(one.work_place) for one in people), len(people)),
        "of minorities": share(sum(one.nation != "汉族" for one in people), len(people)),
        "with a telephone": share(sum(bool(one.phone) for one in people), len(people)),
        "households in 低保 or 特困": share(sum(map(is_supported, houses)), len(houses)),
        "of the ten commonest surnames": share(sum(count for _, count in surnames.most_common(10)), len(people)),
        "of three generations": share(sum(house.kind in ("with_parents", "elder_heads_three") for house in houses), len(houses)),
        "elders alone": share(sum(house.kind == "single_elder" for house in houses), len(houses)),
    }


def test_all_kinds_of_family_and_name_occur(houses: list[Household], people: list[Member]) -> None:
    assert {house.kind for house in houses} == {
        "nuclear", "with_parents", "elder_heads_three", "elderly_couple", "single_elder", "left_behind", "disabled_child", "widowed",
        "bachelor", "young",
    }
    assert len({one.relation for one in people}) >= 18
    assert any("·" in one.name for one in people)
    assert {family_of(one.name) for one in people} & {name for name in SURNAMES if len(name) == 2}


def test_nobody_in_a_house_has_anothers_name(houses: list[Household]) -> None:
    assert all(len({one.name for one in house.members}) == len(house.members) for house in houses)


def test_children_bear_a_name_of_their_parents(houses: list[Household]) -> None:
    for house in houses:
        families = {family_of(one.name) for one in house.members if one.relation in ("户主", "配偶", "之父")}
        assert {family_of(one.name) for one in house.members if one.relation in ("之子", "之女")} <= families
