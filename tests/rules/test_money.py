"""Money in whole fen."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.money import LARGEST_FEN, Money
from bangfu.rules.refusal import Refused

fens = st.integers(-LARGEST_FEN, LARGEST_FEN)


@pytest.mark.parametrize(("cell", "unit", "fen"), [
    ("1,234.5", "元", 123450), ("0", "元", 0), ("-3.07", "元", -307), ("￥12", "元", 1200), ("¥12.00元", "元", 1200),
    (" １２.５ ", "元", 1250), ("1.500", "元", 150), ("4221.165", "万元", 4_221_165_000), ("0.000001", "万元", 1),
    ("1.2万元", "元", 1_200_000), ("1.2万", "元", 1_200_000), ("12元", "万元", 1200),
    ("１，２００．００", "元", 120_000), ("￥ 1,200.00", "元", 120_000), ("人民币1200元整", "元", 120_000), ("3千", "元", 300_000), ("0.5亿元", "元", 5_000_000_000),
    ("12.5", "千元", 1_250_000),
])
def test_an_amount_is_read_in_its_unit(cell: str, unit: str, fen: int):
    assert Money.read(cell, unit=unit) == Money(fen)


@pytest.mark.parametrize(("cell", "unit", "part"), [
    ("0.005", "元", "到了分以下"), ("0.0000001", "万元", "到了分以下"), ("", "元", "不是金额"), ("约100", "元", "不是金额"),
    ("1E5", "元", "不是金额"), ("NaN", "元", "不是金额"), ("1,23", "元", "不是金额"), ("1_000", "元", "不是金额"), ("300元/月", "元", "不是金额"),
    ("千", "元", "不是金额"), ("整", "元", "不是金额"),
    ("12,34,567", "元", "不是金额"), ("9" * 20, "元", "太大"),
])
def test_what_is_no_amount_is_refused(cell: str, unit: str, part: str):
    with pytest.raises(Refused, match=part):
        Money.read(cell, unit=unit)


@given(fens)
def test_an_amount_is_read_back_from_both_its_writings(fen: int):
    assert Money.read(Money(fen).yuan) == Money(fen)
    assert Money.read(Money(fen).wan, unit="万元") == Money(fen)


@given(st.lists(fens.map(Money), max_size=20))
def test_a_sum_is_the_sum_of_decimals(amounts: list[Money]):
    exact = sum((Decimal(one.fen) / 100 for one in amounts), Decimal(0))
    assert Money.sum(amounts).fen == int(exact * 100)
    assert sum(amounts, Money()) == Money.sum(amounts)


@given(fens, fens)
def test_adding_and_taking_away_undo_each_other_and_order_follows_fen(a: int, b: int):
    assert Money(a) + Money(b) - Money(b) == Money(a)
    assert (Money(a) < Money(b)) == (a < b)


def test_a_hundred_thousand_times_ten_fen_is_ten_thousand():
    assert Money.sum([Money.read("0.10")] * 100_000).yuan == "10,000.00"


@pytest.mark.parametrize(("fen", "yuan", "wan"), [
    (0, "0.00", "0.00"), (5, "0.05", "0.000005"), (-123450, "-1,234.50", "-0.12345"), (62_780_000, "627,800.00", "62.78"),
])
def test_amounts_are_written_in_yuan_and_wan(fen: int, yuan: str, wan: str):
    assert (Money(fen).yuan, Money(fen).wan) == (yuan, wan)


def test_money_does_not_mix_with_numbers():
    with pytest.raises(TypeError):
        Money(1) + 1   # type: ignore[operator]
    with pytest.raises(TypeError):
        Money(1) < 2   # type: ignore[operator]  # noqa: B015


@pytest.mark.parametrize(("fen", "count", "each"), [
    (100, 3, 33), (200, 3, 67), (1, 2, 1), (-1, 2, -1), (1, 3, 0), (-2, 3, -1), (0, 7, 0), (700, 7, 100), (5, 10, 1), (4, 10, 0),
])
def test_a_part_is_rounded_to_the_fen_from_half_a_fen_on(fen: int, count: int, each: int):
    assert Money(fen).per(count) == Money(each)


@given(fens, st.integers(1, 10_000))
def test_a_part_is_what_the_decimals_say(fen: int, count: int):
    exact = (Decimal(fen) / count).quantize(Decimal(1), rounding="ROUND_HALF_UP")
    assert Money(fen).per(count).fen == int(exact)


@given(fens, st.integers(1, 60))
def test_sharing_loses_no_fen_and_is_fair_to_one_fen(fen: int, count: int):
    parts = Money(fen).shared(count)
    assert len(parts) == count
    assert Money.sum(parts) == Money(fen)
    assert max(parts).fen - min(parts).fen <= 1
    assert abs(abs(Money(fen).per(count).fen) - abs(parts[0].fen)) <= 1


@pytest.mark.parametrize("count", [0, -1])
def test_nothing_is_divided_among_nobody(count: int):
    with pytest.raises(ValueError, match="one or more"):
        Money(1).per(count)
    with pytest.raises(ValueError, match="one or more"):
        Money(1).shared(count)


@pytest.mark.parametrize(("fen", "yuan", "typed"), [
    (0, 0, "0.00"), (-149, -1, "-1.49"), (-150, -2, "-1.50"), (149, 1, "1.49"), (150, 2, "1.50"), (-123_450, -1_235, "-1234.50"), (5, 0, "0.05"), (-5, 0, "-0.05"),
])
def test_whole_yuan_are_rounded_away_from_nought_and_what_a_field_is_filled_with_is_read_back(fen: int, yuan: int, typed: str):
    assert (Money(fen).whole_yuan, Money(fen).typed) == (yuan, typed)
    assert Money.read(Money(fen).typed) == Money(fen)
