"""The reader of very large workbooks against the quick one: the same texts from the same files, whoever wrote them."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from bangfu.rules.refusal import Refused
from bangfu.workbooks import package, sheet
from bangfu.workbooks.limits import DEFAULT_LIMITS, unpacked
from bangfu.workbooks.package import Package, Texts
from bangfu.workbooks.streamed import streamed_rows, streamed_spans
from tests.workbooks.foreign import by_hand, by_openpyxl, text_cell

Rows = list[tuple[int, list[str]]]
FORMATS = [
    "General", "0.00", "@", "yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "[$-804]yyyy/m/d", "h:mm", "h:mm AM/PM", "[h]:mm:ss", "[mm]:ss", "mm:ss.0", "yyyymm",
    "aaaa", 'd"日"aaaa', '"day"0', "0_d", "0\\d", "0;yyyy", "yyyy;@", "[Red]0.00", "[Red]d", "#,##0", "e", "0.00E+00", "A/P h", "[h", '"open', "\\",
]
BEFORE_PRINTABLE = [chr(number) for number in range(32) if number not in (9, 10, 13)]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=[*BEFORE_PRINTABLE, "\ufffe", "\uffff"]), max_size=12)
NUMBER = st.one_of(
    st.integers(-10**6, 10**18), st.floats(-1e9, allow_nan=False, allow_infinity=False), st.floats(-2, 80000), st.sampled_from([0, 1, 59, 59.99999999, 60, 61, 2958465]),
)
CELL = st.one_of(
    st.none(), st.booleans(), NUMBER, TEXT, st.sampled_from([" 前", "后 ", "a\nb", "_x000D_", "=1", "'1", "1E5", "  ", "\t", "_x005F_x0041_", "#N/A"]),
    st.tuples(NUMBER, st.sampled_from(FORMATS)),
)


def streamed(path: Path, name: str) -> Rows:
    parts = Package(path, DEFAULT_LIMITS)
    part = next(one.part for one in parts.sheets if one.name == name)
    return [(number, trimmed(cells)) for number, cells in streamed_rows(path, parts, part)]


def quickly(path: Path, name: str) -> Rows:
    return [(number, trimmed(cells)) for number, cells in sheet.iter_rows(path, name)]


def outcome(read: Callable[[Path, str], Rows], path: Path, name: str = "Sheet") -> Rows | str:
    try:
        return read(path, name)
    except Refused as refused:
        return refused.sentence


def trimmed(cells: list[str]) -> list[str]:
    """Without the blanks at the end: one reader gives rectangles, the other rows."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def written_by_openpyxl(path: Path, rows: list[list[object]], *, from_1904: bool) -> Path:
    book = openpyxl.Workbook()
    if from_1904:
        book.epoch = CALENDAR_MAC_1904
    for number, row in enumerate(rows, start=1):
        for index, value in enumerate(row, start=1):
            cell = book.active.cell(number, index)
            cell.value, code = value if isinstance(value, tuple) else (value, "")
            if code:
                cell.number_format = code
    book.save(path)
    return path


def written_by_xlsxwriter(path: Path, rows: list[list[object]], *, from_1904: bool, inline: bool) -> Path:
    with xlsxwriter.Workbook(path, {"constant_memory": inline, "date_1904": from_1904, "strings_to_urls": False, "strings_to_formulas": False}) as book:
        page, formats = book.add_worksheet("Sheet"), {code: book.add_format({"num_format": code}) for code in FORMATS}
        for number, row in enumerate(rows):
            for index, value in enumerate(row):
                value, code = value if isinstance(value, tuple) else (value, "")
                page.write(number, index, value, *([formats[code]] if code else []))
    return path


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELL, max_size=6), min_size=1, max_size=6), from_1904=st.booleans(), writer=st.sampled_from(["openpyxl", "shared", "inline"]))
@example(rows=[[(number, code) for code in FORMATS] for number in (0, 0.5, 1, 59, 60, 61.25, 43891, 43891.123456789, -1, -0.3, 3e6)], from_1904=False, writer="openpyxl")
@example(rows=[[(number, code) for code in FORMATS] for number in (0, 0.5, 1, 59, 60, 61.25, 43891, 43891.123456789, -1, -0.3, 3e6)], from_1904=True, writer="openpyxl")
@example(rows=[[(1.7976931348623155e+308, "[h]:mm:ss")]], from_1904=False, writer="openpyxl")
def test_both_readers_give_the_same_texts(tmp_path: Path, rows: list[list[object]], from_1904: bool, writer: str):
    path = tmp_path / "名单.xlsx"
    if writer == "openpyxl":
        try:
            written_by_openpyxl(path, rows, from_1904=from_1904)
        except openpyxl.utils.exceptions.IllegalCharacterError:
            return
    else:
        written_by_xlsxwriter(path, rows, from_1904=from_1904, inline=writer == "inline")
    assert outcome(streamed, path) == outcome(quickly, path)


def cells_of(*cells: str) -> str:
    return f'<row r="1">{"".join(cells)}</row>'


@pytest.mark.parametrize("data", [
    cells_of('<c r="A1" t="inlineStr"><is><r><t>富</t></r><r><rPr/><t xml:space="preserve"> 文 </t></r><rPh sb="0" eb="1"><t>fu</t></rPh></is></c>'),
    cells_of('<c r="A1" t="inlineStr"><is><t>  去掉  </t></is></c><c r="B1" t="str"><f>1</f><v> 留下 </v></c><c r="C1" t="e"><v>#N/A</v></c>'),
    cells_of('<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c><c r="C1" t="b"><v>true</v></c><c r="D1" t="b"><v></v></c>'),
    cells_of(*(f'<c r="{letter}1" t="d"><v>{text}</v></c>' for letter, text in zip("ABCDEFGHI", (
        "2020-03-01", "2020-03-01T10:00:00", "2020-03-01T10:00:00.500", "2020-03-01T10:00", "10:00", "10:00:00.25", "2020-02-30", "20200301", "旧",
    ), strict=True))),
    cells_of(*(f'<c r="{letter}1"><v>{text}</v></c>' for letter, text in zip("ABCDEFGHIJKL", (
        "007", "+7", ".5", "5.", "1e5", "0x10", "1,000", "123456789012345678", "-0", "１２", " 5 ", "1_0",
    ), strict=True))),
    cells_of('<c r="A1" t="inlineStr"><is><t>_x000D_a&#10;b\r\nc _xD83D_ _x005F_x0041_</t></is></c><c r="B1" t="inlineStr"><v>x</v></c>'),
    cells_of('<c r="A1"><v>1</v><is><t>x</t></is></c><c r="B1" t="str"><v>a</v><v>b</v></c><c r="C1" s="99"><v>43891</v></c><c r="D1" s="x"><v>1</v></c>'),
    '<row r="5"><c r="C5"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>',
    '<x:row r="1"><x:c r="a1"><x:v>4</x:v></x:c></x:row>',
    cells_of('<c r="A1" t="s"><v>1</v></c>'), cells_of('<c r="A1" t="zz"><v>1</v></c>'), cells_of('<c r="A1" t="n"><v>x</v></c>'),
])
def test_both_readers_take_alike_what_no_program_writes(tmp_path: Path, data: str):
    path = by_hand(tmp_path / "名单.xlsx", data)
    assert outcome(streamed, path, "Sheet1") == outcome(quickly, path, "Sheet1")


@pytest.mark.parametrize("data", [
    '<row r="5"><c r="A5"><v>1</v></c></row><row r="2"><c r="A2"><v>9</v></c></row>', '<row r="5"><c r="A7"><v>1</v></c></row>',
    cells_of('<c r="B1"><v>1</v></c>', '<c r="A1"><v>2</v></c>'), '<row r="1"><c r="A1"><v>1</v></c>',
    '<row r="700000"><c r="A700000"><v>1</v></c></row>', cells_of(text_cell("A1", "长" * 100_001)),
])
def test_a_large_sheet_that_is_out_of_order_or_beyond_the_limits_is_refused(tmp_path: Path, data: str):
    with pytest.raises(Refused, match="请"):
        streamed(by_hand(tmp_path / "名单.xlsx", data), "Sheet1")


def test_a_workbook_above_the_threshold_is_read_row_by_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = by_openpyxl(tmp_path / "名单.xlsx", [["姓名", "月数"], ["赵甲", 3], [None, None], ["钱乙", 2.5]])
    laid_out = sheet.read_sheets(path), list(sheet.iter_rows(path, "Sheet1"))
    monkeypatch.setattr(sheet, "LAID_OUT", 0)
    monkeypatch.setattr(sheet, "_opened", None)   # the reader that lays out is not asked
    assert (sheet.read_sheets(path), list(sheet.iter_rows(path, "Sheet1"))) == laid_out
    with pytest.raises(Refused, match="“别的”"):
        list(sheet.iter_rows(path, "别的"))


@pytest.mark.parametrize("size", [1, 7, 64, 299, 100_000])
def test_merged_cells_are_found_wherever_the_file_is_cut_into_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int):
    path = tmp_path / "名单.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Sheet")
        page.write(0, 0, "<mergeCell ref='A1:B9'/>")   # only words
        for row in range(1, 60):
            page.merge_range(row, 0, row, 1 + row % 30, f"第{row}行")
    part, = Package(path, DEFAULT_LIMITS).sheets
    whole = b"".join(unpacked(path, part.part, DEFAULT_LIMITS.max_unpacked))
    monkeypatch.setattr("bangfu.workbooks.streamed.unpacked", lambda *_: (whole[at:at + size] for at in range(0, len(whole), size)))
    assert streamed_spans(path, part.part) == [(row, 0, row, 1 + row % 30) for row in range(1, 60)] == sorted(sheet.merged(path, "Sheet"))


def test_shared_texts_are_bounded(monkeypatch: pytest.MonkeyPatch):
    texts = Texts()
    for text in ("", "赵甲", "𠅤", "\ud83d"):
        texts.append(text)
    assert [texts[index] for index in range(len(texts))] == ["", "赵甲", "𠅤", "\ud83d"]
    monkeypatch.setattr(package, "LARGEST_TEXTS", 1000)
    with pytest.raises(Refused, match="拆开"):
        texts.append("长" * 333)


def test_half_a_million_cells_take_no_more_memory_than_a_few(tmp_path: Path):
    """The county's 21 million were measured in the same way: 43 MB."""
    path = tmp_path / "名单.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("Sheet")
        for number in range(12_000):
            page.write_row(number, 0, [f"某某村第{number}号"] * 47)
    code = (
        "import re, sys; from bangfu.workbooks import sheet; sheet.LAID_OUT = int(sys.argv[2]);"
        "print(sheet.read_sheets(sys.argv[1])[0].rows, sum(1 for _ in sheet.iter_rows(sys.argv[1], 'Sheet')),"
        "int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) // 1024)"
    )
    said = [
        subprocess.run([sys.executable, "-c", code, path, limit], check=True, capture_output=True, text=True).stdout.split() for limit in ("0", "1000000000")
    ]
    assert said[0][:2] == said[1][:2] == ["12000", "12000"]
    assert int(said[0][2]) < 80 < int(said[1][2]), said
