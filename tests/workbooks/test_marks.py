"""Every workbook says when it is not in earnest, on its face and at the head of every printed page, and is ready for an office printer."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from bangfu.workbooks.written import ListColumn, write_list
from tests.architecture.source import modules
from tests.workbooks.test_written import refused

MARKS = {"BANGFU_DEMO": "体验数据，不作依据", "BANGFU_DRILL": "演练，不作依据"}


def sheet(path: Path) -> Worksheet:
    found = openpyxl.load_workbook(path).active
    assert isinstance(found, Worksheet)
    return found


def a_list(folder: Path, note: str = "") -> Worksheet:
    write_list(folder / "单.xlsx", "疑点清单", [ListColumn("姓名"), ListColumn("村")], [("覃天明", "上垟村")], note)
    return sheet(folder / "单.xlsx")


@pytest.mark.parametrize("name", MARKS)
def test_what_is_not_in_earnest_says_so_before_the_note_and_on_every_printed_page(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "1")
    with_note, without = a_list(tmp_path, "甲导出。"), a_list(tmp_path)
    assert with_note["A2"].value == f"{MARKS[name]}。甲导出。" and without["A2"].value == MARKS[name]
    assert with_note.oddHeader.center.text == MARKS[name] and refused_sheet(tmp_path).oddHeader.center.text == MARKS[name]


def test_refused_rows_keep_their_header_in_the_first_row_so_that_they_can_be_handed_in_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = [cell.value for cell in refused_sheet(tmp_path)[1]]
    monkeypatch.setenv("BANGFU_DEMO", "1")
    assert [cell.value for cell in refused_sheet(tmp_path)[1]] == before


def test_in_earnest_no_mark_stands_anywhere(tmp_path: Path) -> None:
    for one in (a_list(tmp_path, "甲导出。"), refused_sheet(tmp_path)):
        told = [str(cell.value) for line in one.iter_rows() for cell in line] + [str(one.oddHeader.center.text)]
        assert not [mark for mark in ("体验", "演练", "不作依据") if mark in "".join(told)]


def test_an_office_printer_needs_nothing_set(tmp_path: Path) -> None:
    one = a_list(tmp_path, "甲导出。")
    assert (one.page_setup.paperSize, one.page_setup.orientation, one.sheet_properties.pageSetUpPr.fitToPage) == (9, "landscape", True)
    assert one.print_title_rows == "$3:$3" and "第 &P 页，共 &N 页" in str(one.oddFooter.center.text)
    assert {cell.font.name for line in one.iter_rows() for cell in line if cell.value} == {"黑体", "宋体"}


def test_nobody_writes_workbooks_or_papers_past_the_marks() -> None:
    """xlsxwriter belongs to `written` (and to the demo, which writes what others would deliver), typst to `documents.pdf`."""
    users = {one.name for one in modules() if "import xlsxwriter" in one.text or "from xlsxwriter" in one.text}
    assert {name for name in users if not name.startswith("bangfu.demo.")} == {"bangfu.workbooks.written"}
    assert {one.name for one in modules() if "import typst" in one.text} == {"bangfu.documents.pdf"}


def refused_sheet(folder: Path) -> Worksheet:
    refused(folder / "退回.xlsx")
    return sheet(folder / "退回.xlsx")
