"""Rows that are nobody: totals, signatures, a heading or a banner that comes again, a line that numbers the columns."""

from collections.abc import Sequence
from typing import Literal

from bangfu.rules import codes
from bangfu.workbooks.endings import ends
from bangfu.workbooks.header import Understanding
from bangfu.workbooks.heading import BETWEEN

Footer = Literal["", "total", "heading"]

SHORTEST_NUMBER = 7   # characters; a number as broken as 1.2E+17 has so many, a count in a totals row has fewer
FEWEST_NUMBERED = 3


class Footers:
    """Tells the rows of one sheet that are nobody from those that are somebody."""

    def __init__(self, understanding: Understanding) -> None:
        named = (understanding.by_key.get(key) for key in ("id_number", "household_number"))
        self._numbers = [column.index for column in named if column]
        self._headings = {column.index: _pieces(column.text) for column in understanding.columns}
        self._banner = {codes.fold_word(text) for text in understanding.banner}

    def kind(self, cells: Sequence[str]) -> Footer:
        """'total' for totals and signatures, 'heading' for what comes again, is blank or numbers the columns, '' for a row that is somebody."""
        if any(_is_number(cells[index]) for index in self._numbers if index < len(cells)):
            return ""
        filled = [(index, cell) for index, cell in enumerate(cells) if cell and not cell.isspace()]
        if any(ends(cell) for _, cell in filled):
            return "total"
        return "heading" if self._comes_again(filled) or _numbers_columns(filled) else ""

    def _comes_again(self, filled: list[tuple[int, str]]) -> bool:
        """Whether most of its cells say what the heading says, or all of them what stood above it; a blank row says nothing else."""
        again = sum(codes.fold_word(cell) in self._headings.get(index, ()) for index, cell in filled)
        return again * 2 > len(filled) or all(codes.fold_word(cell) in self._banner for _, cell in filled)


def _is_number(cell: str) -> bool:
    """Whether it holds more than a count: a person who is called 合计 is a person."""
    text = cell.strip()
    return len(text) >= SHORTEST_NUMBER and (text[0].isdigit() or any(letter.isdigit() for letter in text))


def _numbers_columns(filled: list[tuple[int, str]]) -> bool:
    """1 2 3 4 … under a heading."""
    numbers = [codes.fold_word(cell).strip("()") for _, cell in filled]
    return len(numbers) >= FEWEST_NUMBERED and numbers == [str(number) for number in range(1, len(numbers) + 1)]


def _pieces(text: str) -> frozenset[str]:
    """A heading as a whole, and its parts when it had several lines; a column without one has none."""
    return frozenset(codes.fold_word(piece) for piece in (text, *text.split(BETWEEN)) if piece.strip())
