"""Place codes and ranges of them (统计用区划代码)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.place_code import LENGTHS, CodeRange, covers, level, meet, merged, parent, township
from bangfu.rules.refusal import Refused

codes = st.sampled_from(list(LENGTHS.values())).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n))
near = st.sampled_from([2, 4, 6]).flatmap(lambda n: st.text("01", min_size=n, max_size=n))


@pytest.mark.parametrize(("code", "word"), [
    ("99", "province"), ("9901", "prefecture"), ("990121", "county"), ("990121100", "township"),
    ("990121100201", "village"), ("990121100201001", "grid"),
])
def test_the_length_of_a_code_is_its_level(code: str, word: str):
    assert level(code) == word


@pytest.mark.parametrize("code", ["", "9", "99012", "9901211002010011", "99012a", "９９０１２１", "九十"])
def test_what_is_no_code_is_refused(code: str):
    with pytest.raises(Refused, match="不是区划代码"):
        level(code)


def test_parents_lead_up_to_the_province_and_stop():
    assert [parent("990121100201001"), parent("990121100201"), parent("990121"), parent("99")] == ["990121100201", "990121100", "9901", ""]


def test_the_township_of_a_county_is_the_county():
    assert (township("990121100201"), township("990121")) == ("990121100", "990121")


@given(codes, codes)
def test_a_range_holds_exactly_the_codes_that_begin_with_its_own(upper: str, lower: str):
    assert (lower in CodeRange.under(upper)) == lower.startswith(upper)
    assert upper in CodeRange.under(upper)
    assert upper + lower in CodeRange.under(upper)


@given(st.lists(near.map(CodeRange.under), max_size=6), near)
def test_merged_ranges_cover_the_same_ground_in_order_without_touching(ranges: list[CodeRange], code: str):
    fewest = list(merged(ranges))
    assert covers(fewest, code) == covers(ranges, code)
    assert all(left.hi < right.lo for left, right in zip(fewest, fewest[1:], strict=False))


def test_no_range_covers_nothing():
    assert not covers([], "990121")


@given(some=st.lists(near.map(CodeRange.under)), others=st.lists(near.map(CodeRange.under)), code=near)
def test_what_meets_covers_exactly_what_both_cover(some: list[CodeRange], others: list[CodeRange], code: str):
    both = meet(some, others)
    assert covers(both, code) == (covers(some, code) and covers(others, code))
    assert all(one.hi < other.lo for one, other in zip(both, both[1:], strict=False))
