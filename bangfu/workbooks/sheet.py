"""The sheets of a file and their rows as text, exactly as delivered. Reads .xlsx, .xls, .et and .ods."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    WorksheetNotFound,
)

from bangfu.rules.refusal import Refused
from bangfu.workbooks.extent import check_extent
from bangfu.workbooks.limits import DEFAULT_LIMITS, Limits, inspect

Cell = int | float | str | bool | date | datetime | time | timedelta


@dataclass(frozen=True)
class SheetInfo:
    """One sheet: rows and columns reach to the last cell with a value (blank formatted cells beyond do not count)."""

    name: str
    rows: int
    columns: int
    hidden: bool


def read_sheets(path: str | Path, limits: Limits = DEFAULT_LIMITS) -> list[SheetInfo]:
    """The worksheets in their order, hidden ones too. This is the door: the file is inspected first.

    Refused for a file that is no spreadsheet, broken, locked, too large, or without any value.
    """
    check_extent(path, inspect(path, limits), limits)
    with _opened(path) as book:
        infos = [
            _info(book.get_sheet_by_name(one.name), one.visible != SheetVisibleEnum.Visible)
            for one in book.sheets_metadata
            if one.typ == SheetTypeEnum.WorkSheet
        ]
    if not any(info.rows for info in infos):
        raise Refused("表格里没有任何内容，请检查是不是选错了文件。")
    return infos


def iter_rows(path: str | Path, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """(row number as Excel shows it, cells as text from column A on) of every row that holds something.

    A number comes as it would be typed (3.0 → 3); one of more than 15 digits shows what Excel made of it (1.23456789012346E+17). A day is
    ISO, an error cell is empty, a text keeps its spaces and line breaks. Inspect the file first (`read_sheets` does). Refused when the
    sheet is not there or cannot be read.
    """
    with _opened(path) as book:
        try:
            delivered = book.get_sheet_by_name(sheet)
        except WorksheetNotFound:
            raise Refused(f"文件里没有名为“{sheet}”的工作表，可能换过文件；请重新选择。") from None
    yield from _rows(delivered)


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
            raise Refused("这个文件加了打开密码，程序打不开；请先去掉密码（另存为时不设密码）再上传。") from None
        if isinstance(error, CalamineError) or type(error).__name__ == "PanicException":
            raise Refused("文件已损坏，读不出内容；请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。") from None


def _info(sheet: CalamineSheet, hidden: bool) -> SheetInfo:
    end = sheet.end
    rows, columns = (end[0] + 1, end[1] + 1) if end else (0, 0)
    return SheetInfo(sheet.name, rows, columns, hidden)


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    """The reader begins at the first row of the sheet but at the first filled column."""
    margin = [""] * (sheet.start[1] if sheet.start else 0)
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [cell if type(cell) is str else as_text(cell) for cell in cells]
        if any(text and not text.isspace() for text in texts):
            yield number, margin + texts


def as_text(cell: Cell) -> str:
    """A cell as a clerk would type it. Numbers with the 15 significant digits that a spreadsheet keeps."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return f"{cell:.15g}".upper()
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return cell.isoformat()
