"""How far the values of a sheet reach, found before a reader allocates the rectangle around them.

A reader lays a sheet out as a full rectangle: one stray space in the last cell Excel has would ask for gigabytes. Blank cells with a border
or a colour do not count, however many: readers skip them.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from bangfu.rules.refusal import Refused
from bangfu.workbooks.binary_xls import xls_extents
from bangfu.workbooks.limits import LARGEST_TEXTS, LONGEST_CELL, TOO_MANY_WORDS, Limits, unpacked
from bangfu.workbooks.tags import BROKEN_INSIDE, refuse

_WIDE = re.compile(rb'r="([A-Za-z]{2,})\d')
_DEEP = re.compile(rb'r="[A-Za-z]*(\d{6,})')
_APART = (b"r =", b"r\n=", b"r\t=")   # legal XML that spreadsheet programs do not write; nor do they write r=' or a blank behind the sign
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]+)(\d+)["']""")
_BLANK = re.compile(rb"""<(?:\w+:)?c(?:\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*\s*/>""")   # a cell that surely holds nothing: anything odder counts as filled
_END_OF_FORMULA = b"f>"   # with whatever prefix; the many cells of a shared formula point at one that is written out
LONGEST_TAG, LONGEST_REFERENCE = 1 << 20, 200   # bytes
_BEYOND = 10**9   # any row or column that no program has
_ODS_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_FORMULA, _ODS_PART = "table:formula", "content.xml"
_VALUES = frozenset({"office:value-type", "calcext:value-type", _FORMULA})


def check_extent(path: str | Path, kind: str, limits: Limits) -> frozenset[str]:
    """Refused when the filled area of a sheet is beyond the limits; the readers of text, HTML and XML count for themselves.

    Gives the entries of an .xlsx or .ods in which a formula may stand, which the same look tells.
    """
    formulas = set[str]()
    if kind == "xlsx":
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
        for name in names:   # any part may be named as a sheet
            rows, columns, has_formula = _xlsx_extent(path, name, limits)
            _within(rows, columns, limits)
            formulas |= {name} if has_formula else set()
    elif kind == "ods":
        tables = _ods_tables(path, limits)
        for rows, columns in tables.extents:
            _within(rows, columns, limits.laid_out())
        formulas |= {_ODS_PART} if tables.formulas else set()
    elif kind == "xls":
        for rows, columns in xls_extents(Path(path).read_bytes()):
            _within(rows, columns, limits.laid_out())
    return frozenset(formulas)


def _within(rows: int, columns: int, limits: Limits) -> None:
    limits.check_reached(rows, columns, rows * columns)


def filled_extent(path: str | Path, part: str, limits: Limits) -> tuple[int, int]:
    """The last row and the last column (from 1) in which an .xlsx sheet has a value."""
    rows, columns = 0, 0
    for piece in _pieces(path, part, limits):
        for letters, number in set(_REFERENCE.findall(_BLANK.sub(b"", piece))):
            rows, columns = max(rows, _row(number)), max(columns, _column(letters))
    return rows, columns


def _xlsx_extent(path: str | Path, name: str, limits: Limits) -> tuple[int, int, bool]:
    """Last row, last column, whether formulas may stand in it. A quick upper bound first, which blank formatted cells may exceed; only then the slower count of
    cells that hold something."""
    bound = _bound(path, name, limits)
    if bound and bound[0] <= limits.max_rows and bound[1] <= limits.max_columns and bound[0] * bound[1] <= limits.max_cells:
        return bound
    return *filled_extent(path, name, limits), bound is None or bound[2]


def _bound(path: str | Path, name: str, limits: Limits) -> tuple[int, int, bool] | None:
    """Rows below 100,000 and columns up to Z are taken as the bound itself, so that few references need to be looked at.

    None when the XML is written in a way that the quick look would miss.
    """
    rows, columns, formulas = 99_999, 26, False
    for piece in _pieces(path, name, limits):
        if piece.count(b"r=") != piece.count(b'r="') or any(odd in piece for odd in _APART):
            return None
        rows = max(rows, max(map(_row, _DEEP.findall(piece)), default=0))
        columns = max(columns, max(map(_column, set(_WIDE.findall(piece))), default=0))
        formulas = formulas or _END_OF_FORMULA in piece
    return rows, columns, formulas


def _pieces(path: str | Path, name: str, limits: Limits) -> Iterator[bytes]:
    """The entry in pieces that do not cut a tag in two; the end of an endless one counts as that of a cell."""
    rest = b""
    for piece in unpacked(path, name, limits.max_unpacked):
        whole, opened, rest = (rest + piece).rpartition(b"<")
        rest = opened + rest
        if len(rest) > LONGEST_TAG:   # else the rest would be copied again with every piece
            whole, rest = (whole + rest, b"") if b">" in rest else (whole, b"<c " + rest[-LONGEST_REFERENCE:])
        yield whole
    yield rest


def _row(number: bytes) -> int:
    return int(number) if len(number) < 10 else _BEYOND


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
        if number > _BEYOND:
            break
    return number


class _Tables:
    """Walks content.xml of an .ods, where a blank or a value may be repeated a million times by one attribute."""

    def __init__(self) -> None:
        self.extents: list[tuple[int, int]] = []
        self.formulas = False
        self._row = self._repeat = self._column = self._filled = 0
        self._cell = self._cells = self._words = self._all_words = 0   # characters of the cell, how often it is there, of the row, of all rows

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self.extents.append((0, 0))
            self._row = 0
        elif tag == "table:table-row":
            self._repeat, self._column, self._filled, self._words = _count(attributes, "table:number-rows-repeated"), 0, 0, 0
        elif tag in _ODS_CELLS:
            self._cell, self._cells = 0, _count(attributes, "table:number-columns-repeated")
            self._column += self._cells
            if not _VALUES.isdisjoint(attributes):
                self._filled = self._column
                self.formulas = self.formulas or _FORMULA in attributes
        elif tag == "text:s":
            self._cell += _count(attributes, "text:c")

    def said(self, text: str) -> None:
        """Characters, wherever they stand."""
        self._cell += len(text)

    def closed(self, tag: str) -> None:
        if tag in _ODS_CELLS:
            if self._cell > LONGEST_CELL:
                raise Refused(TOO_MANY_WORDS)
            self._words += self._cell * self._cells
            self._cell = 0
        if tag != "table:table-row" or not self.extents:
            return
        self._row += self._repeat
        self._all_words += self._words * (self._repeat if self._filled else 1)
        if self._all_words > LARGEST_TEXTS:
            raise Refused(TOO_MANY_WORDS)
        if self._filled:
            self.extents[-1] = self._row, max(self.extents[-1][1], self._filled)


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 1


def _ods_tables(path: str | Path, limits: Limits) -> _Tables:
    tables, parser = _Tables(), expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = tables.opened, tables.closed, refuse
    parser.CharacterDataHandler = tables.said
    try:
        for piece in unpacked(path, _ODS_PART, limits.max_unpacked):
            parser.Parse(piece)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError):   # no XML, no content.xml, an encoding that does not exist
        raise Refused(BROKEN_INSIDE) from None
    return tables
