"""Code lists: the labels of exports and the other words for them."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.codes import (
    CAUSE,
    GUARANTEE_STATE,
    HEALTH,
    HOUSEHOLD_KIND,
    ID_KIND,
    LISTS,
    MONITORED_KIND,
    NATION,
    RELATION,
    RISK,
    SEX,
    STUDENT,
    YES_NO,
    CodeList,
    fold_word,
    read_set,
)
from bangfu.rules.codes.reading import build_list


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


@pytest.mark.parametrize(("name", "count"), [   # the export and the forms; domain words in their order
    ("RISK", 11), ("DISASTER", 7), ("CAUSE", 13), ("RELIEF", 6), ("RISK_ENDING", 2), ("HOUSE_GRADE", 4), ("FUEL", 5), ("ENTRY_ROAD", 4),
    ("GUARANTEE", 4), ("GUARANTEE_STATE", 2), ("LAND", 7), ("WORK_REGION", 7), ("MINIMUM_LIVING_KIND", 2), ("DESTITUTE_KIND", 2),
])
def test_the_lists_of_households_are_as_long_as_their_forms(name: str, count: int):
    assert len(LISTS[name].labels) == count


@pytest.mark.parametrize(("codes", "label", "years"), [
    (CAUSE, "因病", (2014, 2020)), (RISK, "因病", (2021, None)), (HOUSEHOLD_KIND, "五保户", (2014, 2020)), (HOUSEHOLD_KIND, "脱贫户", (None, None)),
    (MONITORED_KIND, "边缘易致贫户", (2020, None)),      # 国开发〔2020〕6号
    (MONITORED_KIND, "突发严重困难户", (2021, None)),    # 中农发〔2021〕7号
    (MONITORED_KIND, "防止返贫致贫对象", (2026, None)),
])
def test_a_label_has_the_years_in_which_it_was_in_force(codes: CodeList, label: str, years: tuple[int | None, int | None]):
    assert codes.years(label) == years


def test_the_labels_of_a_year_are_those_in_force_with_both_ends_counted():
    assert MONITORED_KIND.labels_in(2019) == ()
    assert MONITORED_KIND.labels_in(2020) == ("脱贫不稳定户", "边缘易致贫户")
    assert (len(CAUSE.labels_in(2013)), len(CAUSE.labels_in(2014)), len(CAUSE.labels_in(2020)), len(CAUSE.labels_in(2021))) == (0, 13, 13, 0)
    assert SEX.labels_in(1950) == SEX.labels


def test_what_is_no_label_has_no_years():
    with pytest.raises(KeyError):
        SEX.years("男性")


def test_a_guarantee_is_not_read_out_of_yes_because_yes_a_dangerous_house_is_none():
    assert (GUARANTEE_STATE.label("是"), GUARANTEE_STATE.label("否")) == (None, None)


def test_an_entry_says_its_words_and_its_years():
    built = build_list("X", [{"label": "之子", "synonyms": "子 长子"}, {"label": "五保户", "from": 2014, "until": 2020}])
    assert built.label("之长子") == built.label("长子") == "之子"
    assert built.in_force == {"五保户": (2014, 2020)}


@pytest.mark.parametrize(("entries", "part"), [
    ([{"label": "男", "synonym": "公"}], "synonym"), ([{"label": "男"}, {"label": "男"}], "男"),
    ([{"label": "男", "synonyms": "公"}, {"label": "女", "synonyms": "公"}], "公"),
])
def test_a_list_with_a_slip_in_it_is_not_built(entries: list[dict], part: str):
    with pytest.raises(ValueError, match=part):
        build_list("X", entries)


@pytest.mark.parametrize("codes", LISTS.values(), ids=lambda one: one.name)
def test_no_word_of_a_list_leads_to_two_labels(codes: CodeList):
    folded = {}
    for word, label in codes.synonyms.items():
        assert folded.setdefault(fold_word(word), label) == label
    assert [label for label in codes.labels if folded.get(fold_word(label), label) != label] == []


def test_the_lists_travel_with_the_program():
    names = {one.name for one in files("bangfu.rules.codes").iterdir()}
    assert {"persons.toml", "households.toml", "bodies.toml"} <= names
