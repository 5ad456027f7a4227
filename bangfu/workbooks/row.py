"""One delivered row: what it said, what it means, and why it cannot be taken in or is doubtful."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import getitem, itemgetter
from types import MappingProxyType
from typing import NamedTuple

from bangfu.rules import codes
from bangfu.workbooks.blocks import NOWHERE, Blocks, Carried
from bangfu.workbooks.cell import NOTHING, UNUSABLE, Read, Reader, Value, read_id_number, reader_of
from bangfu.workbooks.footer import Footers
from bangfu.workbooks.header import Understanding
from bangfu.workbooks.layout import Layout
from bangfu.workbooks.places import letter_of
from bangfu.workbooks.spans import Reaching, Span

__all__ = ["NOTHING", "NOWHERE", "UNUSABLE", "Carried", "Fault", "Row", "Value", "read_row", "read_rows", "reaching"]

NONE: frozenset[str] = frozenset()
UNTOLD: Mapping[str, Value] = MappingProxyType({})
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
REMEMBERED = 512   # texts of a column whose reading is kept at hand; households, places and labels come again soon or not at all


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell: key of the field, Excel letter of the column, text as delivered (may name a person), a sentence."""

    key: str
    column_letter: str
    delivered: str
    sentence: str


class Row(NamedTuple):
    """A row as read. `faults` refuse it, `warnings` do not; a footer (totals, signatures, a repeated header) is neither, and is skipped.

    `original`: header text → delivered text of every column, also the unknown ones; a duplicated header has (2) behind it.
    `values`: field key → cleaned value, for every column that was mapped: text, digits and place as str ('' when blank), day and month as date or None,
    whole as int, money as Money, quantity and percent as Decimal (None when blank), set as a tuple, id_number as Number, code and yes_no as canonical
    label, or as delivered when unknown. `carried`: keys whose cell was blank and was taken from the first row of the household's `block`. `headers`: key → the
    header in `original` under which its cell stands.
    """

    number: int
    original: Mapping[str, str]
    values: Mapping[str, Value] = UNTOLD
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    is_footer: bool = False
    carried: frozenset[str] = NONE
    block: Carried = NOWHERE
    headers: Mapping[str, str] = NO_HEADERS

    @property
    def is_refused(self) -> bool:
        """Whether it cannot be taken in."""
        return bool(self.faults)


class _Readings(dict[str, Read]):
    """What the texts of one column mean; each is read once while it is at hand."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader

    def __missing__(self, text: str) -> Read:
        if len(self) >= REMEMBERED:
            self.clear()
        read = self[text] = self._reader(text)
        return read


class _Plan:
    """What has to be known of a sheet to read its rows, worked out once."""

    def __init__(self, understanding: Understanding, layout: Layout) -> None:
        by_key = understanding.by_key
        mapped = [(one, by_key[one.key]) for one in layout.fields if one.key in by_key]
        self.letters = {one.key: column.letter for one, column in mapped}
        read = [(one, column) for one, column in mapped if one.key != "id_number"]
        self.keys, self.columns = [one.key for one, _ in read], [column.index for _, column in read]
        self.readings = [_Readings(reader_of(one, column.unit, understanding.since_1904)) for one, column in read]
        self.number = next(((one, column.index) for one, column in mapped if one.key == "id_number"), None)
        self.paper = by_key["id_kind"].index if "id_kind" in by_key else None
        self.order = {one.key: rank for rank, (one, _) in enumerate(mapped)}
        self.names = understanding.names
        self.headers = {one.key: self.names[column.index] for one, column in mapped}
        self.width = max(self.names, default=-1) + 1
        self.titles = list(self.names.values()) if list(self.names) == list(range(self.width)) else None
        self.footers, self.blocks = Footers(understanding), Blocks(understanding, layout)

    def original(self, cells: list[str]) -> dict[str, str]:
        """Every cell by its column's name; one in a column that had neither header nor content when the header was looked at, by its letter."""
        if self.titles is not None:
            said = dict(zip(self.titles, cells, strict=False))
        else:
            said = {name: cells[index] for index, name in self.names.items()}
        if len(cells) > self.width or self.titles is None:
            said |= {f"第{letter_of(index)}列": cell for index, cell in enumerate(cells) if cell and index not in self.names}
        return said

    def values(self, cells: list[str]) -> tuple[dict[str, Value], list[tuple[str, str, Read]]]:
        """The values of a row by key, and (key, delivered text, reading) of what is wrong with it."""
        reads: list[Read] = list(map(getitem, self.readings, map(cells.__getitem__, self.columns)))   # no step of ours for each of millions of cells
        values = dict(zip(self.keys, map(itemgetter(0), reads), strict=True))
        wrong = []
        if any(map(itemgetter(1), reads)):
            wrong = [(key, cells[index], read) for key, index, read in zip(self.keys, self.columns, reads, strict=True) if read.sentence]
        if self.number is not None:
            one, index = self.number
            read = read_id_number(one, cells[index], self._paper(cells))
            values[one.key] = read.value
            if read.sentence:
                wrong.append((one.key, cells[index], read))
        return values, wrong

    def _paper(self, cells: list[str]) -> str:
        """The 证件类型 a row names, as a label; '' when it names none. A passport number is judged as one only when the row says it is one."""
        return codes.ID_KIND.label(cells[self.paper]) or "" if self.paper is not None else ""


def read_row(number: int, cells: list[str], understanding: Understanding, layout: Layout) -> Row:
    """Read one row below the header by itself, carrying nothing down. Never raises for what a cell holds: everything wrong is told at once."""
    return _read(number, cells, _plan(understanding, layout), None)


def read_rows(
    rows: Iterable[tuple[int, list[str]]], understanding: Understanding, layout: Layout, after: Carried = NOWHERE, spans: Iterable[Span] = (),
) -> Iterator[Row]:
    """Every row below the header, footers too, with the cells of a household carried down inside its block.

    `after` is the `block` of the last row that was read before, when `rows` go on behind it; `spans` are the merged cells of the sheet, and `rows` begin
    where one that reaches into the first wanted row begins (`reaching`).
    """
    plan, block, merged = _plan(understanding, layout), after, reaching(understanding, layout, spans)
    for number, cells in rows:
        if number > understanding.header_row:
            row = _read(number, cells, plan, block, merged)
            block = row.block
            yield row


def reaching(understanding: Understanding, layout: Layout, spans: Iterable[Span]) -> Reaching:
    """The merged cells of a sheet that tell of households."""
    return Reaching(spans, _plan(understanding, layout).blocks.columns, understanding.header_row)


def _plan(understanding: Understanding, layout: Layout) -> _Plan:
    plan = understanding.plans.get(layout.slug)
    if plan is None or plan[0] is not layout:
        plan = understanding.plans[layout.slug] = (layout, _Plan(understanding, layout))
    return plan[1]


def _read(number: int, cells: list[str], plan: _Plan, before: Carried | None, merged: Reaching | None = None) -> Row:
    if len(cells) < plan.width:
        cells = cells + [""] * (plan.width - len(cells))
    original = plan.original(cells)
    reached, ended = merged.at(number, cells) if merged and merged.is_any else ({}, frozenset[int]())
    footer = plan.footers.kind(cells)
    if footer:
        return Row(number, original, is_footer=True, block=NOWHERE if footer == "total" or before is None else before)
    block, carried = NOWHERE, NONE
    if reached:
        cells = [reached.get(index, cell) for index, cell in enumerate(cells)]
    if before is not None and plan.blocks.has_any:
        block, filled, carried = plan.blocks.at(number, cells, before, ended)
        cells = [filled.get(index, cell) for index, cell in enumerate(cells)] if filled else cells
    if reached:
        carried |= {plan.blocks.columns[index] for index in reached}
    values, wrong = plan.values(cells)
    if not wrong:
        return Row(number, original, values, (), (), False, carried, block, plan.headers)
    wrong.sort(key=lambda one: plan.order[one[0]])
    told = [(Fault(key, plan.letters[key], text, read.sentence), read.fatal) for key, text, read in wrong]
    return Row(
        number, original, values, tuple(fault for fault, fatal in told if fatal), tuple(fault for fault, fatal in told if not fatal),
        carried=carried, block=block, headers=plan.headers,
    )
