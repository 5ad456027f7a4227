"""All lists of the demo as tables in memory, for measuring: no files, no database, a township at a time, and as many counties as are asked for.

    for told in told_counties("county", seed=7, counties=10):     # 4.5 million persons
        for table in tables(told):                                # of one township of one county
            feed(table.slug, table.columns, table.rows)           # or as_arrow(table)
        truth += told.contradictions

A county beside the first is drawn anew, and its numbers begin with another code no real place has, so that nobody is in two. Plates, deeds and credit
codes are told apart within a county only.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import pyarrow

from bangfu.demo.errors.kind import Injected
from bangfu.demo.numbers import PHONE_BLOCK
from bangfu.demo.places import COUNTY, Size
from bangfu.demo.slips import RATE
from bangfu.demo.sources.catalogue import DECEASED, LEDGER, NATIONAL, SOURCES, columns, kept_lists, listed, registered
from bangfu.demo.sources.line import Line
from bangfu.demo.write import Told, told_towns
from bangfu.rules.id_number import CHECKS, WEIGHTS

REGISTER = "register"   # the slug under which everybody in the register comes, in the columns of the national export
MOST_COUNTIES = 20      # so many share the telephones of a village that was never given any
_SLUGS = (REGISTER, NATIONAL, LEDGER, DECEASED, *SOURCES)


class Table(NamedTuple):
    """One list of one township. `columns` are place_code and the keys of the layout `slug`; `rows` have a text for each, '' for an empty cell."""

    slug: str
    columns: tuple[str, ...]
    rows: Iterator[tuple[str, ...]]


class ToldOf(NamedTuple):
    """A township of the `county`-th county (0: as the demo writes it), and what has to be found in it."""

    county: int
    told: Told
    contradictions: list[Injected]


def told_counties(size: Size, seed: int, counties: int = 1, rate: float = RATE) -> Iterator[ToldOf]:
    """The townships of so many counties of a size, one after the other; each county drawn anew."""
    if not 1 <= counties <= MOST_COUNTIES:
        raise ValueError(f"{counties} counties are asked for; there can be 1 to {MOST_COUNTIES}")
    for nth in range(counties):
        for told in told_towns(size, seed + nth, rate):
            yield ToldOf(nth, told, [_injected(one, nth) for one in told.contradictions] if nth else told.contradictions)


def tables(township: ToldOf) -> Iterator[Table]:
    """Every list about a township, the register first. The rows of one are to be taken before the next is asked for."""
    town, nth = township.told.township, township.county
    kept = {REGISTER: registered(town), **kept_lists(town)}
    for slug in _SLUGS:
        keys = columns(NATIONAL if slug == REGISTER else slug)
        lines = kept[slug] if slug in kept else chain.from_iterable(listed(town, slug, village) for village in town.villages)
        yield Table(slug, ("place_code", *keys), (_row(line, keys, nth) for line in lines))


def as_arrow(table: Table) -> pyarrow.Table:
    """The rows of a table as an Arrow table of texts."""
    found = list(table.rows)
    cells = zip(*found, strict=True) if found else ([] for _ in table.columns)
    return pyarrow.table({name: pyarrow.array(column, pyarrow.string()) for name, column in zip(table.columns, cells, strict=True)})


def _row(line: Line, keys: tuple[str, ...], nth: int) -> tuple[str, ...]:
    row = (line.village, *(line.cells.get(key, "") for key in keys))
    return tuple(map(elsewhere, row, [nth] * len(row))) if nth else row


def elsewhere(cell: str, nth: int) -> str:
    """A cell of the first county as the `nth` has it: place codes, identity, account, telephone, household and person numbers are that county's own."""
    if cell.startswith(COUNTY):
        code = f"{int(COUNTY) + nth}"
        return f"{code}{cell[6:17]}{_check(cell, code)}{cell[18:]}" if len(cell) in (18, 20, 22) and cell[6:17].isdigit() else code + cell[6:]
    if not (cell.isascii() and cell.isdigit()):
        return cell
    if len(cell) == 12 and cell.startswith("0099"):
        return f"{nth:02d}99{cell[4:]}"
    if len(cell) == 14 and cell.startswith("10099"):
        return f"1{nth:02d}99{cell[5:]}"
    if len(cell) == 11 and cell.startswith(PHONE_BLOCK):
        return f"{cell[:6]}{(int(cell[6:]) + 5_000 * nth * 61_803) % 100_000:05d}"
    return cell


def _check(number: str, code: str) -> str:
    """The 18th character under another code: right where it was right, and as wrong as it was where it was wrong."""
    if number[17] not in CHECKS:
        return number[17]
    return CHECKS[(CHECKS.index(number[17]) + _shift(code)) % 11]


@lru_cache
def _shift(code: str) -> int:
    """By how much another code moves the check of a number."""
    return sum(weight * (int(new) - int(old)) for weight, new, old in zip(WEIGHTS, code, COUNTY, strict=False))


def _injected(one: Injected, nth: int) -> Injected:
    names = ("person", "household", "village", "id_number", "other")
    moved = {name: elsewhere(getattr(one, name), nth) for name in names}
    return replace(one, **moved, others=tuple(elsewhere(other, nth) for other in one.others))   # type: ignore[arg-type]
