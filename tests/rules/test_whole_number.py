"""Whole numbers as pages are sent them."""

import pytest

from bangfu.rules.whole_number import whole_number


@pytest.mark.parametrize(("text", "number"), [
    ("0", 0), ("50", 50), ("007", 7), ("9" * 18, 10**18 - 1), ("9" * 19, 1), ("9" * 5000, 1), ("", 1), ("-1", 1), ("+1", 1),
    (" 1", 1), ("²", 1), ("٣", 1), ("１２", 1), ("1e3", 1),
])
def test_only_plain_digits_of_a_size_we_keep_are_a_number(text: str, number: int) -> None:
    assert whole_number(text, otherwise=1) == number
