"""Cells: every kind in every dress, and what cannot be read told and kept."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.codes import LISTS
from bangfu.rules.money import Money
from bangfu.workbooks.cell import NOTHING, read_id_number, reader_of
from bangfu.workbooks.layout import KINDS, Field

UNITS = {"money": "元", "quantity": "亩"}


def field(kind: str, **more: object) -> Field:
    return Field("x", "某列", kind=kind, unit=UNITS.get(kind, ""), **more)   # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "unit", "cell", "value"), [
    ("money", "", "1,200.00", Money(120_000)), ("money", "", "￥１，２００", Money(120_000)), ("money", "万元", "1.2", Money(1_200_000)),
    ("money", "万元", "12元", Money(1200)), ("money", "", "1.2万", Money(1_200_000)), ("money", "亩", "5", Money(500)), ("money", "", "0", Money(0)),
    ("money", "", "-", None), ("quantity", "", "3.5亩", Decimal("3.5")), ("quantity", "公顷", "2", Decimal(30)), ("quantity", "个", "2", Decimal(2)),
    ("quantity", "", "", None), ("percent", "", "85%", Decimal(85)), ("whole", "", "3人", 3), ("whole", "", "12个月", 12), ("whole", "", "2023年度", 2023),
    ("whole", "", "１２", 12), ("whole", "", "12.0", 12), ("whole", "", "5户", 5), ("day", "", "2020.3.1", date(2020, 3, 1)), ("month", "", "202003", date(2020, 3, 1)),
    ("month", "", "二〇二〇年三月", date(2020, 3, 1)), ("month", "", "2020-03-15", date(2020, 3, 1)), ("yes_no", "", "√", "是"), ("yes_no", "", "×", "否"),
    ("yes_no", "", "无", "否"), ("yes_no_01", "", "1", "是"), ("yes_no_01", "", "0", "否"), ("digits", "", "'0012", "0012"), ("digits", "", '="0012"', "0012"),
    ("digits", "", "138 1234 5678", "13812345678"), ("digits", "", "１３８１２３４５６７８", "13812345678"), ("digits", "", "13812345678.0", "13812345678"),
    ("digits", "", "云A·12345", "云A·12345"), ("household_number", "", "00 12", "0012"), ("household_number", "", "H-12 a", "H-12 a"), ("text", "", " 甲\n乙 ", "甲 乙"),
    ("text", "", "作風(fēng)", "作風"), ("text", "", "甲\u200b乙", "甲乙"), ("place", "", "龍亭鎮(zhèn)", "龍亭鎮"), ("name", "", "张\u3000三", "张三"),
    ("name", "", "諸葛明遠", "諸葛明遠"),
    ("name", "", "阿依 • 古丽", "阿依•古丽"), ("code:RISK", "", "无", ""), ("code:MINIMUM_LIVING_KIND", "", "未享受", ""), ("code:DISABILITY_GRADE", "", "1", "一级"),
    ("set:HEALTH", "", "残疾/长期慢性病", ("长期慢性病", "残疾")), ("set:HEALTH", "", "残疾 | 健康", ("健康", "残疾")), ("set:DISABILITY", "", "无", ()),
    ("code:ID_KIND", "", "无", "无"),
])
def test_a_cell_is_read_by_its_kind(kind: str, unit: str, cell: str, value: object):
    assert reader_of(field(kind), unit)(cell) == (value, "", False)


@pytest.mark.parametrize(("kind", "unit", "cell", "value", "part"), [
    ("money", "", "约100", None, "“某列”：“约100”不是金额"), ("money", "", "0.005", None, "到了分以下"), ("quantity", "公里", "3", None, "换算不成亩"),
    ("quantity", "", "三亩", None, "不是数量"), ("percent", "", "0.85", None, "分不清"), ("whole", "", "2.5", None, "应是整数"), ("whole", "", "若干", None, "应是整数"),
    ("day", "", "20.3.1", None, "只有两位"), ("day", "", "2021-02-30", None, "不是一个日期"), ("month", "", "2020.1", None, "分不清"), ("yes_no", "", "1", "1", "1和0"),
    ("yes_no", "", "０", "０", "1和0"), ("digits", "", "1.38E+10", "", "改坏"), ("text", "", "9.9E+15", "", "改坏"), ("name", "", "李(yán)", "李(yán)", "不像名字"),
    ("name", "", "李□", "李□", "不像名字"), ("name", "", "李?", "李?", "不像名字"), ("name", "", "李\ue123", "李\ue123", "不像名字"),
    ("place", "", "甲\ufffd村", "甲\ufffd村", "有字丢失"),
    ("text", "", "某(fēng)某", "某(fēng)某", "有字丢失"), ("code:RISK", "", "因懒", "因懒", "不在可选"), ("set:HEALTH", "", "无、头疼", ("头疼",), "头疼"),
])
def test_what_cannot_be_read_is_told_and_text_is_kept(kind: str, unit: str, cell: str, value: object, part: str):
    read = reader_of(field(kind), unit)(cell)
    assert (read.value, read.fatal) == (value, False)
    assert part in read.sentence


@pytest.mark.parametrize(("kind", "cell"), [("month", "'"), ("digits", "\u200b"), ("text", "\ufeff"), ("code:RISK", "无"), ("set:HEALTH", "无"), ("set:HEALTH", "、")])
def test_what_says_nothing_in_so_many_words_is_blank_too(kind: str, cell: str):
    assert reader_of(field(kind))(cell).sentence == ""
    assert reader_of(field(kind, required=True))(cell).fatal


def test_a_day_typed_as_a_number_is_read_by_the_epoch_of_its_file():
    assert reader_of(field("day"), since_1904=True)("42429").value == reader_of(field("day"))("43891").value == date(2020, 3, 1)


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("cell", sorted(NOTHING))
def test_nothing_is_nothing_in_every_kind_and_a_fault_where_it_must_not_be(kind: str, cell: str):
    assert reader_of(field(kind))(f" {cell} ")[1:] == ("", False)
    assert reader_of(field(kind, required=True))(cell)[1:] == ("没有填“某列”，请补上。", True)


@pytest.mark.parametrize("kind", sorted({*KINDS, "code:RELATION", "set:HEALTH"}))
@given(cell=st.text(max_size=30) | st.text("0123456789.,-/%万元亩年月日一二〇 Ee+'=\"（）()ēfng", max_size=20))
def test_no_cell_breaks_a_reader(kind: str, cell: str):
    read = reader_of(field(kind, required=True))(cell)
    assert read.sentence or read.value not in (None, "", ()), "what must be filled is a value or a sentence"
    assert not read.fatal or read.sentence


@given(cell=st.text(max_size=30))
def test_no_cell_breaks_the_reader_of_numbers(cell: str):
    read = read_id_number(Field("id_number", "证件号码", required=True, kind="id_number"), cell, "护照")
    assert read.fatal == (not read.value.digits)


@given(st.sampled_from(sorted(LISTS)), st.data())
def test_every_label_is_read_as_itself(name: str, data: st.DataObject):
    label = data.draw(st.sampled_from(LISTS[name].labels))
    assert reader_of(field(f"code:{name}"))(f" {label}\t").value == label
