"""What is said of a household contradicts nothing: land, house, relief, causes and risks, ties."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from bangfu.demo.days import AS_OF
from bangfu.demo.people import county, groups
from bangfu.demo.register import Household, Village
from bangfu.rules import codes

CAUSES = {"因病", "因残", "因学", "因灾", "缺土地", "缺水", "缺技术", "缺劳力", "缺资金", "交通条件落后", "自身发展动力不足", "因婚", "因丧"}
RISKS = {
    "因病", "因学", "因残", "因自然灾害", "因意外事故", "因产业项目失败", "因务工就业不稳", "缺劳动力", "因安全住房", "因安全饮水", "其他",
}
ABLE = ("普通劳动力", "技能劳动力")


@pytest.fixture(scope="module")
def made() -> list[Village]:
    return list(county("township", 4))


@pytest.fixture(scope="module")
def houses(made: list[Village]) -> list[Household]:
    return [house for one in made for house in one.households]


def test_most_are_ordinary_households_and_few_are_monitored(houses: list[Household]) -> None:
    monitored = Counter(house.standing.monitored for house in houses if house.standing.watched)
    assert Counter(house.standing.assisted for house in houses) == {"脱贫户": 420, "一般农户": 1_980}
    assert set(monitored) == set(codes.MONITORED_KIND.labels[:3]) and 0.01 <= sum(monitored.values()) / len(houses) <= 0.025
    for house in houses:
        kind = house.standing.monitored
        assert kind != "脱贫不稳定户" or house.assisted
        assert kind != "边缘易致贫户" or not house.assisted


def test_causes_and_years_belong_to_the_assisted(houses: list[Household]) -> None:
    for house in houses:
        one = house.standing
        assert bool(one.causes) == bool(one.lifted_year) == bool(one.identified) == house.assisted
        assert set(one.causes) <= CAUSES and len(set(one.causes)) == len(one.causes) <= 3
        assert not one.lifted_year or not one.identified or one.identified.year < one.lifted_year in range(2015, 2021)
        assert "因残" not in one.causes or any("残疾" in member.health for member in house.members)


def test_risks_belong_to_the_monitored_and_are_lifted_after_half_a_year(houses: list[Household]) -> None:
    seen = Counter()
    for house in houses:
        one = house.standing
        assert bool(one.risks) == bool(one.monitored) == bool(one.monitored_since)
        assert len({risk.label for risk in one.risks}) == len(one.risks) <= 5
        for risk in one.risks:
            seen["lifted" if risk.lifted else "open"] += 1
            assert risk.label in RISKS and bool(risk.disaster) == (risk.label == "因自然灾害") and bool(risk.remark) == (risk.label == "其他")
            assert bool(risk.lifted) == bool(risk.ending) and (risk.lifted is None or (risk.lifted - risk.since).days > 180)
            assert date(2021, 6, 1) <= risk.since <= AS_OF and risk.since.day == 1
    assert min(seen["lifted"], seen["open"]) > 8


def test_relief_is_that_of_the_members(houses: list[Household]) -> None:
    for house in houses:
        kinds = {one.minimum_living_kind or one.destitute_kind for one in house.members} - {""}
        assert kinds <= {house.standing.relief} and bool(house.standing.relief) == bool(house.standing.relief_since)
        assert not house.standing.sureties or house.followed and not any(one.labour in ABLE for one in house.members)


def test_land_is_exact_and_irrigated_land_is_a_part_of_the_arable(houses: list[Household]) -> None:
    areas = [house.land for house in houses]
    for land in areas:
        values = [getattr(land, name) for name in type(land).__slots__]
        assert all(isinstance(one, Decimal) and one.as_tuple().exponent == -2 and 0 <= one <= 200 for one in values)
        assert land.irrigated <= land.arable
    assert 2 <= sum(one.arable for one in areas) / len(areas) <= 5


def test_houses_are_safe_but_for_a_few_old_ones(houses: list[Household]) -> None:
    homes = [house.dwelling for house in houses]
    assert {one.grade for one in homes} <= {"A级", "B级", "C级"} and sum(one.grade == "C级" for one in homes) < 12
    assert all(one.built < 2000 for one in homes if one.structure in ("土木", "木结构", "石木"))
    assert all(one.road_hardened == (one.road in ("水泥路", "沥青路")) and (one.toilet or not one.toilet_works) for one in homes)
    assert all(one.safe_water or one.water_difficulty for one in homes)
    assert sum(one.safe_water for one in homes) / len(homes) > 0.9


def test_addresses_groups_and_accounts(made: list[Village], houses: list[Household]) -> None:
    for one in made:
        assert one.groups == groups(one.place, 4) and len(set(one.groups)) == len(one.groups) >= 8
        assert all(house.group in one.groups and house.address.endswith(f"{one.place.name}{house.group}{house.door}号") for house in one.households)
    accounts = [house.ties.account for house in houses]
    assert len(set(accounts)) == len(accounts) and all(one.startswith("990121") and len(one) == 19 for one in accounts)
    assert all(not house.ties.two_daughters or [one.relation for one in house.members].count("之女") == 2 for house in houses)


def test_labels_are_those_of_the_code_lists(houses: list[Household]) -> None:
    assert {house.standing.assisted for house in houses} <= set(codes.HOUSEHOLD_KIND.labels)
    assert {house.standard for house in houses} <= set(codes.STANDARD.labels)


def test_numbers_are_nobody_elses_over_several_villages_and_births_stay_put() -> None:
    made = list(county("county", 2, "990121100"))
    stays = [stay for one in made for house in one.everything for stay in house.stays]
    members = {stay.member.number: stay.member for stay in stays}
    assert len(members) > 28_000
    for name in ("id_number",):
        assert len({getattr(one, name) for one in members.values()}) == len(members)
    phones = [one.phone for one in members.values() if one.phone]
    assert len(set(phones)) == len(phones)
    assert len({house.number for one in made for house in one.everything}) == sum(len(list(one.everything)) for one in made)
    full = Counter((one.id_number[:14], one.sex, one.number[:8]) for one in members.values())
    assert max(full.values()) <= 4 and sum(many == 4 for many in full.values()) < 5, "hardly a day is used up, so that no birth is pushed"
