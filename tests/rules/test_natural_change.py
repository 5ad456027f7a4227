"""自然增减: the reasons, how lists write them, and what each asks for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.codes import fold_word
from bangfu.rules.natural_change import KINDS, arriving_kinds, change_kind, judge, leaving_kinds, read_change
from bangfu.rules.refusal import Refused

TODAY = date(2026, 3, 1)
BORN = date(2000, 6, 15)
IN = ["born", "married_in", "moved_in", "adopted", "returned", "added_late", "split_in", "merged_in"]
OUT = ["died", "married_out", "moved_out", "lost", "imprisoned", "enlisted", "never_in", "split_out", "merged_out"]


def test_the_slugs_are_those_that_are_stored():
    assert [slug for slug, one in KINDS.items() if one.direction == "in"] == IN
    assert [slug for slug, one in KINDS.items() if one.direction == "out"] == OUT
    assert all(slug == one.slug for slug, one in KINDS.items())


def test_one_person_neither_splits_nor_merges():
    assert [slug for slug, _ in arriving_kinds()] == IN[:-2]
    assert [slug for slug, _ in leaving_kinds()] == OUT[:-2]
    assert {slug for slug, one in KINDS.items() if one.household_moves} == {"split_in", "merged_in", "split_out", "merged_out"}


def test_no_word_means_two_reasons():
    words = [fold_word(word) for one in KINDS.values() for word in (one.word, *one.synonyms)]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(("word", "slug"), [
    ("死亡", "died"), ("病故", "died"), (" 死 亡 ", "died"), ("户籍迁出", "moved_out"), ("嫁出(入赘)", "married_out"), ("刑满释放", "returned"),
    ("判刑收监", "imprisoned"), ("入伍", "enlisted"), ("失联", "lost"), ("新生儿", "born"), ("补登", "added_late"), ("重复录入", "never_in"),
])
def test_a_reason_is_read_by_its_words(word: str, slug: str):
    assert read_change(word) == slug


@pytest.mark.parametrize("word", ["", "01", "died", "婚嫁", "迁", "其他"])
def test_codes_blanks_and_words_without_a_direction_are_no_reason(word: str):
    assert read_change(word) is None


def test_an_unknown_slug_is_refused():
    with pytest.raises(Refused, match="请选择增减原因"):
        change_kind("vanished")


@pytest.mark.parametrize("slug", KINDS)
def test_nothing_has_happened_tomorrow(slug: str):
    with pytest.raises(Refused, match="还没有到") as refused:
        judge(slug, TODAY + timedelta(days=1), None, TODAY)
    assert refused.value.field == "on"


@pytest.mark.parametrize("slug", KINDS)
def test_nothing_happens_to_somebody_before_birth(slug: str):
    with pytest.raises(Refused, match="早于出生日期"):
        judge(slug, BORN - timedelta(days=1), BORN, TODAY)


@pytest.mark.parametrize("slug", KINDS)
def test_where_the_birth_is_unknown_only_the_day_is_judged(slug: str):
    judge(slug, TODAY, None, TODAY)


@pytest.mark.parametrize(("slug", "on"), [   # the day before, and the first day on which it can be
    ("married_in", date(2014, 6, 15)), ("married_out", date(2014, 6, 15)),
    ("enlisted", date(2017, 6, 15)),      # 兵役法 第二十条
    ("imprisoned", date(2012, 6, 15)),    # 刑法 第十七条
])
def test_some_things_need_an_age(slug: str, on: date):
    judge(slug, on, BORN, TODAY)
    with pytest.raises(Refused, match="当时只有"):
        judge(slug, on - timedelta(days=1), BORN, TODAY)


def test_minors_are_adopted():   # 民法典 第1093条
    judge("adopted", date(2018, 6, 14), BORN, TODAY)
    with pytest.raises(Refused, match="1093"):
        judge("adopted", date(2018, 6, 15), BORN, TODAY)


def test_somebody_comes_by_birth_on_the_day_of_birth():
    judge("born", BORN, BORN, TODAY)
    with pytest.raises(Refused, match="2000-06-15"):
        judge("born", BORN + timedelta(days=1), BORN, TODAY)


@pytest.mark.parametrize("slug", ["died", "moved_in", "moved_out", "lost", "added_late", "never_in", "returned", "split_in", "merged_out"])
def test_other_things_happen_at_any_age_also_on_the_day_of_birth(slug: str):
    judge(slug, BORN, BORN, TODAY)


@given(st.sampled_from(list(KINDS)), st.dates(date(1950, 1, 1), date(2030, 1, 1)), st.dates(date(1950, 1, 1), TODAY))
def test_every_refusal_names_the_reason_or_the_age(slug: str, on: date, birth: date):
    try:
        judge(slug, on, birth, TODAY)
    except Refused as refused:
        assert refused.field == "on"
        assert KINDS[slug].word in refused.sentence or "当时" in refused.sentence
    else:
        assert birth <= on <= TODAY
