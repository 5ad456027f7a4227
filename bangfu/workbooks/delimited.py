"""Text files with columns: CSV and TXT of any office, as delivered. RFC 4180, and what is commonly done instead."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from bangfu.rules.refusal import Refused
from bangfu.workbooks.delivered import Rows, SheetInfo, holds_something
from bangfu.workbooks.encoding import encoding_of
from bangfu.workbooks.limits import DEFAULT_LIMITS, LONGEST_CELL, Limits
from bangfu.workbooks.spans import Span

SHEET = "文本"
LOOKED_AT = 60            # records from which the separator is told
LONGEST_LINE = 1_000_000  # characters
_USUAL, _SELDOM = ",\t;", "，|"
_AFTER_THE_LAST = "\0"    # a line no text has: when it is swallowed by a cell, a quote was never closed


class Delimited:
    """A text file. Its one sheet is called 文本; rows are numbered as a spreadsheet program would: blank ones count, line breaks in cells do not."""

    def __init__(self, path: str | Path, limits: Limits = DEFAULT_LIMITS) -> None:
        self._path, self._limits = path, limits
        self._encoding = encoding_of(path)
        self._separator = self._told_separator()

    def sheets(self) -> list[SheetInfo]:
        """The one sheet. Reads to the end, so that a fault anywhere is said at once."""
        rows = columns = 0
        for rows, cells in self.rows(SHEET):  # noqa: B007 (the last number is wanted)
            filled = next((index for index in range(len(cells), 0, -1) if cells[index - 1].strip()), 0)
            columns = max(columns, filled)
        return [SheetInfo(SHEET, rows, columns, hidden=False)]

    def rows(self, sheet: str) -> Rows:
        """Cells exactly as written between the separators; quotes around a cell are taken off, `="…"` is left to whoever gives it a meaning."""
        if sheet != SHEET:
            raise Refused(f"文件里没有名为“{sheet}”的工作表，可能换过文件；请重新选择。")
        cells_seen = 0
        for number, cells in enumerate(self._records(self._separator), start=1):
            cells_seen += len(cells)
            self._limits.check_reached(number, len(cells), cells_seen)
            if holds_something(cells):
                yield number, cells

    def _records(self, separator: str) -> Iterator[list[str]]:
        begins, lines = 1, _Counted(self._lines())
        reader = csv.reader(lines, delimiter=separator)
        try:
            for cells in reader:
                if _AFTER_THE_LAST in cells[-1:]:
                    return
                if cells and cells[-1].endswith(_AFTER_THE_LAST) or any(len(cell) > LONGEST_CELL for cell in cells):
                    raise Refused(_unclosed(begins))
                yield cells
                begins = lines.number + 1
        except csv.Error:
            raise Refused(_unclosed(begins)) from None

    def spans(self, _sheet: str) -> list[Span]:
        """Text has no merged cells."""
        return []

    def _lines(self) -> Iterator[str]:
        with Path(self._path).open(encoding=self._encoding, newline="") as file:
            for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), ""), start=1):
                if len(line) == LONGEST_LINE:
                    raise Refused(f"第 {number} 行太长，不像表格里的一行；请用 WPS 打开后另存为 .xlsx 再上传。")
                yield line.replace("\x1a", "")   # ended files of old programs
        yield _AFTER_THE_LAST

    def _told_separator(self) -> str:
        """The one that cuts most of the first records into equally many columns. A full-width comma or a bar must cut nearly all of them."""
        fits = {separator: _fit(islice(self._records(separator), LOOKED_AT)) for separator in _USUAL + _SELDOM}
        usual = max(_USUAL, key=lambda separator: fits[separator])
        if fits[usual][0] >= 0.5:
            return usual
        seldom = max(_SELDOM, key=lambda separator: fits[separator])
        return seldom if fits[seldom][0] >= 0.9 else usual


class _Counted:
    """Lines, and how many were taken."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self.number = lines, 0

    def __iter__(self) -> "_Counted":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        return line


def _fit(records: Iterable[list[str]]) -> tuple[float, int]:
    """Share of the records that have the commonest number of columns (two at least), and that number."""
    try:
        widths = [len(cells) for cells in records if holds_something(cells)]
    except Refused:
        return 0.0, 0
    counts = Counter(width for width in widths if width > 1)
    if not counts:
        return 0.0, 0
    width, times = max(counts.items(), key=lambda one: (one[1], one[0]))
    return times / len(widths), width


def _unclosed(line: int) -> str:
    return f"从第 {line} 行开始，有一个双引号没有配对，后面的行会并成一格；请改正这一行，或用 WPS 打开后另存为 .xlsx 再上传。"
