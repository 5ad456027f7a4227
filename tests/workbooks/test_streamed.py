"""The reader of very large workbooks against the quick one: the same texts from the same files, whoever wrote them."""

from pathlib import Path

import openpyxl
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from bangfu.workbooks import sheet
from bangfu.workbooks.limits import DEFAULT_LIMITS
from bangfu.workbooks.package import Package
from bangfu.workbooks.streamed import streamed_rows

FORMATS = [
    "General", "0.00", "@", "yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "[$-804]yyyy/m/d", "h:mm", "h:mm AM/PM", "[h]:mm:ss", "[mm]:ss", "mm:ss.0", "yyyymm",
    "aaaa", 'd"日"aaaa', '"day"0', "0_d", "0\\d", "0;yyyy", "yyyy;@", "[Red]0.00", "[Red]d", "#,##0", "e", "0.00E+00", "A/P h", "[h", '"open', "\\",
]
BEFORE_PRINTABLE = [chr(number) for number in range(32) if number not in (9, 10, 13)]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=[*BEFORE_PRINTABLE, "\ufffe", "\uffff"]), max_size=12)
NUMBER = st.one_of(
    st.integers(-10**6, 10**18), st.floats(allow_nan=False, allow_infinity=False), st.floats(-2, 80000), st.sampled_from([0, 1, 59, 59.99999999, 60, 61, 2958465]),
)
CELL = st.one_of(
    st.none(), st.booleans(), NUMBER, TEXT, st.sampled_from([" 前", "后 ", "a\nb", "_x000D_", "=1", "'1", "1E5", "  ", "\t", "_x005F_x0041_", "#N/A"]),
    st.tuples(NUMBER, st.sampled_from(FORMATS)),
)


def streamed(path: Path, name: str) -> list[tuple[int, list[str]]]:
    package = Package(path, DEFAULT_LIMITS)
    part = next(one.part for one in package.sheets if one.name == name)
    return [(number, trimmed(cells)) for number, cells in streamed_rows(path, package, part)]


def quickly(path: Path, name: str) -> list[tuple[int, list[str]]]:
    return [(number, trimmed(cells)) for number, cells in sheet.iter_rows(path, name)]


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


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELL, max_size=6), min_size=1, max_size=6), from_1904=st.booleans(), writer=st.sampled_from(["openpyxl", "shared", "inline"]))
@example(rows=[[(number, code) for code in FORMATS] for number in (0, 0.5, 1, 59, 60, 61.25, 43891, 43891.123456789, -1, -0.3, 3e6)], from_1904=False, writer="openpyxl")
@example(rows=[[(number, code) for code in FORMATS] for number in (0, 0.5, 1, 59, 60, 61.25, 43891, 43891.123456789, -1, -0.3, 3e6)], from_1904=True, writer="openpyxl")
def test_both_readers_give_the_same_texts(tmp_path: Path, rows: list[list[object]], from_1904: bool, writer: str):
    path = tmp_path / "名单.xlsx"
    if writer == "openpyxl":
        try:
            written_by_openpyxl(path, rows, from_1904=from_1904)
        except openpyxl.utils.exceptions.IllegalCharacterError:
            return
    else:
        written_by_xlsxwriter(path, rows, from_1904=from_1904, inline=writer == "inline")
    assert streamed(path, "Sheet") == quickly(path, "Sheet")
