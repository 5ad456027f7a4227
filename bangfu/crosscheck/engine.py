"""The engine: rows in, contradictions out. DuckDB in this process, without network, extensions or files; no clear number comes in."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from bangfu.crosscheck import staging
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.checks.check import COLUMNS, Check
from bangfu.rules.finding import identity
from bangfu.rules.member import DEFAULT_LIMITS, MemberLimits

MEMORY = "1GB"
THREADS = 2
CHUNK = 5000
CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": MEMORY, "threads": THREADS, "autoinstall_known_extensions": False, "autoload_known_extensions": False,
    "allow_community_extensions": False, "enable_external_access": False, "preserve_insertion_order": False,
}


@dataclass(frozen=True)
class Tables:
    """What a run reads: Arrow tables in the shapes of `checks.rows`, the day of the run, and the limits of the member logic.

    `values`: (check, setting) → number, as the county set it; `off`: checks that are switched off.
    """

    register: pa.Table
    source_rows: pa.Table
    in_force: pa.Table
    day: date
    limits: MemberLimits = DEFAULT_LIMITS
    values: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    off: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FoundCell:
    """One value a finding rests on. `source` is a slug or 'register'; `row` the delivered row it was read from; a number has no `value`."""

    source: str
    place_code: str
    subject_id: str
    subject_name: str
    row: str
    number: int
    column: str
    value: str


@dataclass(frozen=True)
class Found:
    """One contradiction as the engine sees it. `say` fills the reason; `identity` survives re-runs (rules.finding.identity)."""

    check: str
    fault: str
    identity: str
    subject_kind: str
    subject_id: str
    subject_name: str
    household_number: str
    place_code: str
    say: dict[str, Any]
    cells: tuple[FoundCell, ...]


def run(tables: Tables, checks: Iterable[Check] | None = None) -> list[Found]:
    """Every contradiction, in the order of place, household, check and identity: the same tables give the same list."""
    wanted = [check for check in checks or CHECKS.values() if check.slug not in tables.off]
    with staged(tables) as connection:
        found = [one for check in wanted for one in _find(connection, check)]
    return sorted(found, key=lambda one: (one.place_code, one.household_number, one.check, one.identity))


def staged(tables: Tables) -> duckdb.DuckDBPyConnection:
    """A closed connection that holds every table of `staging`."""
    connection = duckdb.connect(":memory:", config=CLOSED)
    for name, table in _inputs(tables):
        connection.register(name, table)
    for statement in staging.statements():
        connection.execute(statement)
    return connection


def digest(found: Sequence[Found]) -> str:
    """SHA-256 over everything that was found, in order: two runs are the same exactly if it is."""
    whole = hashlib.sha256()
    for one in found:
        whole.update(json.dumps(asdict(one), ensure_ascii=False, sort_keys=True, default=str).encode())
    return whole.hexdigest()


def _inputs(tables: Tables) -> Iterator[tuple[str, pa.Table]]:
    yield "register_in", tables.register
    yield "source_rows_in", tables.source_rows
    yield "in_force_in", tables.in_force
    yield "run", pa.table({"day": [tables.day]})
    yield "limits", pa.Table.from_pylist([asdict(tables.limits)])
    yield "sex_of", pa.table(dict(zip(("relation", "sex"), zip(*staging.sex_of(), strict=True), strict=True)))
    gaps = zip(*staging.gap_of(tables.limits), strict=True)
    yield "gap_of", pa.table(dict(zip(("relation", "fault", "head_is_elder", "gap"), gaps, strict=True)))


def _find(connection: duckdb.DuckDBPyConnection, check: Check) -> Iterator[Found]:
    rows = connection.execute(check.sql)
    names = [column[0] for column in rows.description]
    if tuple(names) != COLUMNS:
        raise ValueError(f"the check {check.slug} returns {names}")
    while chunk := rows.fetchmany(CHUNK):
        for row in chunk:
            yield _found(check, dict(zip(names, row, strict=True)))


def _found(check: Check, row: dict[str, Any]) -> Found:
    return Found(
        check=check.slug, fault=row["fault"], identity=identity(check.slug, row["subject_key"], row["fingerprint"]),
        subject_kind=row["subject_kind"], subject_id=row["subject_id"], subject_name=row["subject_name"],
        household_number=row["household_number"], place_code=row["place_code"], say=row["say"],
        cells=tuple(FoundCell(**cell) for cell in row["cells"]),
    )
