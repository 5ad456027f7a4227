"""Incomes of three windows fit those who earned them."""

from collections import Counter
from statistics import median

import pytest

from bangfu.demo.incomes import Income, incomes
from bangfu.demo.people import county
from bangfu.demo.register import Household

Found = list[tuple[Household, list[Income]]]
ITEM = ("wage_", "business_", "property_", "transfer_", "expense_")


@pytest.fixture(scope="module")
def found() -> Found:
    return [(house, list(incomes(house))) for one in county("township", 6) for house in one.households if house.followed]


def per_head(found: Found, year: int, monitored: bool) -> list[float]:
    return [
        one.per_head for house, many in found for one in many
        if one.year == year and house.standing.watched == monitored and house.standing.monitored != "突发严重困难户"
    ]


def test_two_calls_say_the_same(found: Found) -> None:
    assert all(list(incomes(house)) == many for house, many in found[:40])


def test_nothing_is_negative_and_every_amount_is_whole_yuan(found: Found) -> None:
    for _, many in found:
        for one in many:
            assert all(fen > 0 and fen % 100 == 0 for fen in one.amounts.values()) and one.net > 0
            assert all(item.startswith(ITEM) for item in one.amounts)
            for what in ("crops", "livestock", "forest_fruit", "other"):
                assert one.amounts.get(f"expense_{what}", 0) <= one.amounts.get(f"business_{what}", 0) or what == "other"


def test_the_assisted_are_above_the_line_and_the_monitored_near_it(found: Found) -> None:
    assert 13_000 <= median(per_head(found, 2026, monitored=False)) <= 16_000
    assert min(per_head(found, 2026, monitored=False)) > 9_000
    near = per_head(found, 2026, monitored=True)
    assert min(near) >= 7_900 and 8_000 <= median(near) <= 9_500


def test_a_monitored_household_has_more_only_where_what_it_has_cannot_give_way(found: Found) -> None:
    for house, many in found:
        last = many[-1]
        if house.standing.watched and house.standing.monitored != "突发严重困难户" and last.per_head > 9_900:
            firm = sum(fen for item, fen in last.amounts.items() if item.startswith(("wage_", "transfer_")) and item not in ("wage_odd_jobs", "transfer_support"))
            assert firm >= 0.7 * last.net, house.number   # a wage that fits its months, a post, what the state pays


def test_incomes_grow_by_six_to_ten_in_a_hundred(found: Found) -> None:
    growth = [many[-1].per_head / many[-2].per_head for _, many in found if len(many) > 1]
    assert 1.06 <= median(growth) <= 1.10


def test_items_fit_the_members(found: Found) -> None:
    seen = Counter()
    for house, many in found:
        last = many[-1].amounts
        seen.update(last)
        gross = sum(int(one.work_months) * int(one.work_income) for one in house.members if one.work_months)
        assert ("wage_work" in last) == (gross > 0) and last.get("wage_work", 0) <= gross * 102
        assert ("transfer_minimum_living" in last) == any(one.minimum_living_kind for one in house.members)
        assert ("transfer_destitute" in last) == any(one.destitute_kind for one in house.members)
        assert any(item.startswith("wage_post_") for item in last) == any(one.post_kind for one in house.members)
        assert ("transfer_soil" in last) == (house.land.arable > 0.01)
        assert "transfer_eco_cropland" not in last or house.land.returned_to_forest > 0
        assert many[-1].persons == len(house.members)
    assert len(seen) >= 22


def test_a_household_that_came_into_being_later_has_fewer_windows(found: Found) -> None:
    assert {len(many) for house, many in found if house.tenures[0].since.year == 2023} == {3}
    assert all(len(many) < 3 for house, many in found if house.tenures[0].since.year >= 2025)
