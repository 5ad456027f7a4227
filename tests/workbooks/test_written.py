"""Written workbooks, read back with programs that are not ours."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from bangfu.rules.id_number import check_digit
from bangfu.rules.money import Money
from bangfu.workbooks.header import understand
from bangfu.workbooks.layout import LAYOUTS
from bangfu.workbooks.row import read_row, read_rows
from bangfu.workbooks.sheet import iter_rows, read_sheets
from bangfu.workbooks.written import ListColumn, write_list, write_refused

COLUMNS = [
    ListColumn("姓名"), ListColumn("身份证号", 20, "id"), ListColumn("人数", 8, "whole"), ListColumn("金额", 12, "money"),
    ListColumn("日期", 12, "day"),
]
NUMBER = "99012119500307001" + check_digit("99012119500307001")
VILLAGE, DECEASED = LAYOUTS["village_ledger"], LAYOUTS["deceased_list"]


def written(path: Path, *rows, note: str = ""):
    assert write_list(path, "疑点清单", COLUMNS, iter(rows), note) == len(rows)
    return openpyxl.load_workbook(path).active


def test_a_list_has_title_header_and_rows_of_the_right_kinds(tmp_path: Path):
    sheet = written(tmp_path / "清单.xlsx", ["赵甲", NUMBER, 3, Money(123450), date(2026, 3, 1)], ["钱乙", "", None, None, None])
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "疑点清单"
    assert rows[1] == ["姓名", "身份证号", "人数", "金额", "日期"]
    assert rows[2][:4] == ["赵甲", NUMBER, 3, 1234.5]
    assert rows[2][4].date() == date(2026, 3, 1)
    assert rows[3] == ["钱乙", None, None, None, None]
    assert (sheet["B3"].data_type, sheet["B3"].number_format, sheet["D3"].number_format) == ("s", "@", "#,##0.00")


def test_a_list_can_be_filtered_scrolled_and_printed(tmp_path: Path):
    sheet = written(tmp_path / "清单.xlsx", ["赵甲", NUMBER, 3, None, None], note="截至2026年3月1日")
    assert sheet["A2"].value == "截至2026年3月1日"
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == ("A3:E4", "A4")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.print_title_rows) == ("landscape", 9, "$3:$3")
    assert sheet.page_setup.fitToHeight == 0
    assert "&P" in sheet.oddFooter.center.text
    assert "&N" in sheet.oddFooter.center.text


@pytest.mark.parametrize("text", [
    '=HYPERLINK("http://x","y")', "+1+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "http://example.invalid", "000123",
])
def test_no_text_ever_becomes_a_formula_a_link_or_a_number(tmp_path: Path, text: str):
    sheet = written(tmp_path / "清单.xlsx", [text, text, 1, None, None])
    for place in ("A3", "B3"):
        assert sheet[place].data_type == "s"
        assert sheet[place].value.replace("_x000D_", "\r") == text
        assert sheet[place].hyperlink is None
        assert sheet[place].quotePrefix == text.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_title_excel_forbids_as_a_sheet_name_is_made_allowable(tmp_path: Path):
    write_list(tmp_path / "x.xlsx", "甲/乙[2026]:" + "长" * 40, [ListColumn("姓名")], [["赵甲"]])
    assert openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames == [("甲乙2026" + "长" * 40)[:31]]


def test_a_list_of_nothing_is_still_a_list(tmp_path: Path):
    assert written(tmp_path / "清单.xlsx").max_row == 2


def test_a_list_is_written_into_memory_too():
    target = io.BytesIO()
    write_list(target, "清单", [ListColumn("姓名")], [["赵甲"]])
    target.seek(0)
    assert CalamineWorkbook.from_filelike(target).get_sheet_by_index(0).to_python() == [["清单"], ["姓名"], ["赵甲"]]


def test_a_row_of_another_width_is_a_programming_error(tmp_path: Path):
    with pytest.raises(ValueError, match="zip"):
        write_list(tmp_path / "x.xlsx", "清单", COLUMNS, [["赵甲"]])


HEADER = ["备注", "身份证号", "村\n(必填)", "姓名", "姓名", ""]
DELIVERED = ["=1+1", "9.9012119500307E+17", "", "赵甲", "曾用名", "低保"]


def refused(path: Path):
    found = understand([(3, HEADER), (8, DELIVERED)], VILLAGE)
    assert write_refused(path, found, [read_row(8, DELIVERED, found, VILLAGE)]) == 1
    return openpyxl.load_workbook(path).active


def test_refused_rows_come_back_in_the_clerks_own_columns_and_words(tmp_path: Path):
    sheet = refused(tmp_path / "退回.xlsx")
    header, row = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert header == [*HEADER[:5], None, "退回原因"]
    assert row[:6] == ["=1+1", "9.9012119500307E+17", None, "赵甲", "曾用名", "低保"]
    assert row[6].startswith("原第8行。")
    assert "B列：" in row[6]
    assert "C列：没有填“村”" in row[6]


def test_faulty_cells_are_red_and_the_others_are_not(tmp_path: Path):
    sheet = refused(tmp_path / "退回.xlsx")
    assert [cell.fill.fgColor.rgb == "FFFFC7CE" for cell in sheet[2]] == [False, True, True, False, False, False, False]
    assert sheet["A2"].quotePrefix


def test_a_mended_sheet_is_handed_in_again_as_it_is(tmp_path: Path):
    path = tmp_path / "退回.xlsx"
    refused(path)
    book = openpyxl.load_workbook(path)
    book.active["B2"], book.active["C2"] = NUMBER, "甲村"
    book.save(path)
    (info,) = read_sheets(path)
    found = understand(iter_rows(path, info.name), VILLAGE)
    (row,) = read_rows(iter_rows(path, info.name), found, VILLAGE)
    assert not row.is_refused
    assert (row.values["village"], row.values["name"], row.values["id_number"].digits) == ("甲村", "赵甲", NUMBER)


def test_the_reason_of_a_refusal_is_not_taken_for_the_cause_of_a_death(tmp_path: Path):
    found = understand([(1, ["姓名", "身份证号", "死亡日期"])], DECEASED)
    write_refused(tmp_path / "退回.xlsx", found, [read_row(2, ["赵甲", NUMBER, ""], found, DECEASED)])
    again = understand(iter_rows(tmp_path / "退回.xlsx", "退回的行"), DECEASED)
    assert "cause" not in again.by_key
    assert again.problems == []


def test_a_second_refusal_does_not_carry_the_first_reason(tmp_path: Path):
    found = understand([(1, ["姓名", "身份证号", "死亡日期", "退回原因"])], DECEASED)
    write_refused(tmp_path / "退回.xlsx", found, [read_row(2, ["赵甲", NUMBER, "", "原第9行。"], found, DECEASED)])
    header = next(openpyxl.load_workbook(tmp_path / "退回.xlsx").active.iter_rows(values_only=True))
    assert header == ("姓名", "身份证号", "死亡日期", "退回原因")
