"""Quantities: exact, in their unit, and never mixed up with those of another kind."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.quantity import UNITS, read_percent, read_quantity, unit_named
from bangfu.rules.refusal import Refused


@pytest.mark.parametrize(("cell", "unit", "written", "amount"), [
    ("12.5", "亩", "", "12.5"), ("１２．５", "亩", "", "12.5"), ("12．5", "亩", "", "12.5"), ("1 2", "亩", "", "12"), ("12.5亩", "亩", "", "12.5"),
    ("1,234.5", "亩", "", "1234.5"), ("0", "亩", "", "0"),
    ("2公顷", "亩", "", "30"), ("2", "亩", "公顷", "30"), ("2亩", "亩", "公顷", "2"), ("2000", "亩", "平方米", "3"), ("100㎡", "平方米", "", "100"),
    ("100 m2", "平方米", "", "100"), ("100平米", "平方米", "", "100"), ("0.3亩", "平方米", "", "200"), ("5分", "亩", "", "0.5"), ("1平方公里", "亩", "", "1500"),
    ("3.5", "公里", "", "3.5"), ("3.5km", "公里", "", "3.5"), ("800米", "公里", "", "0.8"), ("3里", "公里", "", "1.5"), ("800", "公里", "米", "0.8"),
    ("12市亩", "亩", "", "12"),
])
def test_a_measure_is_read_in_the_unit_wanted(cell: str, unit: str, written: str, amount: str):
    assert read_quantity(cell, unit, written) == Decimal(amount)


@pytest.mark.parametrize(("cell", "unit", "part"), [
    ("3公里", "亩", "换算不成亩"), ("3头", "亩", "换算不成亩"), ("三亩", "亩", "不是数量"), ("约3", "亩", "不是数量"), ("3-5", "亩", "不是数量"), ("", "亩", "不是数量"),
    ("1E-05", "亩", "换算不成亩|不是数量"), ("1亩", "平方米", "除不尽"), ("NaN", "亩", "不是数量"), ("1,23", "亩", "不是数量"),
])
def test_what_is_no_measure_of_the_kind_is_refused(cell: str, unit: str, part: str):
    with pytest.raises(Refused, match=part):
        read_quantity(cell, unit)


@pytest.mark.parametrize(("word", "unit"), [("㎡", "平方米"), ("KM", "公里"), (" 亩 ", "亩"), ("千米", "公里"), ("公顷", "公顷"), ("元", ""), ("头", ""), ("", "")])
def test_a_unit_is_known_by_its_words(word: str, unit: str):
    assert unit_named(word) == unit


@given(st.integers(0, 10**9), st.sampled_from(sorted(UNITS)))
def test_a_measure_of_its_own_unit_is_what_was_written(hundredths: int, unit: str):
    amount = Decimal(hundredths).scaleb(-2)
    assert read_quantity(str(amount), unit) == read_quantity(f"{amount}{unit}", unit) == amount


@given(st.integers(0, 10**7))
def test_hectares_there_and_back_are_the_same(hundredths: int):
    hectares = Decimal(hundredths).scaleb(-2)
    assert read_quantity(f"{read_quantity(str(hectares), '亩', '公顷'):f}", "公顷", "亩") == hectares


@pytest.mark.parametrize(("cell", "percent"), [("85%", "85"), ("85", "85"), ("８５％", "85"), ("0.5%", "0.5"), ("0", "0"), ("100%", "100"), ("1%", "1")])
def test_a_share_is_read_in_percent(cell: str, percent: str):
    assert read_percent(cell) == Decimal(percent)


@pytest.mark.parametrize(("cell", "part"),
    [("0.85", "分不清"), ("1", "分不清"), ("101", "不是百分比"), ("八成", "不是百分比"), ("-5%", "不是百分比"), ("", "不是百分比")])
def test_a_share_that_may_be_meant_either_way_is_refused(cell: str, part: str):
    with pytest.raises(Refused, match=part):
        read_percent(cell)
