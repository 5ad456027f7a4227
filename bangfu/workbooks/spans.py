"""Cells that stretch over several columns or rows: the value is in the first one, the others are blank."""

from bangfu.rules.refusal import Refused

WIDEST, DEEPEST = 1000, 65_534   # what HTML allows a cell to stretch over


class Grid:
    """Rows laid out one after another, leaving out the places that cells from above stretch into."""

    def __init__(self, max_columns: int) -> None:
        self._max_columns = max_columns
        self._row: list[str] = []
        self._below: dict[int, int] = {}   # column → how many further rows it is taken

    def put(self, text: str, across: int = 1, down: int = 1) -> None:
        """The next free cell of the row, stretching over so many columns and rows."""
        self._pass_taken()
        across, down = min(max(across, 1), WIDEST), min(max(down, 1), DEEPEST)
        start = len(self._row)
        if start + across > self._max_columns:
            raise Refused(f"表格超过 {self._max_columns} 列，不像名单；请删去右边多余的内容后再上传。")
        self._row += [text] + [""] * (across - 1)
        if down > 1:
            self._below |= dict.fromkeys(range(start, start + across), down)

    def skip_to(self, column: int) -> None:
        """The next cell stands in this column (from 0), or further right where it is taken. Refused beyond the limit."""
        if column > self._max_columns:
            raise Refused(f"表格超过 {self._max_columns} 列，不像名单；请删去右边多余的内容后再上传。")
        self._row += [""] * (column - len(self._row))

    def end_row(self) -> list[str]:
        """The row, as wide as its cells; the next one begins."""
        row, self._row = self._row, []
        self._below = {column: rows - 1 for column, rows in self._below.items() if rows > 1}
        return row

    def skip_rows(self, rows: int) -> None:
        """Rows left out: what stretches from above is used up by as many."""
        self._below = {column: left - rows for column, left in self._below.items() if left > rows}

    def _pass_taken(self) -> None:
        while len(self._row) in self._below:
            self._row.append("")
