"""Cells merged over several rows say of all of them what they say, and nothing of those below. Written by openpyxl, xlwt and odfpy, and by hand as web pages and
XML of Excel 2003 are, as offices merge them."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from bangfu.rules.refusal import Refused
from bangfu.workbooks.header import layout_fits, understand
from bangfu.workbooks.layout import LAYOUTS
from bangfu.workbooks.row import Row, reaching, read_rows
from bangfu.workbooks.sheet import iter_rows, merged, read_sheets, rows_and_spans
from bangfu.workbooks.spans import Reaching
from tests.workbooks.test_blocks import number

NATIONAL = LAYOUTS["national_persons"]
HEADER = ["乡", "村", "户编号", "姓名", "证件号码", "与户主关系"]
TRADITIONAL = ["鄉鎮", "行政村", "戶編號", "姓名", "證件號碼", "與戶主關係"]
Span = tuple[int, int, int, int]


def by_openpyxl(rows: Sequence[Sequence[str]], spans: Sequence[Span]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    for top, left, bottom, right in spans:
        book.active.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    book.save(out)
    return out.getvalue()


def by_xlwt(rows: Sequence[Sequence[str]], spans: Sequence[Span]) -> bytes:
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("名单")
    covered = {(row, column) for top, left, bottom, right in spans for row in range(top, bottom + 1) for column in range(left, right + 1)}
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            if text and (at, column) not in covered:
                sheet.write(at, column, text)
    for top, left, bottom, right in spans:
        sheet.write_merge(top, bottom, left, right, rows[top][left])
    book.save(out)
    return out.getvalue()


def by_odfpy(rows: Sequence[Sequence[str]], spans: Sequence[Span]) -> bytes:
    book, out, table = OpenDocumentSpreadsheet(), io.BytesIO(), Table(name="名单")
    for line, cells in zip(rows, placed(rows, spans), strict=True):
        made = TableRow()
        for column, text in enumerate(line):
            if cells[column] is None:
                made.addElement(CoveredTableCell())
                continue
            across, down = cells[column]
            cell = TableCell(valuetype="string", numbercolumnsspanned=across, numberrowsspanned=down)
            cell.addElement(P(text=text))
            made.addElement(cell)
        table.addElement(made)
    book.spreadsheet.addElement(table)
    book.save(out)
    return out.getvalue()


def by_a_web_page(rows: Sequence[Sequence[str]], spans: Sequence[Span]) -> bytes:
    lines = (
        "".join(f"<td colspan={reach[0]} rowspan={reach[1]}>{text}</td>" for text, reach in zip(line, cells, strict=True) if reach)
        for line, cells in zip(rows, placed(rows, spans), strict=True)
    )
    return f"<html><meta charset=gb2312><table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table></html>".encode("gb18030")


def by_excel_2003(rows: Sequence[Sequence[str]], spans: Sequence[Span]) -> bytes:
    lines = (
        "".join(
            f'<Cell ss:Index="{at}" ss:MergeAcross="{reach[0] - 1}" ss:MergeDown="{reach[1] - 1}"><Data ss:Type="String">{text}</Data></Cell>'
            for at, (text, reach) in enumerate(zip(line, cells, strict=True), start=1) if reach
        ) for line, cells in zip(rows, placed(rows, spans), strict=True)
    )
    said = "".join(f"<Row>{line}</Row>" for line in lines)
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    return f'<?xml version="1.0"?><Workbook xmlns="{name}" xmlns:ss="{name}"><Worksheet ss:Name="名单"><Table>{said}</Table></Worksheet></Workbook>'.encode()


def placed(rows: Sequence[Sequence[str]], spans: Sequence[Span]) -> list[list[tuple[int, int] | None]]:
    """For each cell over how many columns and rows it stretches; None where another one stretches over it."""
    cells: list[list[tuple[int, int] | None]] = [[(1, 1) for _ in row] for row in rows]
    for top, left, bottom, right in spans:
        for row in range(top, bottom + 1):
            cells[row][left : right + 1] = [None] * (right + 1 - left)
        cells[top][left] = right + 1 - left, bottom + 1 - top
    return cells


def read(path: Path, content: bytes) -> list[Row]:
    path.write_bytes(content)
    (info,) = read_sheets(path)
    rows, spans = rows_and_spans(path, info.name)
    assert spans == merged(path, info.name)
    return list(read_rows(rows, understand(iter_rows(path, info.name), NATIONAL), NATIONAL, spans=spans))


PEOPLE = [
    HEADER, ["甲乡", "甲村", "0001", "赵甲", number(1), "户主"], ["", "", "", "赵乙", number(2), "之子"], ["", "", "0002", "钱丙", number(3), "户主"],
    ["", "", "", "钱丁", number(4), "之女"], ["", "", "0003", "孙戊", number(5), "户主"],
]
WRITERS = pytest.mark.parametrize("write", [by_openpyxl, by_xlwt, by_odfpy, by_a_web_page, by_excel_2003])


@WRITERS
def test_a_village_merged_over_several_households_is_that_of_each(tmp_path: Path, write: Callable[..., bytes]) -> None:
    rows = read(tmp_path / "x", write(PEOPLE, [(1, 0, 4, 0), (1, 1, 4, 1)]))
    assert [(row.values["village"], row.values["household_number"]) for row in rows] == [
        ("甲村", "0001"), ("甲村", "0001"), ("甲村", "0002"), ("甲村", "0002"), ("", "0003"),
    ]
    assert rows[2].carried == {"township", "village"} and rows[4].carried == frozenset()
    assert {fault.key for fault in rows[4].faults} == {"township", "village"}, "past the merged cell nothing is guessed: the row goes back"
    assert rows[2].original["村"] == "", "what was delivered stays as it was"


@WRITERS
def test_without_a_merged_cell_the_next_household_s_village_is_not_guessed(tmp_path: Path, write: Callable[..., bytes]) -> None:
    rows = read(tmp_path / "x", write(PEOPLE, []))
    assert [row.values["village"] for row in rows] == ["甲村", "甲村", "", "", ""]


@WRITERS
def test_a_household_merged_over_its_members_ends_where_its_cell_ends(tmp_path: Path, write: Callable[..., bytes]) -> None:
    lines = [[*row] for row in PEOPLE[:4]]
    lines[3] = ["甲乡", "甲村", "", "李己", number(6), "之子"]
    rows = read(tmp_path / "x", write(lines, [(1, 2, 2, 2)]))
    assert [row.values["household_number"] for row in rows] == ["0001", "0001", ""] and rows[2].is_refused


@WRITERS
def test_a_banner_merged_over_columns_and_rows_says_nothing_of_the_rows(tmp_path: Path, write: Callable[..., bytes]) -> None:
    lines = [["甲乡人员名单", "", "", "", "", ""], ["", "", "", "", "", ""], *PEOPLE[:3]]
    rows = read(tmp_path / "x", write(lines, [(0, 0, 1, 5), (3, 0, 4, 0)]))
    assert [(row.number, row.values["township"]) for row in rows] == [(4, "甲乡"), (5, "甲乡")]


@WRITERS
def test_headings_in_traditional_characters_are_understood_and_values_stay_what_they_are(tmp_path: Path, write: Callable[..., bytes]) -> None:
    path = tmp_path / "x"
    path.write_bytes(write([TRADITIONAL, ["甲鄉", "甲村", "0001", "趙國華", number(1), "户主"], ["合計", "1人", "", "", "", ""]], []))
    (info,) = read_sheets(path)
    understanding = understand(iter_rows(path, info.name), NATIONAL)
    assert [column.key for column in understanding.columns] == ["township", "village", "household_number", "name", "id_number", "relation"]
    assert [column.text for column in understanding.columns] == TRADITIONAL
    row, total = read_rows(iter_rows(path, info.name), understanding, NATIONAL)
    assert (row.values["name"], row.values["township"], row.faults, total.is_footer) == ("趙國華", "甲鄉", (), True)
    assert row.original == dict(zip(TRADITIONAL, ["甲鄉", "甲村", "0001", "趙國華", number(1), "户主"], strict=True))
    plain = [(1, HEADER)]
    assert layout_fits([(1, TRADITIONAL)], LAYOUTS.values())[0].layout.slug == layout_fits(plain, LAYOUTS.values())[0].layout.slug


def test_a_unit_and_a_word_once_explained_are_found_in_either_characters() -> None:
    header = [(1, ["姓名", "證件號碼", "娃兒名", "年收入（萬元）"])]
    assert understand(header, NATIONAL, {"娃兒名": "employer"}).by_key["employer"].how == "learned", "as an earlier version kept it"
    assert understand(header, NATIONAL, {"娃儿名": "employer"}).columns[2].key == "employer"
    assert understand(header, NATIONAL).columns[3].unit == "万元"


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6)), max_size=6), st.integers(1, 30))
def test_read_from_where_it_begins_it_says_the_same(ranges: list[tuple[int, int]], start: int) -> None:
    """Taken up again in the middle: reading begins where a cell that reaches into the row begins."""
    spans, free = [], 0
    for top, height in sorted(ranges):
        if top >= free:
            spans.append((top, 0, top + height, 0))
            free = top + height + 1
    heads = {top + 1: f"村{top}" for top, *_ in spans}
    rows = [(at, [heads.get(at, "")]) for at in range(1, 32)]
    whole, again = Reaching(spans, {0}, 0), Reaching(spans, {0}, 0)
    said = {at: whole.at(at, cells)[0] for at, cells in rows}
    begin = again.begins(start)
    assert begin <= start
    assert all(again.at(at, cells)[0] == said[at] for at, cells in rows if at >= begin)
    assert all((at - 1 in {row for top, _, bottom, _ in spans for row in range(top + 1, bottom + 1)}) == bool(said[at]) for at, _ in rows)


def test_of_a_layout_only_what_tells_of_the_household_reaches() -> None:
    understanding = understand([(1, HEADER)], NATIONAL)
    found = reaching(understanding, NATIONAL, [(1, 3, 2, 3), (1, 1, 2, 1), (0, 0, 3, 0)])
    assert (found.at(2, ["", "甲村", "", "赵甲"]), found.at(3, [""])) == (({}, frozenset()), ({1: "甲村"}, frozenset()))


@WRITERS
def test_a_heading_of_two_lines_and_a_village_merged_over_its_households(tmp_path: Path, write: Callable[..., bytes]) -> None:
    """The commonest shape of a township's own list: a banner, groups over their columns, a village in one tall cell."""
    rows = [
        ["甲乡人员花名册"] + [""] * 6, ["乡镇", "村", "户编号", "基本信息", "", "", "联系电话"], ["", "", "", "姓名", "证件号码", "与户主关系", ""],
        ["甲乡", "甲村", "0001", "赵甲", number(1), "户主", "13900000001"], ["", "", "", "赵乙", number(2), "之子", ""],
        ["", "乙村", "0002", "钱丙", number(3), "户主", ""],
    ]
    spans = [(0, 0, 0, 6), (1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 5), (1, 6, 2, 6), (3, 0, 5, 0), (3, 1, 4, 1), (3, 2, 4, 2)]
    said = read(tmp_path / "x", write(rows, spans))
    assert [(row.values["township"], row.values["village"], row.values["household_number"], row.values["name"]) for row in said] == [
        ("甲乡", "甲村", "0001", "赵甲"), ("甲乡", "甲村", "0001", "赵乙"), ("甲乡", "乙村", "0002", "钱丙"),
    ]
    assert not any(row.faults for row in said)


@pytest.mark.parametrize("write", [by_odfpy, by_a_web_page, by_excel_2003])
def test_more_merged_cells_than_memory_bears_are_refused(tmp_path: Path, write: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bangfu.workbooks.spans.MOST_SPANS", 1)
    with pytest.raises(Refused, match="合并的单元格太多"):
        read(tmp_path / "x", write(PEOPLE, [(1, 0, 4, 0), (1, 1, 4, 1)]))
