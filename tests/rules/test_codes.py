"""Code lists: the labels of exports and the other words for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.codes import HEALTH, ID_KIND, LISTS, NATION, RELATION, SEX, STUDENT, YES_NO, CodeList, read_set


def test_the_lists_are_as_long_as_their_sources_say():
    assert len(RELATION.labels) == 28                                          # labels of the national export
    assert len([label for label in NATION.labels if label.endswith("族")]) == 56   # GB/T 3304-1991
    assert len(STUDENT.labels) == len(set(STUDENT.labels)) == 26   # 25 of the export and 非在校生


@pytest.mark.parametrize("codes", LISTS.values(), ids=lambda one: one.name)
def test_every_label_and_synonym_finds_its_label(codes: CodeList):
    for label in codes.labels:
        assert codes.label(label) == label
    for word, label in codes.synonyms.items():
        assert codes.label(f" {word}　") == label


@pytest.mark.parametrize(("word", "label"), [   # GB/T 4761-2008 and everyday words
    ("妻", "配偶"), ("夫", "配偶"), ("长子", "之子"), ("儿子", "之子"), ("养女或继女", "之女"), ("父亲", "之父"), ("弟媳", "之兄弟媳妇"),
    ("本人", "户主"), ("之长子", "之子"), ("外甥", "其他"), ("爷爷", "之祖父"), ("之 儿 媳", "之儿媳"),
])
def test_relations_are_understood_by_their_words(word: str, label: str):
    assert RELATION.label(word) == label


@pytest.mark.parametrize("word", ["", "02", "20", "朋友的朋友", "父母"])
def test_codes_and_ambiguous_words_are_unknown(word: str):
    assert RELATION.label(word) is None


def test_a_bare_code_is_no_sex_because_systems_disagree_about_it():
    assert (SEX.label("1"), SEX.label("2"), SEX.label("男性")) == (None, None, "男")


def test_old_and_short_names_of_peoples_still_occur():
    assert [NATION.label(word) for word in ("汉", "毛难族", "崩龙", "维吾尔族")] == ["汉族", "毛南族", "德昂族", "维吾尔族"]


def test_yes_and_no_have_many_words():
    assert {YES_NO.label(word) for word in ("是", "有", "1", "y", "√", "true")} == {"是"}
    assert {YES_NO.label(word) for word in ("否", "无", "0", "N", "×", "未享受")} == {"否"}


def test_having_no_paper_is_a_kind_of_paper():
    assert ID_KIND.label("无") == "无"


@pytest.mark.parametrize("cell", ["残疾,长期慢性病", "长期慢性病、残疾", "残疾；慢性病", "残疾;长期慢性病;残疾", " 残疾 ，长期慢性病 "])
def test_a_set_is_the_same_in_any_order(cell: str):
    assert read_set(cell, HEALTH) == ("长期慢性病", "残疾")


def test_unknown_words_of_a_set_are_kept_behind():
    assert read_set("头疼,残疾", HEALTH) == ("残疾", "头疼")


@given(st.permutations(HEALTH.labels), st.sampled_from("、，,;；"))
def test_reading_a_set_gives_the_order_of_the_list(labels: list[str], separator: str):
    assert read_set(separator.join(labels), HEALTH) == HEALTH.labels


def test_a_synonym_that_leads_nowhere_is_a_programming_error():
    with pytest.raises(ValueError, match="雄"):
        CodeList("X", ("男",), {"公": "雄"})
