"""What the reader that lays an .ods out does not tell of it: merged cells, and formulas without a value. Source: OpenDocument 1.3 part 3, §9.1 (tables), §19.6
(their attributes)."""

from pathlib import Path

from bangfu.workbooks.delivered import Unsaved
from bangfu.workbooks.limits import DEFAULT_LIMITS, unpacked
from bangfu.workbooks.places import place_of
from bangfu.workbooks.spans import Span, remembered
from bangfu.workbooks.tags import walk

_CELLS = frozenset({"table-cell", "covered-table-cell"})
_TYPES = ("office:value-type", "calcext:value-type")


def ods_spans(path: str | Path, sheet: str) -> list[Span]:
    """The merged cells of one sheet of a file that passed the door. Of a row that is there many times over, those of the first."""
    return _walked(path, sheet).spans


def ods_unsaved(path: str | Path, sheet: str) -> Unsaved:
    """The formulas of such a sheet that were saved without a value."""
    return _walked(path, sheet).unsaved


def _walked(path: str | Path, sheet: str) -> "_Tables":
    tables = _Tables(sheet)
    walk(unpacked(path, "content.xml", DEFAULT_LIMITS.laid_out().max_unpacked), tables)
    return tables


class _Tables:
    """Follows rows and columns of one table, where either may be repeated by an attribute."""

    def __init__(self, sheet: str) -> None:
        self.spans: list[Span] = []
        self.unsaved = Unsaved()
        self._sheet, self._within = sheet, 0   # how many tables deep: one may stand in a cell of another
        self._row = self._column = self._repeated = 0

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            begins = not self._within and attributes.get("table:name") == self._sheet
            self._within += begins or bool(self._within)
        elif self._within == 1 and name == "table-row":
            self._column, self._repeated = 0, _many(attributes, "number-rows-repeated")
        elif self._within == 1 and name in _CELLS:
            across, down = _many(attributes, "number-columns-spanned"), _many(attributes, "number-rows-spanned")
            if across > 1 or down > 1:
                remembered(self.spans, (self._row, self._column, self._row + down - 1, self._column + across - 1))
            if "table:formula" in attributes and not any(one in attributes for one in _TYPES):
                self.unsaved.met(place_of(self._row, self._column))
            self._column += _many(attributes, "number-columns-repeated")

    def closed(self, name: str) -> None:
        if name == "table":
            self._within -= bool(self._within)
        elif self._within == 1 and name == "table-row":
            self._row += self._repeated

    def said(self, _text: str) -> None:
        """What cells say is read elsewhere."""


def _many(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(f"table:{name}", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1
