"""Cells that stretch over several columns or rows: the value is in the first one, the others are blank."""

from collections.abc import Collection, Iterable, Sequence

from bangfu.rules.refusal import Refused

WIDEST, DEEPEST = 1000, 65_534   # what HTML allows a cell to stretch over
MOST_SPANS = 1_000_000           # merged cells of a sheet that are remembered: two for each household of a large county, and memory stays small

Span = tuple[int, int, int, int]   # first row, first column, last row, last column, from 0


def remembered(spans: list[Span], span: Span) -> None:
    """One more merged cell. Refused beyond MOST_SPANS."""
    if len(spans) >= MOST_SPANS:
        raise Refused("合并的单元格太多，读不下；请取消合并，或按乡镇拆开后分次上传。")
    spans.append(span)


class Grid:
    """Rows laid out one after another, leaving out the places that cells from above stretch into. `spans` are the merged cells met so far."""

    def __init__(self, max_columns: int) -> None:
        self._max_columns = max_columns
        self._row: list[str] = []
        self._below: dict[int, int] = {}   # column → how many further rows it is taken
        self._number = 0
        self.spans: list[Span] = []

    @property
    def column(self) -> int:
        """Where the next cell will stand, from 0."""
        self._pass_taken()
        return len(self._row)

    def put(self, text: str, across: int = 1, down: int = 1) -> None:
        """The next free cell of the row, stretching over so many columns and rows."""
        across, down = min(max(across, 1), WIDEST), min(max(down, 1), DEEPEST)
        start = self.column
        if start + across > self._max_columns:
            raise Refused(f"表格超过 {self._max_columns} 列，不像名单；请删去右边多余的内容后再上传。")
        self._row += [text] + [""] * (across - 1)
        if across > 1 or down > 1:
            remembered(self.spans, (self._number, start, self._number + down - 1, start + across - 1))
        if down > 1:
            self._below |= dict.fromkeys(range(start, start + across), down)

    def skip_to(self, column: int) -> None:
        """The next cell stands in this column (from 0), or further right where it is taken. Refused beyond the limit."""
        if column > self._max_columns:
            raise Refused(f"表格超过 {self._max_columns} 列，不像名单；请删去右边多余的内容后再上传。")
        self._row += [""] * (column - len(self._row))

    def end_row(self) -> list[str]:
        """The row, as wide as its cells; the next one begins."""
        row, self._row, self._number = self._row, [], self._number + 1
        self._below = {column: rows - 1 for column, rows in self._below.items() if rows > 1}
        return row

    def skip_rows(self, rows: int) -> None:
        """Rows left out: what stretches from above is used up by as many."""
        self._number += rows
        self._below = {column: left - rows for column, left in self._below.items() if left > rows}

    def _pass_taken(self) -> None:
        while len(self._row) in self._below:
            self._row.append("")


class Reaching:
    """Follows the cells of some columns that stretch downwards, from row to row: what they say as far as they reach, and no further."""

    def __init__(self, spans: Iterable[Span], columns: Collection[int], below: int) -> None:
        """`below`: the number of the heading's last row. A cell that stretches sideways too is a banner, and says nothing of the rows."""
        self._columns = columns
        self._last = {
            (top + 1, column): bottom + 1 for top, column, bottom, right in spans if top >= below and bottom > top and right == column and column in columns
        }
        self._said: dict[int, tuple[int, str]] = {}   # column → how far its cell reaches, and its text

    @property
    def is_any(self) -> bool:
        """Whether there is such a cell at all: most sheets have none."""
        return bool(self._last)

    def begins(self, number: int) -> int:
        """The first row one has to read from so as to know what reaches into a row; itself when nothing does."""
        return min((top for (top, _), last in self._last.items() if top < number <= last), default=number)

    def at(self, number: int, cells: Sequence[str]) -> tuple[dict[int, str], frozenset[int]]:
        """(column → text of what reaches into a row, the columns in which a cell has ended above it and nothing new begun)."""
        reached: dict[int, str] = {}
        for column in self._columns:
            text = cells[column].strip() if column < len(cells) else ""
            if last := self._last.get((number, column)):
                self._said[column] = (last, text)
            elif text:
                self._said.pop(column, None)
            elif column in self._said and number <= self._said[column][0]:
                reached[column] = self._said[column][1]
        return reached, frozenset(column for column, (last, _) in self._said.items() if number > last)
