"""Telephones and bank accounts: what is warned of, and what is left in peace."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.contact import bank_warning, masked_bank, masked_phone, passes_luhn, phone_warning
from bangfu.rules.id_number import check_digit

PHONE = "19900001302"
CARD = "6299000012345678905"   # invented; the last digit is that of Luhn
ID_NUMBER = "99012119500307001" + check_digit("99012119500307001")


@pytest.mark.parametrize("cell", [
    "", "无", "-", PHONE, "199 0000 1302", "199-0000-1302", f"+86{PHONE}", f"+86 {PHONE}", f"'{PHONE}", "１９９００００１３０２",
    "0851-26001302", "(0851)26001302", "26001302", "010-62001302",
])
def test_a_telephone_is_left_in_peace(cell: str):
    assert phone_warning(cell) == ""


@pytest.mark.parametrize(("cell", "part"), [
    ("1990000130", "10个字符"), ("199000013020", "12个字符"), ("12900001302", "11个字符"), ("10099000001", "11个字符"), ("1990000130X", "不像手机号"),
    (f"{PHONE}、19900001303", "只填一个"), (f"{PHONE}/19900001303", "只填一个"), ("1.99E+10", "文本"),
    ("19911111111", "凑数"), ("13812345678", "凑数"), ("19000000000", "凑数"),
])
def test_a_telephone_that_looks_wrong_is_warned_of(cell: str, part: str):
    assert part in phone_warning(cell)


@pytest.mark.parametrize("cell", [
    "", "无", CARD, "6299 0000 1234 5678 905", f"'{CARD}", "62990000123456784",
    "012345678901", "8100123456789012345678"[:22],        # passbooks of rural credit unions: 12 to 22 digits, no check
    "6100000012345678", "8855000012345678901",             # no UnionPay card, no check
    "62990000123456",                                      # 14 digits: a 62 that is no card
])
def test_an_account_is_left_in_peace(cell: str):
    assert bank_warning(cell) == ""


@pytest.mark.parametrize(("cell", "part"), [
    ("6299000012345678906", "校验位"), ("62990000123456789", "校验位"), ("12345678901", "11位"), ("1" * 23, "23位"),
    ("6299X00012345678905", "不是数字"), ("6.299E+18", "文本"), ("6299000012345670000", "文本"), (ID_NUMBER, "身份证号"),
])
def test_an_account_that_looks_wrong_is_warned_of(cell: str, part: str):
    assert part in bank_warning(cell)


@pytest.mark.parametrize(("digits", "passes"), [("79927398713", True), ("79927398710", False), ("0", True), ("18", True), ("81", False)])
def test_luhn(digits: str, passes: bool):   # ISO/IEC 7812-1 annex B; the first is the usual textbook number
    assert passes_luhn(digits) == passes


@given(st.text("0123456789", min_size=1, max_size=21))
def test_exactly_one_last_digit_passes(first: str):
    assert sum(passes_luhn(f"{first}{last}") for last in range(10)) == 1


@given(st.text("0123456789", min_size=2, max_size=22), st.data())
def test_one_wrong_digit_never_passes(digits: str, data: st.DataObject):
    first = digits[:-1]
    right = next(f"{first}{last}" for last in range(10) if passes_luhn(f"{first}{last}"))
    place, shift = data.draw(st.integers(0, len(right) - 1)), data.draw(st.integers(1, 9))
    wrong = f"{right[:place]}{(int(right[place]) + shift) % 10}{right[place + 1:]}"
    assert not passes_luhn(wrong)


@pytest.mark.parametrize("digits", ["", "1a", "１２"])
def test_luhn_is_for_digits(digits: str):
    with pytest.raises(ValueError, match="digits"):
        passes_luhn(digits)


@given(st.text(max_size=30))
def test_whatever_a_cell_holds_the_rules_speak_a_sentence_or_nothing_and_never_the_number(text: str):
    for sentence in (phone_warning(text), bank_warning(text)):
        assert sentence == "" or sentence.endswith("。")
        assert not re.search(r"\d{6}", sentence)


@pytest.mark.parametrize(("text", "shown"), [(CARD, "****8905"), ("6299 0000 1234 5678 905", "****8905"), ("12345678", "********"), ("", "")])
def test_a_masked_account_shows_its_last_four(text: str, shown: str):
    assert masked_bank(text) == shown


@pytest.mark.parametrize(("text", "shown"), [(PHONE, "199****1302"), ("199-0000-1302", "199****1302"), ("1302", "****"), ("", "")])
def test_a_masked_telephone_shows_three_and_four(text: str, shown: str):
    assert masked_phone(text) == shown


@given(st.text("0123456789", min_size=12, max_size=22))
def test_a_masked_account_gives_away_four_digits(digits: str):
    assert sum(one.isdigit() for one in masked_bank(digits)) == 4
