"""What every reader gives: the sheets of a delivered file, and its cells as the text a clerk would type."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, Protocol

from bangfu.workbooks.spans import Span

Cell = int | float | str | bool | date | datetime | time | timedelta
SheetKind = Literal["cells", "chart", "other"]
Rows = Iterator[tuple[int, list[str]]]   # number as the spreadsheet program shows it, cells from column A on


@dataclass(frozen=True)
class SheetInfo:
    """One sheet: rows and columns reach to the last cell with a value (blank formatted cells beyond do not count).

    `hidden` from the tabs; `very_hidden` sheets can be shown by a macro only. `kind`: "cells", or "chart" and "other" (dialogs, macro sheets),
    which have no rows to read. `formulas`: whether one may stand in it.
    """

    name: str
    rows: int
    columns: int
    hidden: bool
    very_hidden: bool = False
    kind: SheetKind = "cells"
    formulas: bool = False


@dataclass
class Unsaved:
    """Formulas of a sheet that were saved without their value. `first`: the place of the first, "D5", '' where the file does not say."""

    first: str = ""
    count: int = 0

    def met(self, place: str) -> None:
        """One more of them."""
        self.first = self.first or place
        self.count += 1


class Reader(Protocol):
    """A kind of file that is read by ourselves: its sheets, and the rows of one of them. Both raise `Refused`."""

    def sheets(self) -> list[SheetInfo]:
        """In their order; reads the whole file once."""

    def rows(self, sheet: str) -> Rows:
        """Every row that holds something, as it is read."""

    def spans(self, sheet: str) -> list[Span]:
        """Its merged cells."""


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


def holds_something(cells: Sequence[str]) -> bool:
    """Whether any cell is more than blank."""
    return any(text and not text.isspace() for text in cells)
