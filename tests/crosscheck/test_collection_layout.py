"""How fields share the paper: in their order, every row as wide as the page, as few rows as hold them, and rows as high as the pages allow."""

import random

import pytest

from bangfu.crosscheck.collection_layout import HIGHEST, LEAF, LOWEST, PAGE, Field, Laid, chip, height_of, rows_of
from bangfu.crosscheck.collection_prints import doubts_of
from bangfu.crosscheck.collection_queries import LineFile, PrintedField
from bangfu.registry.columns import PERSON

KINDS = ("text", "number", "day", "whole", "quantity", "money", "label", "labels", "yes_no")


def field(chance: random.Random) -> Field:
    kind = chance.choice(KINDS)
    options = ("是", "否") if kind == "yes_no" else ("农村低保", "城市低保") if chance.random() < 0.1 else ()
    known = chance.choice(["", *(options or ("覃天明", "990121********0015", "枫溪镇石桥村下坝组六十四号院内第二排", "0"))])
    return Field("项" * chance.randint(2, 16), known, kind, options, chance.random() < 0.1, "组别" * chance.randint(1, 3) if chance.random() < 0.2 else "")


def width(row: list[Laid]) -> float:
    return sum(sum(one.widths) + chip(one.field.group) for one in row)


@pytest.mark.parametrize("seed", range(20))
def test_every_field_stands_once_in_its_order_and_every_row_fills_the_page(seed: int) -> None:
    chance = random.Random(seed)
    fields = [field(chance) for _ in range(120)]
    rows = list(rows_of(fields))
    assert [one.field for row in rows for one in row] == fields
    assert [width(row) for row in rows] == pytest.approx([PAGE] * len(rows), abs=0.1)
    assert all(min(one.widths[0], one.widths[2]) > 0 and (one.widths[1] > 0) is bool(one.field.known) for row in rows for one in row)
    for row, after in zip(rows, rows[1:], strict=False):
        narrowest = sum(sum(one.widths) + chip(one.field.group) for one in next(iter(rows_of([one.field for one in row] + [after[0].field]))))
        assert narrowest == pytest.approx(PAGE, abs=0.1) and len(next(iter(rows_of([one.field for one in row] + [after[0].field])))) == len(row), "no more fit in"


def test_a_hand_has_room_for_what_it_has_to_write() -> None:
    def blank(one: Field) -> float:
        return next(rows_of([one] * 12))[0].widths[2]
    assert blank(Field("证件号码", "990121********0015", "number")) >= 44, "eighteen digits"
    assert blank(Field("联系电话", "", "number")) >= 32 and blank(Field("姓名", "覃天明", "text")) >= 20
    assert blank(Field("家庭住址", "枫溪镇石桥村下坝组六号", "text")) > blank(Field("民族", "汉族", "text"))


def test_of_two_words_the_other_is_meant_by_a_tick_and_nothing_is_written() -> None:
    assert Field("务工", "否", "yes_no", ("是", "否")).is_either
    assert not Field("务工", "", "yes_no", ("是", "否")).is_either and not Field("务工", "有时", "yes_no", ("是", "否")).is_either


def test_rows_are_as_high_as_the_pages_they_need_anyway_allow() -> None:
    assert height_of(4, 1, ()) == HIGHEST and height_of(0, 1, ("整户重复登记",)) == HIGHEST
    full = int((LEAF - 31 - 3 * 5.5) / LOWEST)
    assert height_of(full, 3, ()) == LOWEST, "a full page is not made two"
    assert LOWEST < height_of(full + 8, 3, ()) <= HIGHEST, "where two are needed, they are used"
    assert height_of(30, 3, ["疑点" * 60] * 4) < height_of(30, 3, ())


def test_a_doubt_about_several_fields_is_told_once_behind_all_of_them() -> None:
    fields = tuple(PrintedField(PERSON[name], "", "", doubts) for name, doubts in (("works", ("甲。",)), ("work_income", ("甲。", "乙。")), ("name", ())))
    assert list(doubts_of(LineFile(1, None, "", "", fields, None))) == ["是否务工、务工月收入（元）：甲。", "务工月收入（元）：乙。"]
