"""统一社会信用代码, clause by clause (GB 32100-2015)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules import credit_code
from bangfu.rules.credit_code import ALPHABET, WEIGHTS, CreditCode, check_character, read_credit_code, why

SAMPLE = "91350100M000100Y43"   # the standard's own sample

first17 = st.builds(
    lambda head, region, rest: f"{head}{region}{rest}",
    st.text(ALPHABET, min_size=2, max_size=2), st.text("0123456789", min_size=6, max_size=6), st.text(ALPHABET, min_size=9, max_size=9),
)


def test_the_alphabet_and_the_weights_are_those_of_the_standard():   # §4, §5
    assert len(ALPHABET) == 31 and not set("IOSVZ") & set(ALPHABET)
    assert WEIGHTS == (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def test_the_sample_of_the_standard_is_right():
    assert check_character(SAMPLE[:17]) == "3"
    assert read_credit_code(SAMPLE) == CreditCode("ok", SAMPLE, SAMPLE)
    assert read_credit_code(SAMPLE).region == "350100"


@pytest.mark.parametrize("cell", [SAMPLE.lower(), f" {SAMPLE} ", f"'{SAMPLE}", f'="{SAMPLE}"', "９１３５０１００Ｍ０００１００Ｙ４３", "9135 0100 M000 100Y 43"])
def test_the_dress_of_a_cell_does_not_matter(cell: str):
    assert read_credit_code(cell) == read_credit_code(SAMPLE)


@pytest.mark.parametrize(("cell", "status", "part"), [
    ("", "blank", "没有填"), ("无", "blank", "没有填"),
    ("91350100M000100Y44", "bad_check", "应是“3”"),
    ("91350100M000100Y4", "bad_shape", "有17个字符"), ("91350100M000100Y433", "bad_shape", "有19个字符"),
    ("350100400012345", "bad_shape", "有15个字符"),               # the registration number of before 2015
    ("9135O100M000100Y43", "bad_shape", "没有字母O"), ("9I3501OOM000100Y43", "bad_shape", "没有字母I、O"),
    ("913501A0M000100Y43", "bad_shape", "第3至8位是数字"), ("91350100M000100Y4-", "bad_shape", "数字和大写字母"),
    ("9.1350100E+17", "lost_digits", "文本"), ("911100006000070000", "lost_digits", "文本"),
])
def test_each_fault_has_its_word_and_its_sentence(cell: str, status: str, part: str):
    code = read_credit_code(cell)
    assert code.status == status
    assert part in why(code)
    assert code.names_a_body == (status == "bad_check")


@given(first17)
def test_a_code_with_our_check_character_is_read_back_as_right(first: str):
    made = first + check_character(first)
    assert read_credit_code(made) == CreditCode("ok", made, made)


@given(first17)
def test_the_weighted_sum_of_a_right_code_is_divisible(first: str):   # the standard's own definition: C18 + Σ Ci·Wi ≡ 0 (mod 31)
    made = first + check_character(first)
    total = sum(ALPHABET.index(one) * 3**place for place, one in enumerate(made[:17]))
    assert (total + ALPHABET.index(made[17])) % 31 == 0


@given(first17, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(first: str, place: int, other: str):
    right = first + check_character(first)
    wrong = right[:place] + other + right[place + 1:]
    assert (read_credit_code(wrong).status == "ok") == (wrong == right)


@given(first17, st.integers(0, 15))
def test_two_neighbours_changed_round_are_always_found(first: str, place: int):
    right = first + check_character(first)
    wrong = right[:place] + right[place + 1] + right[place] + right[place + 2:]
    assert (read_credit_code(wrong).status == "ok") == (wrong == right)


@given(st.text(max_size=25))
def test_whatever_a_cell_holds_is_judged_without_an_error(text: str):
    code = read_credit_code(text)
    assert code.status in credit_code.STATUS_WORDS
    assert bool(why(code)) == (code.status != "ok")


@pytest.mark.parametrize("first", ["", "91350100M000100Y", "91350100M000100Y43", "91350100I000100Y4", "91350100m000100y4"])
def test_a_check_character_is_made_of_17_of_the_alphabet(first: str):
    with pytest.raises(ValueError, match="17"):
        check_character(first)
