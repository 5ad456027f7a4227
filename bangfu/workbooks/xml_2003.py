"""Excel 2003 XML spreadsheets (urn:schemas-microsoft-com:office:spreadsheet), which many reporting systems export as .xls.

Source: Microsoft, XML Spreadsheet Reference (Office XP). Read piece by piece; types are those the file gives.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bangfu.rules.refusal import Refused
from bangfu.workbooks.delivered import Rows, SheetInfo, Unsaved, as_text, holds_something
from bangfu.workbooks.encoding import encoding_of
from bangfu.workbooks.limits import DEFAULT_LIMITS, LONGEST_CELL, Limits
from bangfu.workbooks.places import place_of
from bangfu.workbooks.spans import Grid, Span
from bangfu.workbooks.tags import steps

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}encoding\s*=\s*["']([\w-]{1,30})["']""")
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,300}\?>")
_HIDDEN = frozenset({"SheetHidden", "SheetVeryHidden"})
CHUNK = 1 << 20   # characters


class XmlWorkbook:
    """A workbook in one XML file."""

    def __init__(self, path: str | Path, limits: Limits = DEFAULT_LIMITS) -> None:
        self._path, self._limits = path, limits
        with Path(path).open("rb") as file:
            declared = _DECLARED.search(file.read(1024))
        self._encoding = encoding_of(path, declared[1].decode() if declared else "")

    def sheets(self) -> list[SheetInfo]:
        """In their order. A sheet says only behind its rows that it is hidden."""
        walker = _Walker(self._limits)
        reach: dict[int, tuple[int, int]] = {}
        for _ in steps(self._pieces(), walker):
            for sheet, number, row in walker.finished():
                filled = next((index for index in range(len(row), 0, -1) if row[index - 1].strip()), 0)
                reach[sheet] = number, max(reach.get(sheet, (0, 0))[1], filled)
        return [
            SheetInfo(name, *reach.get(index, (0, 0)), state in _HIDDEN, state == "SheetVeryHidden", formulas=bool(unsaved.count))
            for index, (name, state, unsaved) in enumerate(zip(walker.names, walker.states, walker.unsaved, strict=True))
        ]

    def rows(self, sheet: str) -> Rows:
        """The rows of one sheet that hold something."""
        walker = _Walker(self._limits)
        for _ in steps(self._pieces(), walker):
            yield from ((number, row) for index, number, row in walker.finished() if walker.names[index] == sheet)
        if sheet not in walker.names:
            raise Refused(f"文件里没有名为“{sheet}”的工作表，可能换过文件；请重新选择。")

    def spans(self, sheet: str) -> list[Span]:
        """The merged cells of one sheet."""
        walker = _Walker(self._limits)
        for _ in steps(self._pieces(), walker):
            list(walker.finished())
        return walker.spans[walker.names.index(sheet)] if sheet in walker.names else []

    def unsaved(self, sheet: str) -> Unsaved:
        """The formulas of one sheet that were saved without a value."""
        walker = _Walker(self._limits)
        for _ in steps(self._pieces(), walker):
            list(walker.finished())
        return walker.unsaved[walker.names.index(sheet)] if sheet in walker.names else Unsaved()

    def _pieces(self) -> Iterator[str]:
        """Decoded here: the parser knows few encodings itself, and is not to be told of another one by the file."""
        with Path(self._path).open(encoding=self._encoding) as file:
            yield _DECLARATION.sub("", file.read(CHUNK).lstrip("\ufeff"), count=1).lstrip()
            yield from iter(lambda: file.read(CHUNK), "")


class _Walker:
    """Told of the elements; complete rows wait in a list until they are taken."""

    def __init__(self, limits: Limits) -> None:
        self.names: list[str] = []
        self.states: list[str] = []
        self.spans: list[list[Span]] = []
        self.unsaved: list[Unsaved] = []
        self._limits, self._cells = limits, 0
        self._rows: list[tuple[int, int, list[str]]] = []
        self._grid, self._number, self._after = Grid(limits.max_columns), 0, 0
        self._path: list[str] = []
        self._words: list[str] = []
        self._length = 0
        self._cell: dict[str, str] = {}
        self._type, self._listens = "", False

    def finished(self) -> Iterator[tuple[int, int, list[str]]]:
        """(index of the sheet, number, row) of the rows complete by now that hold something."""
        yield from self._rows
        self._rows = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        if name == "Worksheet":
            self.names.append(_attribute(attributes, "Name") or f"表{len(self.names) + 1}")
            self.states.append("")
            self._grid, self._number, self._after = Grid(self._limits.max_columns), 0, 0
            self.spans.append(self._grid.spans)
            self.unsaved.append(Unsaved())
        elif name == "Row":
            self._begin_row(attributes)
        elif name == "Cell":
            self._begin_cell(attributes)
        elif name == "Data" and self._path[-2:-1] == ["Cell"]:
            self._type, self._listens = _attribute(attributes, "Type"), True
        elif name == "Visible":
            self._listens, self._words = True, []

    def closed(self, name: str) -> None:
        self._path.pop()
        if name == "Data" and self._path[-1:] == ["Cell"]:
            self._listens = False
        elif name == "Cell":
            self._end_cell()
        elif name == "Row":
            self._end_row()
        elif name == "Visible":
            self._listens = False
            if self.states:
                self.states[-1] = "".join(self._words).strip()

    def said(self, text: str) -> None:
        if self._listens:
            self._words.append(text)
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise Refused(f"第 {self._number} 行有一格超过 {LONGEST_CELL} 个字，不像名单里的内容；请删短后再上传。")

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = max(_whole(attributes, "Index"), self._number + 1 + self._after)
        self._grid.skip_rows(number - self._number - 1)
        self._number, self._after = number, _whole(attributes, "Span")

    def _end_row(self) -> None:
        row = self._grid.end_row()
        self._cells += len(row)
        self._limits.check_reached(self._number, len(row), self._cells)
        if holds_something(row) and self.names:
            self._rows.append((len(self.names) - 1, self._number, row))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._cell, self._words, self._length, self._type = attributes, [], 0, ""
        self._grid.skip_to(_whole(attributes, "Index") - 1)

    def _end_cell(self) -> None:
        text = _typed("".join(self._words), self._type)
        if not self._type and self.unsaved and _attribute(self._cell, "Formula"):
            self.unsaved[-1].met(place_of(self._number - 1, self._grid.column))
        self._grid.put(text, _whole(self._cell, "MergeAcross") + 1, _whole(self._cell, "MergeDown") + 1)
        self._words = []


def _attribute(attributes: dict[str, str], name: str) -> str:
    """With whatever prefix the file uses."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")


def _whole(attributes: dict[str, str], name: str) -> int:
    text = _attribute(attributes, name).strip()
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _typed(text: str, kind: str) -> str:
    """A cell as a clerk would type it, by the type the file gives it. What is not of its type stays as it stands."""
    plain = text.strip()
    if kind == "Error":
        return ""
    if kind == "Boolean":
        return {"1": "TRUE", "0": "FALSE"}.get(plain, plain)
    try:
        if kind == "Number":
            return as_text(float(plain)) if "_" not in plain else plain
        if kind == "DateTime":
            return as_text(datetime.fromisoformat(plain))
    except ValueError:
        return plain
    return text
