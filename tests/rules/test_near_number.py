"""Slips between two ways to write one number."""

import pytest

from bangfu.rules.near_number import SLIPS, slip

OURS = "99012119800101001X"


@pytest.mark.parametrize(("other", "kind"), [
    ("99012119800101002X", "one_digit"), ("990121198001010011", "one_digit"), ("99012119800110001X", "swapped"), ("99012119801001001X", "swapped"),
    ("99012119800101001", "x_missing"), ("990121800101001", "old15"), (OURS, ""), (OURS + "43", ""), ("99012119800101022X", ""),
    ("99012119801000101X", ""), ("", ""), ("990121198001010", ""), ("990121800101002", ""), ("护照E12345678901234", ""),
])
def test_a_slip_is_told_both_ways_round(other: str, kind: str) -> None:
    assert slip(OURS, other) == slip(other, OURS) == kind


def test_every_slip_has_words() -> None:
    assert all(SLIPS.values())
