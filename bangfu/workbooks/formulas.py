"""Formulas whose value was not saved: a spreadsheet program shows what they come to, a reader sees an empty cell or a zero.

Programs that write a workbook without working it out leave them so (and say, mostly, that it is to be worked out when it is opened). Taken as they
stand, what their clerk sees filled would not come in or be nought, and nobody would be told. Sources: ECMA-376 part 1, §18.3.1.4 (cells), §18.2.2 (fullCalcOnLoad);
OpenDocument 1.3 part 3, §19.642. An .xls does not tell an unworked formula from one that comes to nothing.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from bangfu.workbooks.delivered import Unsaved
from bangfu.workbooks.limits import DEFAULT_LIMITS, Limits, kind_of, unpacked
from bangfu.workbooks.open_document import ods_unsaved
from bangfu.workbooks.package import Package
from bangfu.workbooks.xml_2003 import XmlWorkbook

_WITH_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f\s*>)"
    rb"\s*(?:<(?:\w+:)?v\b[^<>]*(?:/>|>([^<]*)</(?:\w+:)?v\s*>)\s*)?</(?:\w+:)?c\s*>",
)
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3}\d{1,9})["']""")
_TEXT = re.compile(rb"""\bt\s*=\s*["']str["']""")
_END_OF_CELL, _LONGEST = b"c>", 1 << 20   # bytes; what is longer is no cell
_ZERO = re.compile(rb"[+-]?0*(?:\.0*)?")


def unsaved_formulas(path: str | Path, sheet: str, limits: Limits = DEFAULT_LIMITS) -> Unsaved:
    """Those of one sheet of a file that passed the door; none of the kinds that do not tell."""
    kind = kind_of(path)
    if kind == "ods":
        return ods_unsaved(path, sheet)
    if kind == "xml":
        return XmlWorkbook(path, limits).unsaved(sheet)
    return _of_package(Package(path, limits), sheet, path, limits) if kind == "xlsx" else Unsaved()


def _of_package(package: Package, sheet: str, path: str | Path, limits: Limits) -> Unsaved:
    """Without a value; or, where the file wants to be worked out when it is opened, all with a zero: what programs put there for want of a value."""
    without, zeros, others = Unsaved(), Unsaved(), 0
    part = next((one.part for one in package.sheets if one.name == sheet and one.part in package.sizes), "")
    for piece in _cells(unpacked(path, part, limits.max_unpacked)) if part else ():
        for found in _WITH_FORMULA.finditer(piece):
            attributes, value = found[1], (found[2] or b"").strip()
            if not value and not _TEXT.search(attributes):   # an empty text is what a formula may come to
                without.met(_place(attributes))
            elif value and _ZERO.fullmatch(value):
                zeros.met(_place(attributes))
            else:
                others += 1
    if without.count or others or not package.worked_out_later:
        return without
    return zeros


def _place(attributes: bytes) -> str:
    found = _PLACE.search(attributes)
    return found[1].decode() if found else ""


def _cells(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces that end behind a cell."""
    rest = b""
    for piece in pieces:
        whole, end, rest = (rest + piece).rpartition(_END_OF_CELL)
        yield whole + end
        rest = rest[-_LONGEST:]
    yield rest
