"""Rows of an .xlsx sheet as they are unpacked, in bounded memory: for workbooks too large to be laid out whole.

Twice as slow as the reader in `sheet`, and tested to give the same texts. Source: ECMA-376 part 1, §18.3.
"""

import math
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from bangfu.rules.refusal import Refused
from bangfu.workbooks.delivered import Cell, Rows, as_text, holds_something
from bangfu.workbooks.limits import DEFAULT_LIMITS, LONGEST_CELL, TOO_MANY_WORDS, Limits, unpacked
from bangfu.workbooks.package import Holds, Package, Words, unescaped
from bangfu.workbooks.spans import Span, remembered
from bangfu.workbooks.tags import BROKEN_INSIDE, steps

NO_SPAN = "表格里有一格写成时间的数大得不像时间；请把这一格的格式改为常规，或改正后再上传。"
LONGEST_ROW = 10_000_000   # characters
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(inf|infinity|nan)", re.ASCII | re.IGNORECASE)
_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 (cells know no time zone)
_DAYS_TO_1904, _A_DAY = 1462, 86_400_000   # days, milliseconds
_BEYOND_TIME = 96_000_000                  # days; a number further out is none of a clock either
_ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?)?|\d\d:\d\d(:\d\d(\.\d+)?)?", re.ASCII)
_PLACE = re.compile(r"([A-Za-z]{1,3})(\d{1,9})")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^<>]{0,200}?\bref=["']([A-Za-z]{1,3}\d{1,9}):([A-Za-z]{1,3}\d{1,9})["']""")
_A_TAG = 300   # bytes: one cut in two between pieces is whole with so many of the piece before


def streamed_rows(path: str | Path, package: Package, part: str, limits: Limits = DEFAULT_LIMITS) -> Rows:
    """Every row that holds something. Refused when the sheet is broken, goes beyond the limits, or is not written from top to bottom."""
    reader = _SheetReader(package, limits)
    for _ in steps(unpacked(path, part, limits.max_unpacked), reader):
        yield from reader.finished()


def streamed_spans(path: str | Path, part: str, limits: Limits = DEFAULT_LIMITS) -> list[Span]:
    """(first row, first column, last row, last column), from 0, of the merged cells, which stand behind all rows. Refused when there are too many."""
    columns, spans, rest = _Columns(), list[Span](), b""
    for piece in unpacked(path, part, limits.max_unpacked):
        end = 0
        for found in _MERGED.finditer(rest + piece):
            (left, top), (right, bottom) = (_PLACE.fullmatch(place.decode()).groups() for place in found.groups())   # type: ignore[union-attr]
            remembered(spans, (int(top) - 1, columns[left], int(bottom) - 1, columns[right]))
            end = found.end()
        rest = (rest + piece)[max(end, len(rest) + len(piece) - _A_TAG):]
    return spans


def moment(number: float, kind: Holds, *, from_1904: bool) -> Cell:
    """What a number stands for in a cell that shows days or spans; the number itself when it is beyond the calendar.

    Excel knows a 29th of February 1900: the days before it lie one further on.
    """
    if math.isnan(number):
        return number
    if kind == "span":
        return _span(number)
    if math.isinf(number):
        return number
    if abs(number) > _BEYOND_TIME:
        return number
    days = number + _DAYS_TO_1904 if from_1904 else number
    since = round((days if days >= 60 else days + 1) * _A_DAY)
    if number < 1:
        return (_FIRST_DAY + timedelta(milliseconds=since % _A_DAY)).time()
    try:
        return _FIRST_DAY + timedelta(milliseconds=since)
    except OverflowError:
        return number


def _span(days: float) -> timedelta:
    try:
        return timedelta(milliseconds=round(days * _A_DAY))   # an infinite product overflows too
    except OverflowError:
        raise Refused(NO_SPAN) from None


class _SheetReader:
    """Told of the elements of a sheet; rows that are complete wait in a list until they are taken."""

    def __init__(self, package: Package, limits: Limits) -> None:
        self._texts, self._styles, self._from_1904 = package.texts(), package.styles(), package.from_1904
        self._limits, self._words, self._columns = limits, Words(), _Columns()
        self._rows: list[tuple[int, list[str]]] = []
        self._row: list[str] = []
        self._number = self._last = self._cells = self._length = 0
        self._type, self._style, self._value = "", "", [""]
        self._inside = ""   # "v" or "is": where in the cell we are
        self._rich = False

    def finished(self) -> Iterator[tuple[int, list[str]]]:
        """The rows complete by now that hold something."""
        yield from self._rows
        self._rows = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name == "v":
            self._inside, self._value = "v", []
        elif name == "row":
            self._begin_row(attributes.get("r", ""))
        elif name == "is":
            self._inside, self._rich = "is", True
        elif self._inside == "is":
            self._words.opened(name, attributes)

    def closed(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()
        elif name in ("v", "is"):
            self._inside = ""
        elif self._inside == "is":
            self._words.closed(name)

    def said(self, text: str) -> None:
        if self._inside == "v":
            self._value.append(text)
        elif self._inside == "is":
            self._words.said(text)

    def _begin_row(self, number: str) -> None:
        self._number = int(number) if number.isdecimal() and len(number) < 10 else self._last + 1
        if self._number <= self._last:
            raise Refused("工作表里行的次序是乱的，文件又太大，读不了；请用 Excel 或 WPS 打开后另存一份再上传。")

    def _end_row(self) -> None:
        self._cells += len(self._row)
        self._limits.check_reached(self._number, len(self._row), self._cells)
        if holds_something(self._row):
            self._rows.append((self._number, self._row))
        self._last, self._row, self._length = self._number, [], 0

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._type, self._style, self._value = attributes.get("t", "-"), attributes.get("s", ""), []
        place = attributes.get("r")
        if place is None:
            return
        found = _PLACE.fullmatch(place)
        if not found or int(found[2]) != self._number:
            raise Refused(BROKEN_INSIDE)
        column = self._columns[found[1]]
        if column < len(self._row):
            raise Refused(BROKEN_INSIDE)
        self._row += [""] * (column - len(self._row))

    def _end_cell(self) -> None:
        text = self._words.taken() if self._rich else self._text("".join(self._value))
        if len(text) > LONGEST_CELL:
            raise Refused(f"第 {self._number} 行有一格超过 {LONGEST_CELL} 个字，不像名单里的内容；请删短后再上传。")
        self._rich = False
        self._length += len(text)
        if self._length > LONGEST_ROW:
            raise Refused(TOO_MANY_WORDS)
        self._row.append(text)

    def _text(self, value: str) -> str:
        kind = self._type
        if kind == "s":
            return self._shared(value)
        if kind == "str":
            return unescaped(value)
        if kind == "e" or not value:
            return ""
        if kind == "b":
            return "FALSE" if value == "0" else "TRUE"
        if kind in ("-", "n"):
            return self._numeric(value)
        if kind == "d":
            return _iso(value)
        if kind == "inlineStr":
            return ""
        raise Refused(BROKEN_INSIDE)

    def _shared(self, value: str) -> str:
        if not value:
            return ""
        if not value.isdecimal() or len(value) > 9 or int(value) >= len(self._texts):
            raise Refused(BROKEN_INSIDE)
        return self._texts[int(value)]

    def _numeric(self, value: str) -> str:
        kind = self._styles[int(self._style)] if self._style.isdecimal() and int(self._style) < len(self._styles) else ""
        if not kind and len(value) < 16 and value.isdecimal() and value.isascii() and value[0] != "0":
            return value
        if not _NUMBER.fullmatch(value):
            if self._type == "n":
                raise Refused(BROKEN_INSIDE)
            return value
        number = float(value)
        return as_text(moment(number, kind, from_1904=self._from_1904) if kind else number)


class _Columns(dict[str, int]):
    """Letters → index from 0: A 0, AA 26."""

    def __missing__(self, letters: str) -> int:
        number = 0
        for letter in letters.upper():
            number = number * 26 + ord(letter) - 64
        self[letters] = number - 1
        return number - 1


def _iso(value: str) -> str:
    """A moment that is written out (t="d"), in the form other moments have; anything else as it stands."""
    kind = datetime if "T" in value else time if ":" in value else date
    try:
        return as_text(kind.fromisoformat(value)) if _ISO.fullmatch(value) else value
    except ValueError:   # a 30th of February
        return value
