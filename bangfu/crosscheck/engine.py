"""The engine: rows in, contradictions out. DuckDB in this process, closed but for what it is given to read; no clear number comes in."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from bangfu.crosscheck import matching, rowwise, shapes, staging
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.checks.check import COLUMNS, Check
from bangfu.crosscheck.checks.views import split
from bangfu.crosscheck.closed import Rows, connected, count, lay
from bangfu.crosscheck.found import Found, FoundCell, fields_of
from bangfu.crosscheck.needs import Needs, needs_of
from bangfu.crosscheck.orders import heard_in
from bangfu.crosscheck.rowwise import Naming, Values
from bangfu.crosscheck.staged import Staged
from bangfu.rules.finding import identity
from bangfu.rules.member import DEFAULT_LIMITS, MemberLimits

CHUNK = 5000
_written = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str).encode   # made once: there are findings by the hundred thousand


@dataclass(frozen=True)
class Tables:
    """What a run reads: tables in the `shapes`, the day of the run, the limits of the member logic, and what the county has set.

    `sources`: the rows of the lists in force by source; a source that never delivered is not there, and checks that read it find nothing.
    `values`: (check, setting) → number, ("", policy figure) → amount in 元, and the places of the sources, in whose order they are heard (`orders`).
    `off`: checks that are switched off. `near_numbers`: what the sealed process said of numbers without a partner.
    """

    register: Rows
    households: Rows
    villages: Rows
    sources: Mapping[str, Rows]
    in_force: pa.Table
    day: date
    limits: MemberLimits = DEFAULT_LIMITS
    values: Values = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    near_numbers: pa.Table = field(default_factory=shapes.near_numbers().empty_table)


def run(
    tables: Tables, checks: Iterable[Check] | None = None, keep: Callable[[str, pa.Table], None] | None = None, named: Naming = identity,
) -> list[Found]:
    """Every contradiction once, in the order of place, household, check and identity: the same tables give the same list. Of two rows of a list that say the
    same of one person the least is shown. `keep` is told of each list who was taken for whom: the numbers of person (n) and row (m), and how. `named`: what makes the
    identity of each."""
    wanted = [check for check in checks or CHECKS.values() if check.slug not in tables.off]
    there = staging.staged_sources(tables.sources)
    with staged(tables, needs_of(wanted)) as asked:
        found = [one for check in wanted if check.sql and set(check.reads) <= set(there) for one in _find(asked, check, tables.values, named)]
        for on, told in _by_view(wanted, tables).items():
            found += rowwise.found_in(asked, on, told, tables.values, named)
        if keep:
            for slug in tables.sources:
                keep(slug, asked.table(matching.pairs(slug)))
    in_order = sorted(found, key=lambda one: (one.place_code, one.household_number, one.check, one.identity, one.subject_id, [cell.row for cell in one.cells]))
    return list({one.identity: one for one in reversed(in_order)}.values())[::-1]


def _by_view(checks: Iterable[Check], tables: Tables) -> dict[str, list[Check]]:
    """The checks of the book by their view, without those that look at rows, or at who is not among the rows, of a list that is not there."""
    there, told = set(staging.staged_sources(tables.sources)), dict[str, list[Check]]()
    full = {slug for slug, rows in tables.sources.items() if count(rows)}
    for check in checks:
        kind, source = split(check.on)
        if not check.sql and source in {"", *(there if kind == "unlisted" else full)} and set(check.reads) <= there:
            told.setdefault(check.on, []).append(check)
    return told


def staged(tables: Tables, needs: Needs | None = None) -> Staged:
    """Every table of `staging`, to be asked of a closed connection, with the columns that are needed (left out: by all checks there are)."""
    lists = {slug: tables.sources.get(slug, staging.empty(slug)) for slug in staging.staged_sources(tables.sources)}
    connection = connected([tables.register, tables.households, tables.villages, *lists.values()])
    lay(connection, {"in_force": tables.in_force, "near_number": tables.near_numbers, **_small(tables)})
    made_by = staging.made_by(tables.register, tables.households, tables.villages, lists, tables.day, needs or needs_of(), heard_in(tables.values))
    return Staged(connection, made_by)


def digest(found: Sequence[Found]) -> str:
    """SHA-256 over everything that was found, in order: two runs are the same exactly if it is. Why rows were taken for people is left out: it follows from the
    same tables, and runs from before it was kept with what is found can be repeated."""
    whole = hashlib.sha256()
    for one in found:
        whole.update(_written({**fields_of(one), "cells": [fields_of(cell, but="how") for cell in one.cells]}).encode())
    return whole.hexdigest()


def _small(tables: Tables) -> dict[str, pa.Table]:
    """The day, the limits of the member logic, and what its rule knows of relations."""
    gaps = zip(*staging.gap_of(tables.limits), strict=True)
    return {
        "run": pa.table({"day": [tables.day]}), "limits": pa.Table.from_pylist([asdict(tables.limits)]),
        "sex_of": pa.table(dict(zip(("relation", "sex"), zip(*staging.sex_of(), strict=True), strict=True))),
        "gap_of": pa.table(dict(zip(("relation", "fault", "head_is_elder", "gap"), gaps, strict=True))),
    }


def _find(asked: Staged, check: Check, values: Values, named: Naming) -> Iterator[Found]:
    rows = asked.execute(rowwise.numbered(check, check.sql, values))
    names = [column[0] for column in rows.description]
    if tuple(names) != COLUMNS:
        raise ValueError(f"the check {check.slug} returns {names}")
    while chunk := rows.fetchmany(CHUNK):
        for row in chunk:
            yield _found(check, dict(zip(names, row, strict=True)), named)


def _found(check: Check, row: dict[str, Any], named: Naming) -> Found:
    return Found(
        check=check.slug, fault=row["fault"], identity=named(check.slug, row["subject_key"], row["fingerprint"]),
        subject_kind=row["subject_kind"], subject_id=row["subject_id"], subject_name=row["subject_name"],
        household_number=row["household_number"], place_code=row["place_code"], say=row["say"],
        cells=tuple(FoundCell(**cell) for cell in row["cells"]),
    )
