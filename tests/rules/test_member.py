"""Member logic (rule family 2): what cannot be in one household."""

from datetime import date

import pytest

from bangfu.rules.codes import RELATION
from bangfu.rules.member import (
    FAULT_WORDS,
    FEMALE,
    GRANDCHILDREN,
    GRANDPARENTS,
    MALE,
    Member,
    MemberLimits,
    member_faults,
)

DAY = date(2026, 3, 1)
HEAD = Member("h", "赵甲", "户主", "男", date(1970, 6, 1))
WIFE = Member("w", "钱乙", "配偶", "女", date(1972, 6, 1))
SON = Member("s", "赵丙", "之子", "男", date(1995, 6, 1))
MOTHER = Member("m", "孙丁", "之母", "女", date(1948, 6, 1))


def found(*members: Member, limits: MemberLimits | None = None) -> list[tuple[str, str]]:
    faults = member_faults(members, DAY, limits) if limits else member_faults(members, DAY)
    assert all(fault.sentence and fault.fault in FAULT_WORDS for fault in faults)
    return [(fault.key, fault.fault) for fault in faults]


def test_an_ordinary_family_has_no_fault():
    assert found(HEAD, WIFE, SON, MOTHER) == []


def test_nobody_has_no_fault():
    assert found() == []


def test_a_household_without_head_is_at_fault_as_a_whole():
    assert found(WIFE, SON) == [("", "no_head")]


def test_of_two_heads_both_are_named_and_nothing_is_compared_with_either():
    young = Member("k", "赵戊", "之子", "男", date(1971, 1, 1))
    assert found(HEAD, Member("h2", "李己", "户主", "女", date(1975, 1, 1)), young) == [("h", "two_heads"), ("h2", "two_heads")]


def test_of_two_spouses_both_are_named():
    assert found(HEAD, WIFE, Member("w2", "李庚", "配偶", "女", date(1973, 1, 1))) == [("w", "many_spouses"), ("w2", "many_spouses")]


@pytest.mark.parametrize(("head", "spouse", "at_fault"), [
    ("男", "男", True), ("女", "女", True), ("男", "女", False), ("女", "男", False), ("", "", False), ("男", "", False), ("", "男", False),
])
def test_a_spouse_is_of_the_other_sex_if_both_are_known(head: str, spouse: str, at_fault: bool):
    faults = found(Member("h", "赵甲", "户主", head, None), Member("w", "钱乙", "配偶", spouse, None))
    assert faults == ([("w", "spouse_same_sex")] if at_fault else [])


@pytest.mark.parametrize(("relation", "sex", "at_fault"), [
    ("之子", "女", True), ("之女", "男", True), ("之儿媳", "男", True), ("之岳父", "女", True),
    ("之兄弟姐妹", "女", False), ("其他", "男", False), ("之子", "", False),
])
def test_the_sex_follows_the_relation(relation: str, sex: str, at_fault: bool):
    faults = found(HEAD, Member("x", "赵辛", relation, sex, None))
    assert faults == ([("x", "sex_against_relation")] if at_fault else [])


def test_every_named_relation_is_a_label_of_the_export():
    assert set(RELATION.labels) >= MALE | FEMALE | GRANDCHILDREN | GRANDPARENTS
    assert not MALE & FEMALE


@pytest.mark.parametrize(("relation", "sex", "born", "fault"), [
    ("之子", "男", date(1982, 5, 31), "child_too_old"),            # the head was 11
    ("之子", "男", date(1982, 6, 1), None),                        # the head was 12 that day
    ("之女", "女", date(1960, 1, 1), "child_too_old"),             # older than the head
    ("之父", "男", date(1958, 6, 2), "parent_too_young"),          # 11 at the birth of the head
    ("之父", "男", date(1958, 6, 1), None),                        # 12 that day
    ("之孙子", "男", date(1994, 5, 31), "grandchild_too_old"),     # the head was 23
    ("之孙子", "男", date(1994, 6, 1), None),
    ("之外祖母", "女", date(1946, 6, 2), "grandparent_too_young"),
    ("之外祖母", "女", date(1946, 6, 1), None),
    ("之兄弟姐妹", "男", date(1970, 6, 1), None),
    ("之子", "男", None, None),
])
def test_generations_are_years_apart(relation: str, sex: str, born: date | None, fault: str | None):
    assert found(HEAD, Member("x", "赵辛", relation, sex, born)) == ([("x", fault)] if fault else [])


@pytest.mark.parametrize(("born", "faults"), [
    (date(2010, 3, 1), []), (date(2010, 3, 2), ["head_too_young"]), (date(1905, 3, 2), []), (date(1905, 3, 1), ["too_old"]),
    (date(2026, 3, 1), ["head_too_young"]), (date(2026, 3, 2), ["birth_in_future"]), (None, []),
])
def test_a_head_is_between_16_and_120(born: date | None, faults: list[str]):
    assert found(Member("h", "赵甲", "户主", "男", born)) == [("h", fault) for fault in faults]


def test_a_spouse_is_at_least_16():
    assert found(HEAD, Member("w", "钱乙", "配偶", "女", date(2010, 3, 2))) == [("w", "spouse_too_young")]


def test_thresholds_are_an_argument():
    assert found(HEAD, SON, limits=MemberLimits(parent_gap=26)) == [("s", "child_too_old")]


def test_a_child_older_than_its_parent_is_said_to_be_so():
    (fault,) = member_faults([HEAD, Member("x", "赵辛", "之女", "女", date(1960, 1, 1))], DAY)
    assert "长幼颠倒" in fault.sentence
