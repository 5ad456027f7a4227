"""Layouts are data: these tests hold for every one, also those to come."""

import pytest

from bangfu.workbooks.header import fold_label
from bangfu.workbooks.layout import LAYOUTS, Field, Layout

every_layout = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda one: one.slug)


@every_layout
def test_no_word_means_two_columns(layout: Layout):
    meanings: dict[str, set[str]] = {}
    for field in layout.fields:
        for word in (field.label, *field.synonyms):
            meanings.setdefault(fold_label(word), set()).add(field.key)
    assert {word: keys for word, keys in meanings.items() if len(keys) > 1} == {}


@every_layout
def test_every_list_names_persons_and_has_a_receiver(layout: Layout):
    assert {"name", "id_number"} <= {field.key for field in layout.required}
    assert layout.receiver in {"register", "source"}
    assert LAYOUTS[layout.slug] is layout


def test_the_person_export_has_its_47_columns():
    assert len(LAYOUTS["national_persons"].fields) == 47


def test_what_must_be_there_is_little():
    assert [field.label for field in LAYOUTS["village_ledger"].required] == ["村", "姓名", "身份证号"]
    assert [field.label for field in LAYOUTS["deceased_list"].required] == ["姓名", "身份证号", "死亡日期"]


@pytest.mark.parametrize("kind", ["number", "code:", "code:NOWHERE", "set:", "text:SEX"])
def test_a_field_of_an_unknown_kind_is_a_programming_error(kind: str):
    with pytest.raises(ValueError, match="unknown kind"):
        Field("x", "某列", kind=kind)


def test_a_key_named_twice_is_a_programming_error():
    with pytest.raises(ValueError, match="twice"):
        Layout("x", "某表", "x", "source", (Field("a", "甲"), Field("a", "乙")))


def test_a_field_is_found_by_its_key():
    assert LAYOUTS["deceased_list"].field("death_date").label == "死亡日期"
    with pytest.raises(KeyError):
        LAYOUTS["deceased_list"].field("birth_date")
