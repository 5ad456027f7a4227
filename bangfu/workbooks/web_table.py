"""Tables of a web page that were given the name of an .xls: what most systems of the county call an export. Source: HTML Living Standard, §4.9.

Read with an own small tokenizer: browsers take what comes, so does this; its time grows with the length of the file only. Each table is a
sheet, also one inside another; what stands outside of tables is left out.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from bangfu.rules.refusal import Refused
from bangfu.workbooks.delivered import Rows, SheetInfo, as_text, holds_something
from bangfu.workbooks.encoding import encoding_of
from bangfu.workbooks.limits import DEFAULT_LIMITS, LONGEST_CELL, Limits
from bangfu.workbooks.spans import Grid, Span

DEEPEST_NESTING = 50   # tables inside tables
MOST_TABLES = 500
MOST_STEPS = 1_000_000_000   # tables × characters: who reads every table passes over those before it
_TOO_MANY = "网页里的表格太多或套得太深，读不了；请用 Excel 打开后另存为 .xlsx 再上传。"
_TAG = re.compile(r"""<(/?)([A-Za-z][\w:]{0,30})((?>[^<>"']{1,2000}|"[^"]{0,4000}"|'[^']{0,4000}'){0,60}+)>""")
_ATTRIBUTE = re.compile(r"""([\w:-]{1,40})(?:\s{0,9}=\s{0,9}(?:"([^"]{0,4000})"|'([^']{0,4000})'|([^\s"'>]{1,200})))?""")
_CHARSET = re.compile(rb"""(?:charset|encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([\w-]{1,30})""", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_SHOWN_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+(E[-+]?\d+)?", re.ASCII | re.IGNORECASE)
_RAW = frozenset({"script", "style", "xml", "title"})        # what is inside is no text of the table
_BREAKS = frozenset({"br", "p", "div", "li"})
_CELLS = frozenset({"td", "th"})
_SECTIONS = frozenset({"thead", "tbody", "tfoot"})


class WebTables:
    """A file of HTML tables. Its sheets are called 表1, 表2 … in the order in which they begin."""

    def __init__(self, path: str | Path, limits: Limits = DEFAULT_LIMITS) -> None:
        content = Path(path).read_bytes()
        declared = _CHARSET.search(content[:4096])
        self._text = content.decode(encoding_of(path, declared[1].decode() if declared else ""))
        self._limits = limits

    def sheets(self) -> list[SheetInfo]:
        """Every table that has a row. Refused when there is none."""
        reach: dict[str, tuple[int, int]] = {}
        cells = 0
        for sheet, number, row in self._rows_from():
            filled = next((index for index in range(len(row), 0, -1) if row[index - 1].strip()), 0)
            rows, columns = reach.get(sheet, (0, 0))
            reach[sheet] = (number if filled else rows), max(columns, filled)
            cells += len(row)
            self._limits.check_reached(number, len(row), cells)
        if not reach:
            raise Refused("这个网页文件里没有表格；请在原系统里重新导出，或用 Excel 打开后另存为 .xlsx 再上传。")
        return [SheetInfo(name, rows, columns, hidden=False) for name, (rows, columns) in sorted(reach.items(), key=lambda one: int(one[0][1:]))]

    def rows(self, sheet: str) -> Rows:
        """The rows of one table; a row counts where it stands, a cell that stretches has its value in its first place."""
        rows = self._rows_from(*self._place_of(sheet))
        yield from ((number, row) for name, number, row in rows if name == sheet and holds_something(row))

    def spans(self, sheet: str) -> list[Span]:
        """The merged cells of one table."""
        spans: dict[str, list[Span]] = {}
        for _ in self._rows_from(*self._place_of(sheet), spans):
            pass
        return spans.get(sheet, [])

    def _place_of(self, sheet: str) -> tuple[int, int]:
        """Where a table begins, and its number."""
        turn = int(sheet[1:]) if re.fullmatch("表[1-9][0-9]{0,3}", sheet) else 0
        start = _start_of(self._text, turn) if turn else -1
        if start < 0:
            raise Refused(f"文件里没有名为“{sheet}”的工作表，可能换过文件；请重新选择。")
        return start, turn

    def _rows_from(self, start: int = 0, first: int = 0, spans: dict[str, list[Span]] | None = None) -> Iterator[tuple[str, int, list[str]]]:
        """(sheet, number, row) of all tables; with `first`, of the table with that number, which begins at `start`, and of those inside it. `spans` takes up
        the merged cells of each."""
        builder = _Builder(self._limits.max_columns, max(0, first - 1), {} if spans is None else spans)
        for closing, name, attributes, text, _ in _tokens(self._text, start):
            if name:
                builder.tag(name, attributes, closing=closing)
            else:
                builder.say(text)
            yield from builder.finished()
            if first and not builder.is_inside:
                return
            if builder.count * len(self._text) > MOST_STEPS:
                raise Refused(_TOO_MANY)
        builder.end()
        yield from builder.finished()


@dataclass
class _Table:
    name: str
    grid: Grid
    number: int = 0
    in_row: bool = False
    in_cell: bool = False
    words: list[str] = field(default_factory=list)
    length: int = 0
    attributes: dict[str, str] = field(default_factory=dict)


class _Builder:
    """Makes rows out of tags as they come: a missing end tag ends where the next thing begins."""

    def __init__(self, max_columns: int, before: int, spans: dict[str, list[Span]]) -> None:
        self._max_columns, self.count, self._spans = max_columns, before, spans
        self._open: list[_Table] = []
        self._rows: list[tuple[str, int, list[str]]] = []

    @property
    def is_inside(self) -> bool:
        """Whether a table is open."""
        return bool(self._open)

    def finished(self) -> list[tuple[str, int, list[str]]]:
        """(sheet, number, row) of the rows complete by now."""
        if not self._rows:
            return []
        rows, self._rows = self._rows, []
        return rows

    def say(self, text: str) -> None:
        """Text between tags; it counts inside a cell."""
        if not self._open or not self._open[-1].in_cell:
            return
        table = self._open[-1]
        table.length += len(text)
        if table.length > LONGEST_CELL:
            raise Refused(f"第 {table.number + 1} 行有一格超过 {LONGEST_CELL} 个字，不像名单里的内容；请删短后再上传。")
        table.words.append(_BLANKS.sub(" ", html.unescape(text)))

    def tag(self, name: str, attributes: str, *, closing: bool) -> None:
        """A tag of any name."""
        if name == "table":
            self._end_table() if closing else self._begin_table()
        elif not self._open:
            return
        elif name in _CELLS:
            self._end_cell(self._open[-1]) if closing else self._begin_cell(self._open[-1], attributes)
        elif name == "tr":
            self._end_row(self._open[-1]) if closing else self._begin_row(self._open[-1])
        elif name in _SECTIONS:
            self._end_row(self._open[-1])
        elif name in _BREAKS and self._open[-1].in_cell and (name == "br" or self._open[-1].words):
            self._open[-1].words.append("\n")

    def end(self) -> None:
        """The file ends, whatever is open."""
        while self._open:
            self._end_table()

    def _begin_table(self) -> None:
        self.count += 1
        if len(self._open) >= DEEPEST_NESTING or self.count > MOST_TABLES:
            raise Refused(_TOO_MANY)
        table = _Table(f"表{self.count}", Grid(self._max_columns))
        self._open.append(table)
        self._spans[table.name] = table.grid.spans

    def _end_table(self) -> None:
        if self._open:
            self._end_row(self._open[-1])
            self._open.pop()

    def _begin_row(self, table: _Table) -> None:
        self._end_row(table)
        table.in_row = True

    def _end_row(self, table: _Table) -> None:
        self._end_cell(table)
        if table.in_row:
            table.number += 1
            self._rows.append((table.name, table.number, table.grid.end_row()))
            table.in_row = False

    def _begin_cell(self, table: _Table, attributes: str) -> None:
        self._end_cell(table)
        table.in_row = table.in_cell = True
        table.attributes = _read(attributes)

    def _end_cell(self, table: _Table) -> None:
        if not table.in_cell:
            return
        lines = "".join(table.words).split("\n")
        text = "\n".join(line.replace("\xa0", " ").strip(" ") for line in lines).strip("\n")
        stretch = table.attributes
        table.grid.put(_true_number(text, stretch.get("x:num", "")), _whole(stretch.get("colspan", "")), _whole(stretch.get("rowspan", "")))
        table.in_cell, table.words, table.length = False, [], 0


def _tokens(text: str, place: int = 0) -> Iterator[tuple[bool, str, str, str, int]]:
    """(closing, name of the tag in lower case, attributes, text, where it begins): a tag, or with an empty name a text."""
    end = len(text)
    while place < end:
        opened = text.find("<", place)
        if opened != place:
            yield False, "", "", text[place : opened if opened >= 0 else end], place
            if opened < 0:
                return
        place, tag = _after_tag(text, opened)
        if tag is None:
            yield False, "", "", text[opened:place] if place == opened + 1 else "", opened
            continue
        name = tag[2].lower()
        yield bool(tag[1]), name, tag[3], "", opened
        if name in _RAW and not tag[1]:
            place = _behind_raw(text, name, place)


def _start_of(text: str, turn: int) -> int:
    """Where the table with this number (from 1) begins, or -1."""
    begins = (start for closing, name, _, _, start in _tokens(text) if name == "table" and not closing)
    return next(islice(begins, turn - 1, None), -1)


def _after_tag(text: str, opened: int) -> tuple[int, re.Match[str] | None]:
    """Where to go on, and the tag if it is one. Comments and declarations are passed over; an unclosed comment takes the rest."""
    if text.startswith("<!--", opened):
        closed = text.find("-->", opened + 4)
        return (closed + 3 if closed >= 0 else len(text)), None
    if text.startswith(("<!", "<?"), opened):
        closed = text.find(">", opened, opened + 4000)
        return (closed + 1 if closed >= 0 else opened + 2), None
    tag = _TAG.match(text, opened)
    return (tag.end() if tag else opened + 1), tag


def _behind_raw(text: str, name: str, place: int) -> int:
    """Behind the end tag; an unclosed one takes the rest."""
    end = re.compile(f"</{name}", re.IGNORECASE).search(text, place)
    return end.start() if end else len(text)


def _read(attributes: str) -> dict[str, str]:
    if not attributes.strip():
        return {}
    return {found[0].lower(): html.unescape(found[1] or found[2] or found[3]) for found in _ATTRIBUTE.findall(attributes)}


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 1


def _true_number(shown: str, number: str) -> str:
    """Excel writes beside a number how it is shown (1.2E+05) what it is (x:num="123456"); a day that is shown stays as shown."""
    if number and _SHOWN_NUMBER.fullmatch(shown) and _SHOWN_NUMBER.fullmatch(number) and len(number) < 30:
        return as_text(float(number.replace(",", "")))
    return shown
