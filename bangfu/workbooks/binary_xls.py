"""How far the sheets of an .xls reach, by its records. Source: MS-XLS 2.1.7 (streams of records), 2.4 (the records).

A reader makes room for what the file says of itself before it sees a cell, so what it says is looked at first.
"""

import struct
from collections.abc import Iterator

from bangfu.rules.refusal import Refused
from bangfu.workbooks.compound import Compound, NotCompound
from bangfu.workbooks.tags import BROKEN_INSIDE

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 65_536, 256, 500
_BEGIN, _DIMENSIONS = 0x0809, 0x0200
_CELLS = frozenset({0x0006, 0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6, 0x0205})   # formula, number, RK, text by number, text, rich text, boolean
_MANY = 0x00BD                                                                # a row of RK numbers


def xls_extents(content: bytes) -> list[tuple[int, int]]:
    """(rows, columns) that each stretch of the file fills or says it fills. Refused when it says what no .xls can have."""
    try:
        compound = Compound(content)
        streams = [compound.stream(name) for name in ("Workbook", "Book") if name in compound.names]
    except NotCompound:
        raise Refused(BROKEN_INSIDE) from None
    extents: list[tuple[int, int]] = [(0, 0)]
    for stream in streams:
        for kind, place, size in _records(stream):
            if kind == _BEGIN:
                extents.append((0, 0))
            elif (reached := _reached(stream, kind, place, size)) is not None:
                extents[-1] = max(extents[-1][0], reached[0]), max(extents[-1][1], reached[1])
    if len(extents) > MOST_SHEETS:
        raise Refused(BROKEN_INSIDE)
    return extents


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
