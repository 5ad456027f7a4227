"""The checks of the book: all conditions over one view are asked in one pass over it, and only rows that one of them is true of come back."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bangfu.crosscheck.checks.check import Check
from bangfu.crosscheck.checks.declared import FIGURE, placeholders
from bangfu.crosscheck.checks.views import MEASURES, MEASURES_ROW, columns_of, name_of, split, subject_of
from bangfu.crosscheck.checks.words import HOUSEHOLD_PREFIX, REGISTER
from bangfu.crosscheck.found import Found, FoundCell
from bangfu.crosscheck.staged import Staged
from bangfu.rules.finding import identity
from bangfu.rules.person_name import masked
from bangfu.rules.place_code import LENGTHS

CHUNK = 5000
DELIVERED = "delivered_row"
NUMBERS = ("id_index", "id18_index", "id_status")   # columns behind which a number stands: it is looked up, masked, when the finding is read
_NAMED = re.compile(r"\$(\w+)")
Row = Mapping[str, Any]
Naming = Callable[[str, str, Iterable[str]], str]   # as `rules.finding.identity`
Values = Mapping[tuple[str, str], Decimal]   # (check, setting) → what a county set; ("", policy figure) → its amount in 元


def found_in(staged: Staged, on: str, checks: Sequence[Check], values: Values, named: Naming = identity) -> Iterator[Found]:
    """What the checks over one view find: one pass over it, then of each check only what its sentence and cells are made of."""
    asked = [check for check in checks if all(("", name) in values for name in check.figures)]   # without its policy figure nothing can be said
    if not asked:
        return
    if not staged.execute(f"CREATE OR REPLACE TEMP TABLE hits AS {_select(on, wanted_columns(on, asked), asked, values)}").fetchall()[0][0]:
        return
    for at in _hitting(staged, len(asked)):
        check = asked[at]
        columns, made = wanted_columns(on, [check]), _maker(check, numbers(check, values), named)
        rows = staged.execute(f"SELECT {_named(columns)} FROM hits WHERE hit_{at}")
        while chunk := rows.fetchmany(CHUNK):
            for row in chunk:
                yield made(dict(zip(columns, row, strict=True)))
    staged.execute("DROP TABLE hits")


def _hitting(staged: Staged, many: int) -> list[int]:
    """Which checks found something, by their place."""
    told = staged.execute(f"SELECT {', '.join(f'bool_or(hit_{at})' for at in range(many))} FROM hits").fetchall()[0]
    return [at for at, hits in enumerate(told) if hits]


def numbered(check: Check, sql: str, values: Values) -> str:
    """SQL of a check with the numbers in force."""
    known = numbers(check, values)
    return _NAMED.sub(lambda match: str(known[match[1]]), sql)


def numbers(check: Check, values: Values) -> dict[str, Decimal]:
    """The numbers a check goes by, under the names its condition and its sentence know them by."""
    return {
        **{one.name: values.get((check.slug, one.name), one.value) for one in check.settings},
        **{FIGURE + name: values["", name] for name in check.figures},
    }


def _select(on: str, columns: Sequence[str], checks: Sequence[Check], values: Values) -> str:
    asked = ", ".join(f"({numbered(check, check.where, values)}) AS hit_{at}" for at, check in enumerate(checks))
    any_hit = " OR ".join(f"hit_{at}" for at in range(len(checks)))
    return f"SELECT * FROM (SELECT {_named(columns)}, {asked} FROM {name_of(on)} CROSS JOIN run) AS looked WHERE {any_hit}"


def _named(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def wanted_columns(on: str, checks: Iterable[Check]) -> list[str]:
    """The columns needed to say what was found."""
    kind, _ = split(on)
    named = {name for check in checks for name in (*check.cells, *placeholders(check.reason[check.slug]))}
    ours = {
        "household": {"household", "household_number", "place_code", "head_name", "origin_kind", "origin_id", MEASURES_ROW},
        "village": {"place_code", "origin_kind", "origin_id"},
    }.get(kind, {
        "person", "household_number", "place_code", "name", "origin_kind", "origin_id", "id_index", "h_origin_kind", "h_origin_id",
        HOUSEHOLD_PREFIX + MEASURES_ROW,
    })
    theirs = {"s_row", "s_number", "s_place_code", "s_name", "s_household_number", "s_id_index", "s_id18_index", "s_name_folded", "how"}
    wanted = named | ours | (theirs if kind in ("matched", "unregistered") else set())
    return sorted(wanted & columns_of(on))


def _maker(check: Check, known: Row, named: Naming) -> Callable[[Row], Found]:
    """What makes a finding of a row of the check's view. All that is the same for each of its rows is settled here. `known`: the numbers it goes by."""
    kind, source = split(check.on)
    subject, cells_of = subject_of(check.on), [_cell_of(kind, source, name) for name in check.cells]
    marks_of, say_of = [_mark_of(name) for name in check.cells], _say_of(check, known)

    def made(row: Row) -> Found:
        cells = tuple([one(row) for one in cells_of])
        key, name, number = _subject(kind, row)
        marks = [mark(cell, row) for mark, cell in zip(marks_of, cells, strict=True)]
        return Found(
            check.slug, check.slug, named(check.slug, key, marks), subject, row["s_row"] if subject == "delivered" else key, name, number, row["place_code"],
            say_of(row), cells,
        )

    return made


def _subject(kind: str, row: Row) -> tuple[str, str, str]:
    """(what names the subject across runs, its name, its household's number)."""
    if kind == "village":
        return row["place_code"], "", ""
    if kind == "household":
        return row["household"], row["head_name"] or "", row["household_number"]
    if kind == "unregistered":
        fallback = f"{row['s_place_code']} {row['s_name_folded']} {row['s_household_number']}"
        return row["s_id18_index"] or fallback, row["s_name"], row["s_household_number"]
    return row["person"], row["name"], row["household_number"]


def _cell_of(kind: str, source: str, name: str) -> Callable[[Row], FoundCell]:
    """What makes the cell of one column of a row."""
    said, column, bare = _said_of(name), _column(name), name.removeprefix(HOUSEHOLD_PREFIX)
    if kind in ("matched", "unregistered") and name.startswith("s_"):
        column = _column(name.removeprefix("s_"))
        return lambda row: FoundCell(source, row["s_place_code"], "", row["s_name"], row["s_row"], row["s_number"], column, said(row), row.get("how", ""))
    if bare.startswith("measure_"):
        at = MEASURES_ROW if kind == "household" else HOUSEHOLD_PREFIX + MEASURES_ROW
        return lambda row: FoundCell(MEASURES, row["place_code"], "", "", row[at] or "", 0, bare, said(row))
    of_household = kind == "household" or name.startswith(HOUSEHOLD_PREFIX)
    prefix = HOUSEHOLD_PREFIX if of_household and kind != "household" else ""
    origin_kind, origin_id = f"{prefix}origin_kind", f"{prefix}origin_id"
    if of_household or kind == "village":
        return lambda row: FoundCell(REGISTER, row["place_code"], "", "", _origin(row[origin_kind], row[origin_id]), 0, column, said(row))
    return lambda row: FoundCell(
        REGISTER, row["place_code"], row["person"], row["name"], _origin(row[origin_kind], row[origin_id]), 0, column, said(row))


def _origin(kind: str | None, row: str | None) -> str:
    """The delivered row a record came from."""
    return row or "" if kind == DELIVERED else ""


def _said_of(name: str) -> Callable[[Row], str]:
    """What makes the value of a cell: of a number there is none."""
    if name.removeprefix("s_") in NUMBERS or name.endswith("_index"):
        return lambda row: ""
    return lambda row: shown(row[name])


def _column(name: str) -> str:
    """A cell names the column where the value is looked up: of a number that is the number's own."""
    return "id_number" if name in NUMBERS else name


def _mark_of(name: str) -> Callable[[FoundCell, Row], str]:
    """What makes of a cell what is part of the finding's identity: a number by its blind index."""
    if name.removeprefix("s_") in NUMBERS:
        index = "s_id_index" if name.startswith("s_") else "id_index"
        return lambda cell, row: f"{name}={row.get(index) or ''}"
    return lambda cell, row: f"{name}={cell.value or shown(row[name])}"


def _say_of(check: Check, known: Row) -> Callable[[Row], dict[str, Any]]:
    """What makes what fills the sentence. It is read by whoever reaches the finding's village: people a list has elsewhere stand in it with masked names."""
    named, columns = placeholders(check.reason[check.slug]), columns_of(check.on)
    always, own = {name: shown(known[name]) for name in named if name not in columns}, [name for name in named if name in columns]

    def said(row: Row) -> dict[str, Any]:
        told = always | {name: shown(row[name]) for name in own}
        at = row.get("s_place_code")
        if "s_name" in told and at and at[: LENGTHS["village"]] != row["place_code"][: LENGTHS["village"]]:
            told["s_name"] = masked(told["s_name"])
        return told

    return said


def shown(value: Any) -> str:
    """A value as a sentence says it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)
