"""What differs between two ways to write a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.near_name import SLIPS, looks_alike, slip


@pytest.mark.parametrize(("one", "other", "kind"), [
    ("覃天明", "秦天明", "homophone"), ("张建国", "张健国", "homophone"), ("王丽", "王莉", "homophone"), ("阿依·古丽", "阿衣·古丽", "homophone"),
    ("单小英", "善小英", "homophone"),   # the surname is read shàn
    ("覃天明", "覃天朋", "lookalike"), ("李明", "李朋", "lookalike"), ("王天明", "王夫朋", "lookalike"),
    ("覃天明", "覃明天", "transposed"), ("覃天明", "覃天", "missing"), ("欧阳明", "阳明", "missing"), ("覃天明", "覃天国", "one_off"),
    ("覃天明", "韦天明", "surname"), ("欧阳天明", "韦天明", "surname"), ("覃天明", "韦小花", "different"), ("张伟", "张军", "different"),
    ("劉國強", "刘国强", ""), ("阿依·古丽", "阿依古丽", ""), ("阿依·古丽", "阿依•古 丽", ""), ("覃天明", "", ""), ("", "", ""),
])
def test_the_difference_is_told_both_ways_round(one: str, other: str, kind: str) -> None:
    assert slip(one, other) == slip(other, one) == kind


@given(st.text("覃韦农天夭明朋国力刀小大·", max_size=5), st.text("覃韦农天夭明朋国力刀小大·", max_size=5))
def test_of_any_two_names_something_or_nothing_differs(one: str, other: str) -> None:
    assert slip(one, other) in {"", *SLIPS} and slip(one, other) == slip(other, one)
    assert slip(one, one) == ""


def test_characters_are_compared_not_bytes() -> None:
    assert looks_alike("明", "朋") and not looks_alike("明", "昍") and not looks_alike("国", "明")
