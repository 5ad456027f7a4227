"""Sheets and rows as delivered, from files of foreign writers."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Border, Side

from bangfu.rules.id_number import read_number
from bangfu.rules.refusal import Refused
from bangfu.workbooks.sheet import SheetInfo, as_text, iter_rows, read_sheets
from tests.workbooks.foreign import by_hand, by_odfpy, by_openpyxl, by_xlwt, text_cell

ROWS = [["姓名", "证件号码", "月数"], ["赵甲", "990121195003070018", 3], ["钱·乙", " 有空格 ", 2.5]]
TEXTS = [(1, ["姓名", "证件号码", "月数"]), (2, ["赵甲", "990121195003070018", "3"]), (3, ["钱·乙", " 有空格 ", "2.5"])]


@pytest.mark.parametrize("write", [by_openpyxl, by_xlwt, by_odfpy])
def test_the_same_rows_come_out_of_every_kind_of_file(tmp_path: Path, write):
    path = write(tmp_path / "名单.et", ROWS)
    (info,) = read_sheets(path)
    assert (info.rows, info.columns, info.hidden) == (3, 3, False)
    assert list(iter_rows(path, info.name)) == TEXTS


def test_row_numbers_are_those_excel_shows_and_columns_begin_at_a(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active["B3"], book.active["C5"], book.active["B4"] = "上", "下", "  "
    book.save(tmp_path / "名单.xlsx")
    assert list(iter_rows(tmp_path / "名单.xlsx", "Sheet")) == [(3, ["", "上", ""]), (5, ["", "", "下"])]


@pytest.mark.parametrize("write", [by_openpyxl, by_xlwt])
def test_a_number_with_lost_digits_shows_that_they_are_lost(tmp_path: Path, write):
    path = write(tmp_path / "名单", [["证件号码"], [990121195003070018], [13800000000], [110105491231002]])
    texts = [cells[0] for _, cells in iter_rows(path, read_sheets(path)[0].name)]
    assert texts == ["证件号码", "9.9012119500307E+17", "13800000000", "110105491231002"]
    assert read_number(texts[1]).status == "lost_digits"


@pytest.mark.parametrize("write", [by_openpyxl, by_xlwt])
def test_a_day_comes_as_iso(tmp_path: Path, write):
    path = write(tmp_path / "名单", [["日期"], [date(2020, 3, 1)]])
    assert [cells[0] for _, cells in iter_rows(path, read_sheets(path)[0].name)] == ["日期", "2020-03-01"]


@pytest.mark.parametrize(("cell", "text"), [
    (3.0, "3"), (3, "3"), (-0.5, "-0.5"), (0.1 + 0.2, "0.3"), (1e14, "100000000000000"), (True, "TRUE"),
    (1.23456789012346e17, "1.23456789012346E+17"),
    (datetime(2020, 3, 1), "2020-03-01"), (datetime(2020, 3, 1, 8, 30), "2020-03-01 08:30:00"), (time(8, 30), "08:30:00"),
    (timedelta(hours=30, seconds=5), "30:00:05"), (" 原样\n", " 原样\n"), ("", ""),
])
def test_cells_become_what_a_clerk_would_type(cell, text: str):
    assert as_text(cell) == text


def test_hidden_sheets_are_named_as_hidden(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append(["姓名"])
    book.create_sheet("旧").sheet_state = "hidden"
    book.save(tmp_path / "名单.xlsx")
    assert read_sheets(tmp_path / "名单.xlsx") == [SheetInfo("Sheet", 1, 1, False), SheetInfo("旧", 0, 0, True)]


def test_a_file_without_any_value_is_refused(tmp_path: Path):
    with pytest.raises(Refused, match="没有任何内容"):
        read_sheets(by_openpyxl(tmp_path / "名单.xlsx", []))


def test_a_sheet_that_is_not_there_is_refused_by_name(tmp_path: Path):
    with pytest.raises(Refused, match="“别的”"):
        list(iter_rows(by_openpyxl(tmp_path / "名单.xlsx", ROWS), "别的"))


def test_a_sheet_of_broken_xml_is_refused(tmp_path: Path):
    with pytest.raises(Refused, match="已损坏"):
        read_sheets(by_hand(tmp_path / "名单.xlsx", '<row r="1"><c r="A1"><v>1</v></row>'))


def test_300000_blank_rows_are_passed_over(tmp_path: Path):
    """Bordered down to row 300,000, filled in three places: only what holds something is a row, and numbers are kept."""
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>' for n in range(3, 300_001))
    filled = f'<row r="1">{text_cell("A1", "姓名")}</row><row r="2">{text_cell("A2", "赵甲")}</row>'
    path = by_hand(tmp_path / "名单.xlsx", filled + blank)
    assert read_sheets(path) == [SheetInfo("Sheet1", 2, 1, False)]
    assert list(iter_rows(path, "Sheet1")) == [(1, ["姓名"]), (2, ["赵甲"])]


def test_300000_rows_of_spaces_with_a_value_at_the_end_keep_its_number(tmp_path: Path):
    spaces = "".join(f'<row r="{n}">{text_cell(f"A{n}", " ")}</row>' for n in range(2, 300_000))
    last = f'<row r="300000">{text_cell("A300000", "赵甲")}</row>'
    path = by_hand(tmp_path / "名单.xlsx", f'<row r="1">{text_cell("A1", "姓名")}</row>' + spaces + last)
    assert read_sheets(path)[0].rows == 300_000
    assert list(iter_rows(path, "Sheet1")) == [(1, ["姓名"]), (300_000, ["赵甲"])]


def test_bordered_cells_from_a_real_program_count_as_blank(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append(["姓名"])
    for number in range(2, 500):
        book.active.cell(number, 3).border = Border(left=Side("thin"))
    book.save(tmp_path / "名单.xlsx")
    assert read_sheets(tmp_path / "名单.xlsx") == [SheetInfo("Sheet", 1, 1, False)]
