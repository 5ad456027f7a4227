"""How far the sheets of an .xls reach, by its records. Source: MS-XLS 2.1.7 (streams of records), 2.4 (the records).

A reader makes room for what the file says of itself before it sees a cell, so what it says is looked at first.
"""

import struct
from array import array
from collections.abc import Iterator

from bangfu.rules.refusal import Refused
from bangfu.workbooks.compound import Compound, NotCompound
from bangfu.workbooks.limits import LARGEST_TEXTS, TOO_MANY_WORDS
from bangfu.workbooks.tags import BROKEN_INSIDE

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 65_536, 256, 500
_BEGIN, _DIMENSIONS = 0x0809, 0x0200
_CELLS = frozenset({0x0006, 0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6, 0x0205})   # formula, number, RK, text by number, text, rich text, boolean
_POINTING, _SHARED, _CONTINUED = 0x00FD, 0x00FC, 0x003C
_MANY = 0x00BD                                                                # a row of RK numbers


def xls_extents(content: bytes) -> list[tuple[int, int]]:
    """(rows, columns) that each stretch of the file fills or says it fills. Refused when it says what no .xls can have.

    Also refused when its texts would not be borne by memory: cells point at shared texts, and a reader gives each cell a copy.
    """
    try:
        compound = Compound(content)
        streams = [compound.stream(name) for name in ("Workbook", "Book") if name in compound.names]
    except NotCompound:
        raise Refused(BROKEN_INSIDE) from None
    extents: list[tuple[int, int]] = [(0, 0)]
    for stream in streams:
        shared, spelled_out = _shared_lengths(stream), 0
        for kind, place, size in _records(stream):
            if kind == _BEGIN:
                extents.append((0, 0))
            elif (reached := _reached(stream, kind, place, size)) is not None:
                extents[-1] = max(extents[-1][0], reached[0]), max(extents[-1][1], reached[1])
            if kind == _POINTING and size >= 10 and place + 10 <= len(stream):
                index = struct.unpack_from("<I", stream, place + 6)[0]
                spelled_out += shared[index] if index < len(shared) else 0
        if spelled_out > LARGEST_TEXTS:
            raise Refused(TOO_MANY_WORDS)
    if len(extents) > MOST_SHEETS:
        raise Refused(BROKEN_INSIDE)
    return extents


def _shared_lengths(stream: bytes) -> "array[int]":
    """Characters of each shared text (MS-XLS 2.4.265 SST, 2.5.293), which run on through CONTINUE records."""
    pieces: list[bytes] = []
    for kind, place, size in _records(stream):
        if kind == _SHARED and not pieces:
            pieces.append(stream[place + 8 : place + size])
        elif pieces and kind == _CONTINUED:
            pieces.append(stream[place : place + size])
        elif pieces:
            break
    return _SharedTexts(pieces).lengths()


class _SharedTexts:
    """Steps through the texts. A character run that goes on in the next piece begins there with a byte that says how wide they are."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces, self._at, self._place = pieces, 0, 0

    def lengths(self) -> "array[int]":
        lengths = array("I")
        try:
            while self._at < len(self._pieces):
                if self._place >= len(self._pieces[self._at]):
                    self._at, self._place = self._at + 1, 0
                else:
                    lengths.append(self._pass_text())
        except (struct.error, IndexError):   # broken off: the reader will say so, or make do with those before
            pass
        return lengths

    def _pass_text(self) -> int:
        characters, flags = struct.unpack("<HB", self._take(3))
        behind = 4 * struct.unpack("<H", self._take(2))[0] if flags & 8 else 0
        behind += struct.unpack("<I", self._take(4))[0] if flags & 4 else 0
        left, width = characters, 1 + (flags & 1)
        while left:
            here = min(left, (len(self._pieces[self._at]) - self._place) // width)
            self._place, left = self._place + here * width, left - here
            if left:
                self._at, self._place = self._at + 1, 1
                width = 1 + (self._pieces[self._at][0] & 1)
        while behind > len(self._pieces[self._at]) - self._place:
            behind -= len(self._pieces[self._at]) - self._place
            self._at, self._place = self._at + 1, 0
        self._place += behind
        return int(characters)

    def _take(self, size: int) -> bytes:
        self._place += size
        return self._pieces[self._at][self._place - size : self._place]


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """(kind, place of the content, its size)."""
    place, end = 0, len(stream) - 4
    while place <= end:
        kind, size = struct.unpack_from("<HH", stream, place)
        yield kind, place + 4, size
        place += 4 + size


def _reached(stream: bytes, kind: int, place: int, size: int) -> tuple[int, int] | None:
    if kind in _CELLS and size >= 4:
        row, column = struct.unpack_from("<HH", stream, place) if place + 4 <= len(stream) else (0, 0)
        return row + 1, column + 1
    if kind == _MANY and size >= 6 and place + size <= len(stream):
        return struct.unpack_from("<H", stream, place)[0] + 1, struct.unpack_from("<H", stream, place + size - 2)[0] + 1
    if kind == _DIMENSIONS and place + size <= len(stream):
        return _said(stream[place : place + size])
    return None


def _said(content: bytes) -> tuple[int, int]:
    """The dimensions a sheet gives itself: rows as 32-bit numbers since Excel 97, as 16-bit ones before."""
    if len(content) not in (10, 14):
        raise Refused(BROKEN_INSIDE)
    first_row, rows, first, columns = struct.unpack_from("<IIHH" if len(content) == 14 else "<HHHH", content)
    if first_row > rows or first > columns or rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise Refused(BROKEN_INSIDE)
    return 0, 0
