"""Writing workbooks: lists to print and work through, and refused rows to be mended and handed in again.

Texts are always written as texts: Excel computes nothing that is stored as one, so a cell that begins with = + - @ or a tab is harmless as
it stands. Such a cell is also marked (quotePrefix) so that it stays a text after somebody edits it. No apostrophe is put in front: it would
come back as part of the value when the sheet is handed in again.
"""

import os
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from bangfu.rules.delivery import row_word
from bangfu.rules.money import Money
from bangfu.rules.occasion import sentence_of
from bangfu.workbooks.header import REASON_LABEL, Column, Understanding, fold_label
from bangfu.workbooks.places import letter_of
from bangfu.workbooks.row import Row

Target = str | Path | BinaryIO
Written = str | int | date | Money | Sequence[str] | None

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST_CELL = 32_767   # characters; Excel declares a longer cell damaged
A4, WIDEST = 9, 60


@dataclass(frozen=True)
class ListColumn:
    """One column of a list: label, width in characters, and how its values are written. Money is shown in 元."""

    label: str
    width: int = 12
    kind: Literal["text", "id", "whole", "money", "day"] = "text"


class _Styles:
    """The formats of a workbook, each plain, marked and red."""

    def __init__(self, book: Workbook) -> None:
        edge: dict[str, object] = {"border": 1, "border_color": "#BFBFBF", "valign": "vcenter", "font_name": "宋体", "font_size": 10}
        text = edge | {"num_format": "@", "text_wrap": True}
        self.title = book.add_format({"bold": True, "font_size": 16, "font_name": "黑体", "align": "center", "valign": "vcenter"})
        self.note = book.add_format({"font_name": "宋体", "font_size": 9, "font_color": "#595959", "text_wrap": True, "valign": "vcenter"})
        self.header = book.add_format(text | {"bold": True, "align": "center", "bg_color": "#E7EEF7"})
        self.text = book.add_format(text)
        self.marked = book.add_format(text | {"quote_prefix": True})
        self.red = book.add_format(text | {"bg_color": "#FFC7CE", "font_color": "#9C0006"})
        self.red_marked = book.add_format(text | {"bg_color": "#FFC7CE", "font_color": "#9C0006", "quote_prefix": True})
        self.reason = book.add_format(text | {"font_color": "#9C0006"})
        self.whole = book.add_format(edge | {"num_format": "0"})
        self.money = book.add_format(edge | {"num_format": "#,##0.00"})
        self.day = book.add_format(edge | {"num_format": "yyyy-mm-dd", "align": "center"})


def write_list(
    target: Target, title: str, columns: Sequence[ListColumn], rows: Iterable[Sequence[Written]], note: str = "", *, in_memory: bool = False,
    red: Container[tuple[int, int]] = (),
) -> int:
    """Write a list: title, note if any, header, rows; ready to filter and to print on A4 landscape. The number of rows written. What is not in
    earnest (rules.occasion) says so before the note, and at the head of every printed page.

    Rows are taken one by one and not kept in memory, but pass through temporary files; with `in_memory` they are kept in memory and touch no disk.
    A value that does not suit its column's kind is written as text. `red`: (row, column), from nought, of texts that are refused.
    """
    with _book(target, in_memory=in_memory) as book:
        styles, sheet = _Styles(book), book.add_worksheet(_sheet_name(title))
        top = _write_banner(sheet, styles, title, note, len(columns))
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
            _write_text(sheet, top, index, column.label, styles.header, styles.header)
        written = 0
        for written, row in enumerate(rows, start=1):
            for index, (column, value) in enumerate(zip(columns, row, strict=True)):
                if (written - 1, index) in red:
                    _write_text(sheet, top + written, index, _as_text(value), styles.red, styles.red_marked)
                else:
                    _write_value(sheet, top + written, index, column.kind, value, styles)
        _finish(sheet, top, top + written, len(columns))
    return written


def write_refused(target: Target, understanding: Understanding, refused: Iterable[Row]) -> int:
    """Write refused rows in the clerk's own columns and words, faulty cells red, and why in a column at the end. The number of rows.

    The header stands in the first row with its own text, so that the sheet can be mended and uploaded again as it is. Columns keep their
    order; an empty one is closed up. The sheet holds numbers that name persons: it is made in memory and touches no disk on the way.
    """
    return write_refused_sheets(target, [("退回的行", understanding, refused)])


def write_refused_sheets(target: Target, sheets: Iterable[tuple[str, Understanding, Iterable[Row]]]) -> int:
    """The same for rows of several sheets, each with its own name and its own rows; at least one. The number of rows of all."""
    with _book(target, in_memory=True) as book:
        styles = _Styles(book)
        return sum(_write_refused_sheet(book, styles, *one) for one in sheets)


def _write_refused_sheet(book: Workbook, styles: _Styles, name: str, understanding: Understanding, refused: Iterable[Row]) -> int:
    columns = [column for column in understanding.columns if fold_label(column.text) != REASON_LABEL]
    sheet, written = book.add_worksheet(_free_name(book, name)), 0
    _write_refused_header(sheet, styles, columns)
    for written, row in enumerate(refused, start=1):
        _write_refused_row(sheet, styles, written, row, columns, understanding)
    _finish(sheet, 0, written, len(columns) + 1)
    return written


def _free_name(book: Workbook, wanted: str) -> str:
    """The name of a sheet, with a number behind it when another is called so already: Excel does not tell upper case from lower."""
    taken, name, turn = {one.name.lower() for one in book.worksheets()}, _sheet_name(wanted), 2
    while name.lower() in taken:
        name, turn = f"{_sheet_name(wanted)[:26]}({turn})", turn + 1
    return name


def _book(target: Target, *, in_memory: bool = False) -> Workbook:
    where = str(target) if isinstance(target, Path) else target
    return xlsxwriter.Workbook(
        where, {"constant_memory": not in_memory, "in_memory": in_memory, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    )


def _sheet_name(title: str) -> str:
    """At most 31 characters, without those Excel forbids."""
    allowed = "".join(letter for letter in title if letter not in "[]:*?/\\'").strip()
    return allowed[:31] or "名单"


def _write_banner(sheet: Worksheet, styles: _Styles, title: str, note: str, width: int) -> int:
    """The row in which the header then stands. A merged range needs two cells at least."""
    said = "。".join(filter(None, (sentence_of(os.environ), note)))
    banners = [(title, styles.title, 30)] + ([(said, styles.note, 28)] if said else [])
    for row, (text, style, height) in enumerate(banners):
        sheet.set_row(row, height)
        if width > 1:
            sheet.merge_range(row, 0, row, width - 1, "", style)
        sheet.write_string(row, 0, text[:LONGEST_CELL], style)
    return len(banners)


def _write_value(sheet: Worksheet, row: int, index: int, kind: str, value: Written, styles: _Styles) -> None:
    if kind == "money" and isinstance(value, Money):
        sheet.write_number(row, index, Decimal(value.fen).scaleb(-2), styles.money)
    elif kind == "whole" and isinstance(value, int):
        sheet.write_number(row, index, value, styles.whole)
    elif kind == "day" and isinstance(value, date):
        sheet.write_datetime(row, index, value, styles.day)
    else:
        _write_text(sheet, row, index, _as_text(value), styles.text, styles.marked)


def _as_text(value: Written) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple | list):
        return "、".join(value)
    return str(value)


def _write_text(sheet: Worksheet, row: int, index: int, text: str, plain: Format, marked: Format) -> None:
    if text:
        sheet.write_string(row, index, text[:LONGEST_CELL], marked if text.startswith(RISKY) else plain)
    else:
        sheet.write_blank(row, index, None, plain)


def _write_refused_header(sheet: Worksheet, styles: _Styles, columns: Sequence[Column]) -> None:
    for index, column in enumerate(columns):
        longest = max(map(len, (column.title, *column.examples)))
        sheet.set_column(index, index, min(max(8, longest * 2), 24))
        _write_text(sheet, 0, index, column.text, styles.header, styles.header)
    sheet.set_column(len(columns), len(columns), WIDEST)
    sheet.write_string(0, len(columns), REASON_LABEL, styles.header)


def _write_refused_row(
    sheet: Worksheet, styles: _Styles, number: int, row: Row, columns: Sequence[Column], understanding: Understanding
) -> None:
    faulty = {fault.column_letter for fault in row.faults}
    for index, column in enumerate(columns):
        red = column.letter in faulty
        text = row.original.get(understanding.names[column.index], "")
        _write_text(sheet, number, index, text, styles.red if red else styles.text, styles.red_marked if red else styles.marked)
    reasons = [f"{letter_of(_place(columns, fault.column_letter))}列：{fault.sentence}" for fault in row.faults]
    sheet.write_string(number, len(columns), f"原{row_word(row.number).replace(' ', '')}。{''.join(reasons)}"[:LONGEST_CELL], styles.reason)


def _place(columns: Sequence[Column], letter: str) -> int:
    """Where the column of the delivered sheet stands in the written one."""
    return next(index for index, column in enumerate(columns) if column.letter == letter)


def _finish(sheet: Worksheet, header: int, last: int, width: int) -> None:
    """Frozen header, filter, and print set-up: A4 landscape, one page wide, header on every page, page x of y."""
    sheet.freeze_panes(header + 1, 0)
    if width and last > header:
        sheet.autofilter(header, 0, last, width - 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header)
    sheet.set_margins(left=0.4, right=0.4, top=0.65, bottom=0.6)
    sheet.set_header(f'&C&"黑体"&11{sentence_of(os.environ)}' if sentence_of(os.environ) else "")
    sheet.set_footer('&C&"宋体"&9第 &P 页，共 &N 页')
