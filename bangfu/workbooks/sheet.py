"""The sheets of a delivered file and their rows as text, exactly as delivered.

Reads .xlsx, .xls, .et and .ods; CSV and TXT; HTML tables and Excel 2003 XML saved as .xls. Nothing is computed: a formula has the value it was
saved with, links to other files are not followed, macros are not looked at.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
    WorksheetNotFound,
)

from bangfu.rules.refusal import Refused
from bangfu.workbooks.delimited import Delimited
from bangfu.workbooks.delivered import Reader, Rows, SheetInfo, SheetKind, as_text, holds_something
from bangfu.workbooks.extent import check_extent, filled_extent
from bangfu.workbooks.limits import DEFAULT_LIMITS, LARGEST_COPIES, MEGABYTE, Limits, inspect, kind_of
from bangfu.workbooks.locked import Locked
from bangfu.workbooks.open_document import ods_spans
from bangfu.workbooks.package import Package, SheetPart
from bangfu.workbooks.spans import Span
from bangfu.workbooks.streamed import NO_SPAN, streamed_rows, streamed_spans
from bangfu.workbooks.tags import BROKEN_INSIDE
from bangfu.workbooks.web_table import WebTables
from bangfu.workbooks.xml_2003 import XmlWorkbook

__all__ = ["Locked", "SheetInfo", "as_text", "iter_rows", "looked_at_again", "merged", "read_sheets", "rows_and_spans"]

LAID_OUT = 200 * MEGABYTE   # bytes of a sheet and its texts: some five million cells, which take some 450 MB when laid out
_NOTHING: dict[tuple[str, str], CalamineSheet] = {}
_at_hand: ContextVar[dict[tuple[str, str], CalamineSheet]] = ContextVar("at_hand", default=_NOTHING)   # by path and name
_READERS: dict[str, Callable[[str | Path, Limits], Reader]] = {"text": Delimited, "html": WebTables, "xml": XmlWorkbook}


def read_sheets(path: str | Path, limits: Limits = DEFAULT_LIMITS) -> list[SheetInfo]:
    """The sheets in their order, hidden ones too. This is the door: the file is inspected first.

    Refused for a file that is no spreadsheet, broken, too large, or without any value; `Locked` when a password opens it.
    """
    kind = inspect(path, limits)
    formulas = check_extent(path, kind, limits)
    if kind in _READERS:
        infos = _READERS[kind](path, limits).sheets()
    elif large := _large(path, kind, limits):
        infos = [_streamed_info(path, large, sheet, limits) for sheet in large.sheets]
    else:
        with _opened(path) as book:
            infos = [_info(book, one, str(path)) for one in book.sheets_metadata]
    if formulas:
        infos = _with_formulas(path, infos, formulas, limits)
    if not any(info.rows for info in infos):
        raise Refused("表格里没有任何内容，请检查是不是选错了文件。")
    return infos


def iter_rows(path: str | Path, sheet: str) -> Rows:
    """(row number as a spreadsheet program shows it, cells as text from column A on) of every row that holds something, as it is read.

    A number comes as it would be typed (3.0 → 3); one of more than 15 digits shows what Excel made of it (1.23456789012346E+17). A day is
    ISO, an error cell is empty, a text keeps its spaces and line breaks; merged cells have their value in the first one. Inspect the file
    first (`read_sheets` does). Refused when the sheet is not there or cannot be read.
    """
    kind = kind_of(path)
    if kind in _READERS:
        yield from _READERS[kind](path, DEFAULT_LIMITS).rows(sheet)
    elif large := _large(path, kind, DEFAULT_LIMITS):
        yield from streamed_rows(path, large, _part(large, sheet).part)
    else:
        yield from _told(_in_memory(path, sheet))


def rows_and_spans(path: str | Path, sheet: str) -> tuple[Rows, list[Span]]:
    """The rows as `iter_rows` gives them, and the merged cells as `merged` does: of a sheet that is laid out once for both."""
    kind = kind_of(path)
    if kind in _READERS:
        return iter_rows(path, sheet), _READERS[kind](path, DEFAULT_LIMITS).spans(sheet)
    if large := _large(path, kind, DEFAULT_LIMITS):
        return iter_rows(path, sheet), streamed_spans(path, _part(large, sheet).part)
    delivered = _in_memory(path, sheet)
    return _told(delivered), _spans(path, kind, delivered)


def _in_memory(path: str | Path, sheet: str) -> CalamineSheet:
    """A sheet in memory: the one at hand, or read anew."""
    delivered = _at_hand.get().get((str(path), sheet))
    if delivered is None:
        with _opened(path) as book:
            delivered = _sheet(book, sheet)
    return delivered


def _told(delivered: CalamineSheet) -> Rows:
    with _Telling():
        yield from _rows(delivered)


@contextmanager
def looked_at_again() -> Iterator[None]:
    """While it lasts, the last sheet `read_sheets` laid out in memory stays there for `iter_rows`: a county's takes many seconds."""
    token = _at_hand.set({})
    try:
        yield
    finally:
        _at_hand.reset(token)


def counts_from_1904(path: str | Path) -> bool:
    """Whether an .xlsx counts days from 1904 on, so that a day written as a bare number means another one. Other kinds do not say it. Inspect the file first."""
    return kind_of(path) == "xlsx" and Package(path, DEFAULT_LIMITS).from_1904


def merged(path: str | Path, sheet: str) -> list[Span]:
    """(first row, first column, last row, last column), from 0, of the merged cells of a sheet: for headers of two lines.

    Empty for text, which has none.
    """
    kind = kind_of(path)
    if kind in _READERS:
        return _READERS[kind](path, DEFAULT_LIMITS).spans(sheet)
    if large := _large(path, kind, DEFAULT_LIMITS):
        return streamed_spans(path, _part(large, sheet).part)
    with _opened(path) as book:
        return _spans(path, kind, _sheet(book, sheet))


def _spans(path: str | Path, kind: str, delivered: CalamineSheet) -> list[Span]:
    """Its merged cells, which of an .ods the reader does not tell."""
    if kind == "ods":
        return ods_spans(path, delivered.name)
    return [(*first, *last) for first, last in delivered.merged_cell_ranges or []]


@contextmanager
def _opened(path: str | Path) -> Iterator[CalamineWorkbook]:
    with _Telling(), CalamineWorkbook.from_path(str(path)) as book:
        yield book


class _Telling:
    """Tells errors of the reader as refusals. It is foreign code: its panics are a BaseException of their own."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, PasswordError):
            raise Locked() from None
        if isinstance(error, OverflowError):
            raise Refused(NO_SPAN) from None
        if isinstance(error, CalamineError) or type(error).__name__ == "PanicException":
            raise Refused(BROKEN_INSIDE) from None


def _large(path: str | Path, kind: str, limits: Limits) -> Package | None:
    """The parts of an .xlsx that is too large to be laid out in memory, or whose texts are when every cell has its own."""
    if kind != "xlsx":
        return None
    package = Package(path, limits)
    size = max((package.sizes.get(sheet.part, 0) for sheet in package.sheets), default=0)
    size += package.sizes.get(package.texts_part, 0)
    return package if size > LAID_OUT or package.spelled_out() > LARGEST_COPIES else None


def _with_formulas(path: str | Path, infos: list[SheetInfo], entries: frozenset[str], limits: Limits) -> list[SheetInfo]:
    """The sheets that lie in these entries are noted to have formulas; of an .ods all lie in one."""
    names = {info.name for info in infos} if "content.xml" in entries else {one.name for one in Package(path, limits).sheets if one.part in entries}
    return [replace(info, formulas=info.name in names) for info in infos]


def _streamed_info(path: str | Path, package: Package, sheet: SheetPart, limits: Limits) -> SheetInfo:
    rows, columns = filled_extent(path, sheet.part, limits) if sheet.kind == "cells" and sheet.part in package.sizes else (0, 0)
    return SheetInfo(sheet.name, rows, columns, sheet.state != "visible", sheet.state == "veryHidden", sheet.kind)


def _part(package: Package, name: str) -> SheetPart:
    found = next((sheet for sheet in package.sheets if sheet.name == name and sheet.part in package.sizes), None)
    if found is None:
        raise Refused(f"文件里没有名为“{name}”的工作表，可能换过文件；请重新选择。")
    return found


def _info(book: CalamineWorkbook, one: SheetMetadata, path: str) -> SheetInfo:
    kind: SheetKind = "cells" if one.typ == SheetTypeEnum.WorkSheet else "chart" if one.typ == SheetTypeEnum.ChartSheet else "other"
    end = _laid_out(book, one.name, path).end if kind == "cells" else None
    rows, columns = (end[0] + 1, end[1] + 1) if end else (0, 0)
    hidden, very = one.visible != SheetVisibleEnum.Visible, one.visible == SheetVisibleEnum.VeryHidden
    return SheetInfo(one.name, rows, columns, hidden, very, kind)


def _laid_out(book: CalamineWorkbook, name: str, path: str) -> CalamineSheet:
    """A sheet laid out; where it may be looked at again it takes the place of the one before it."""
    kept = _at_hand.get()
    if kept is _NOTHING:
        return book.get_sheet_by_name(name)
    kept.clear()
    sheet = kept[path, name] = book.get_sheet_by_name(name)
    return sheet


def _sheet(book: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        return book.get_sheet_by_name(name)
    except WorksheetNotFound:
        raise Refused(f"文件里没有名为“{name}”的工作表，可能换过文件；请重新选择。") from None


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    """The reader begins at the first row of the sheet but at the first filled column."""
    margin = [""] * (sheet.start[1] if sheet.start else 0)
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [cell if type(cell) is str else as_text(cell) for cell in cells]
        if holds_something(texts):
            yield number, margin + texts
