"""收入: the tree of items, the windows, net income, per head, against the line."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.codes import fold_word
from bangfu.rules.income import (
    BANDS,
    BRANCHES,
    ITEMS,
    NOT_INCOME,
    REFERENCE_FORMULAS,
    against_line,
    income_band,
    income_item,
    items_of,
    net_income,
    per_head,
    quarter_window,
    read_item,
    recognition_window,
    reference_income,
    yearly_window,
)
from bangfu.rules.money import Money
from bangfu.rules.refusal import Refused

years = st.integers(2010, 2060)
days = st.dates(date(2010, 1, 1), date(2060, 12, 31))
amounts = st.dictionaries(st.sampled_from(list(ITEMS)), st.integers(0, 10**9).map(Money))


def yuan(amount: int) -> Money:
    return Money(100 * amount)


@pytest.mark.parametrize(("branch", "count"), [("wage", 5), ("business", 4), ("property", 5), ("transfer", 25), ("expense", 4)])
def test_the_branches_hold_the_leaves_of_the_2023_forms(branch: str, count: int):
    assert len(items_of(branch)) == count


def test_every_leaf_stands_in_one_branch_and_says_what_it_holds():
    assert sum(len(items_of(one.slug)) for one in BRANCHES) == len(ITEMS)
    assert all(one.note and one.slug.startswith(one.branch.slug) and slug == one.slug for slug, one in ITEMS.items())
    assert [one.letter for one in BRANCHES] == list("abcde")
    assert {one.slug for one in ITEMS.values() if one.sign < 0} == {one.slug for one in items_of("expense")}


def test_no_two_leaves_share_a_word_and_no_leaf_has_the_word_of_its_group():
    words = [one.word for one in ITEMS.values()]
    assert len(set(words)) == len(words)
    assert not set(words) & {one.group for one in ITEMS.values()}
    assert {one.group for one in ITEMS.values()} == {"", "生态补偿金", "其他转移性收入"}


def test_a_stored_word_fits_its_column():
    assert max(len(slug) for slug in ITEMS) <= 32


@pytest.mark.parametrize("slug", ITEMS)
def test_an_item_is_read_by_its_word(slug: str):
    assert read_item(f" {ITEMS[slug].word} ") == slug


@pytest.mark.parametrize(("word", "slug"), [
    ("低保", "transfer_minimum_living"), ("养老金", "transfer_pension"), ("土地流转", "property_land_lease"), ("务工", "wage_work"),
    ("", None), ("其他", None), ("种植", None), ("aac077", None),     # 种植 is income and expense alike
])
def test_an_item_is_read_by_other_words_unless_they_are_ambiguous(word: str, slug: str | None):
    assert read_item(word) == slug


@pytest.mark.parametrize("word", NOT_INCOME)
def test_what_is_no_income_is_refused_with_its_reason(word: str):
    with pytest.raises(Refused, match=f"“{word}”不算收入：") as refused:
        read_item(f" {word}")
    assert refused.value.sentence.count("不是收入") == 1
    assert fold_word(word) not in {fold_word(one.word) for one in ITEMS.values()}


def test_an_unknown_item_is_refused():
    with pytest.raises(Refused, match="没有这个收入项目"):
        income_item("luck")


def test_those_registered_are_counted_from_october_to_september():   # 大余县新城镇 2022
    window = yearly_window(2024)
    assert (window.first, window.after) == (date(2023, 10, 1), date(2024, 10, 1))
    assert "2023年10月至2024年9月" in window.word


@pytest.mark.parametrize(("day", "first", "after", "word"), [   # 大余县新城镇 2023: the 12 full months before
    (date(2023, 5, 1), date(2022, 5, 1), date(2023, 5, 1), "2022年5月至2023年4月"),
    (date(2023, 5, 31), date(2022, 5, 1), date(2023, 5, 1), "2022年5月至2023年4月"),
    (date(2024, 1, 15), date(2023, 1, 1), date(2024, 1, 1), "2023年1月至2023年12月"),
    (date(2024, 2, 29), date(2023, 2, 1), date(2024, 2, 1), "2023年2月至2024年1月"),
])
def test_those_identified_are_counted_over_the_twelve_months_before(day: date, first: date, after: date, word: str):
    window = recognition_window(day)
    assert (window.first, window.after) == (first, after)
    assert word in window.word


@given(years)
def test_yearly_windows_tile_the_years(year: int):
    assert yearly_window(year).after == yearly_window(year + 1).first


@given(years)
def test_four_quarters_tile_a_yearly_window(year: int):
    quarters = [quarter_window(year - 1, 4), *(quarter_window(year, quarter) for quarter in (1, 2, 3))]
    assert all(earlier.after == later.first for earlier, later in pairwise(quarters))
    assert (quarters[0].first, quarters[-1].after) == (yearly_window(year).first, yearly_window(year).after)


@given(days)
def test_every_day_lies_in_one_year_and_one_quarter(day: date):
    assert sum(day in yearly_window(year) for year in (day.year - 1, day.year, day.year + 1, day.year + 2)) == 1
    assert sum(day in quarter_window(day.year, quarter) for quarter in (1, 2, 3, 4)) == 1


@given(days)
def test_no_day_of_the_month_of_identification_counts_and_the_day_before_it_does(day: date):
    window = recognition_window(day)
    assert day not in window
    assert day.replace(day=1) - timedelta(days=1) in window
    assert (window.after.year - window.first.year, window.after.month) == (1, window.first.month)


@pytest.mark.parametrize("quarter", [0, 5, -1])
def test_there_are_four_quarters(quarter: int):
    with pytest.raises(Refused, match="1到4"):
        quarter_window(2024, quarter)


def test_net_income_is_reckoned_with_its_figures():   # 登记表 A17–A19
    net = net_income({
        "wage_work": yuan(12_000), "wage_odd_jobs": yuan(500), "business_crops": yuan(3_000), "expense_crops": yuan(800),
        "property_land_lease": yuan(600), "transfer_pension": yuan(1_236),
    })
    assert (net.wage, net.business, net.property, net.transfer, net.expense) == (yuan(12_500), yuan(3_000), yuan(600), yuan(1_236), yuan(800))
    assert net.net == yuan(16_536)
    assert net.formula == ("家庭纯收入 = 工资性收入 12,500.00 + 生产经营性收入 3,000.00 − 生产经营性支出 800.00 + 财产性收入 600.00"
                           " + 转移性收入 1,236.00 = 16,536.00 元")


def test_a_household_without_any_amount_has_nothing():
    assert net_income({}).net == Money()


def test_losses_make_net_income_negative_but_no_amount_is():
    assert net_income({"business_crops": yuan(1), "expense_crops": yuan(3)}).net == yuan(-2)
    with pytest.raises(Refused, match="种植收入.*负数"):
        net_income({"business_crops": yuan(-1)})


def test_an_amount_under_an_unknown_item_is_refused_and_not_forgotten():
    with pytest.raises(Refused, match="没有这个收入项目"):
        net_income({"loan": yuan(50_000)})


@given(amounts)
def test_net_income_is_the_sum_of_the_signed_leaves(given_amounts: dict[str, Money]):
    expected = sum(ITEMS[slug].sign * amount.fen for slug, amount in given_amounts.items())
    net = net_income(given_amounts)
    assert net.net == Money(expected)
    assert net.net == net.wage + net.business - net.expense + net.property + net.transfer


@pytest.mark.parametrize(("net", "persons", "amount", "formula"), [   # 登记表 A20
    (yuan(16_536), 4, Money(413_400), "人均纯收入 = 16,536.00 ÷ 4 人 = 4,134.00 元"),
    (yuan(10_000), 3, Money(333_333), "人均纯收入 = 10,000.00 ÷ 3 人 ≈ 3,333.33 元（四舍五入到分）"),
    (yuan(20_000), 3, Money(666_667), "人均纯收入 = 20,000.00 ÷ 3 人 ≈ 6,666.67 元（四舍五入到分）"),
    (Money(-1), 2, Money(-1), "人均纯收入 = -0.01 ÷ 2 人 ≈ -0.01 元（四舍五入到分）"),
])
def test_per_head_is_rounded_to_the_fen_and_says_so(net: Money, persons: int, amount: Money, formula: str):
    assert per_head(net, persons) == (amount, persons, formula)


@pytest.mark.parametrize("persons", [0, -1])
def test_nobody_has_no_share(persons: int):
    with pytest.raises(Refused, match="没有在册人口"):
        per_head(yuan(1), persons)


@pytest.mark.parametrize(("formula", "amount", "text"), [
    ("after_costs", 11_000, "收入参考范围 = 家庭纯收入 16,000.00 + 理赔收入 1,000.00 − 合规自付支出 6,000.00 = 11,000.00 元"),
    ("net_less_costs", 10_000, "收入参考范围 = 家庭纯收入 16,000.00 − 合规自付支出 6,000.00 = 10,000.00 元"),
    ("net_only", 16_000, "收入参考范围 = 家庭纯收入 16,000.00 = 16,000.00 元"),
])
def test_a_county_chooses_how_costs_count(formula: str, amount: int, text: str):
    assert reference_income(yuan(16_000), claims=yuan(1_000), out_of_pocket=yuan(6_000), formula=formula) == (yuan(amount), text)


def test_costs_may_eat_the_income_up_and_the_text_keeps_its_signs_apart():
    reckoned = reference_income(yuan(-2), claims=Money(), out_of_pocket=yuan(3))
    assert reckoned == (yuan(-5), "收入参考范围 = 家庭纯收入 (-2.00) + 理赔收入 0.00 − 合规自付支出 3.00 = -5.00 元")


@pytest.mark.parametrize("changed", [{"formula": "mine"}, {"claims": Money(-1)}, {"out_of_pocket": Money(-1)}])
def test_an_unknown_formula_and_negative_costs_are_refused(changed: dict):
    with pytest.raises(Refused):
        reference_income(yuan(1), **({"claims": Money(), "out_of_pocket": Money()} | changed))


def test_a_term_without_an_amount_is_a_programming_error():
    with pytest.raises(KeyError):
        REFERENCE_FORMULAS["after_costs"].reckon({"net": yuan(1)})


@pytest.mark.parametrize(("amount", "is_below", "difference", "part"), [
    (Money(729_999), True, Money(-1), "低于监测范围 7,300.00 元，差 0.01 元"), (yuan(7_300), False, Money(), "正好相等"),
    (Money(730_001), False, Money(1), "高出 0.01 元"), (Money(-5), True, Money(-730_005), "差 7,300.05 元"),
])
def test_what_equals_the_line_is_not_below_it(amount: Money, is_below: bool, difference: Money, part: str):   # Guizhou 2023: 7 300, rule 1_02_006
    held = against_line(amount, yuan(7_300))
    assert (held.is_below, held.difference) == (is_below, difference)
    assert part in held.sentence


def test_a_line_has_its_own_word():
    assert "低于脱贫标准 4,000.00 元" in against_line(yuan(1), yuan(4_000), "脱贫标准").sentence


@pytest.mark.parametrize(("amount", "word"), [
    (Money(-1), "4000元以下"), (Money(399_999), "4000元以下"), (yuan(4_000), "4000—6000元"), (Money(1_999_999), "15000—20000元"),
    (yuan(20_000), "20000元及以上"), (yuan(10**9), "20000元及以上"),
])
def test_a_band_holds_its_lower_end(amount: Money, word: str):
    assert income_band(amount).word == word


@given(st.integers(-10**7, 10**8).map(Money))
def test_every_amount_lies_in_exactly_one_band(amount: Money):
    holding = [one for one in BANDS if (one.low is None or one.low <= amount) and (one.high is None or amount < one.high)]
    assert holding == [income_band(amount)]
