"""Numbers that are right in form and belong to nobody."""

import re
from datetime import date
from itertools import product

import pytest
from id_validator import validator

from bangfu.demo.numbers import SHARES, Numbers
from bangfu.rules.id_number import read_number

DAY = date(1983, 3, 1)


@pytest.mark.parametrize(("share", "sex"), list(product((0, 1, SHARES - 1), "男女")))
def test_a_number_says_what_it_was_made_of(share: int, sex: str) -> None:
    number, birth = Numbers(share).identity(DAY, sex)
    said = read_number(number)
    assert (said.status, said.birth, said.sex) == ("ok", birth, sex) == ("ok", DAY, sex)


def test_a_register_of_real_regions_knows_none_of_them() -> None:
    """An oracle of another make: the number is whole but for its region."""
    number, _ = Numbers(5).identity(DAY, "女")
    assert not validator.is_valid(number)
    assert validator.is_valid("110105" + number[6:17] + _check("110105" + number[6:17]))


def _check(first17: str) -> str:
    return next(digit for digit in "0123456789X" if read_number(first17 + digit).status == "ok")


def test_a_full_day_moves_on_to_the_day_before_and_no_number_comes_twice() -> None:
    numbers = Numbers(3)
    given = [numbers.identity(DAY, "男") for _ in range(13)]
    assert len({number for number, _ in given}) == 13
    assert {birth for _, birth in given} == {date(1983, 3, 1), date(1983, 2, 28), date(1983, 2, 27), date(1983, 2, 26)}


def test_shares_never_meet() -> None:
    given = [number for share in range(SHARES) for number in _four_of_each_sex(Numbers(share))]
    assert len(set(given)) == SHARES * 8
    assert {number[6:14] for number in given} == {"19830301"}


def _four_of_each_sex(numbers: Numbers) -> list[str]:
    return [numbers.identity(DAY, sex)[0] for sex in "男女" for _ in range(4)]


def test_a_share_beyond_the_sequence_numbers_is_refused() -> None:
    with pytest.raises(ValueError):
        Numbers(SHARES)


def test_telephones_have_the_form_and_no_operator() -> None:
    """154 was never given to an operator; all else of it is as the form wants."""
    numbers = Numbers(119)
    phones = [numbers.phone() for _ in range(5000)]
    assert len(set(phones)) == 5000
    assert all(re.fullmatch(r"1[3-9]\d{9}", phone) and phone.startswith("154") for phone in phones)
