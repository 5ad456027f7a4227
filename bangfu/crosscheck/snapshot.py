"""Snapshots: what a run reads, as Arrow tables, kept as Parquet so that the run can be repeated to the row."""

import json
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings

from bangfu.crosscheck import shapes
from bangfu.crosscheck.checks.rows import Delivered, InForce, Registered
from bangfu.crosscheck.engine import Tables
from bangfu.rules.member import DEFAULT_LIMITS, MemberLimits

BATCH = 20_000
ONCE = ("register", "households", "villages", "in_force", "near_numbers")   # tables of a run that are not of one source
LIST = "list_"   # before a source's slug in the name of its file


def table(shape: pa.Schema, names: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    """Rows of some columns of a shape as an Arrow table, built batch by batch so that the rows themselves are never all held; other columns know nothing."""
    told = pa.schema([shape.field(name) for name in names])
    return whole(shape, pa.Table.from_batches(_batches(told, iter(rows)), schema=told))


def whole(shape: pa.Schema, told: pa.Table) -> pa.Table:
    """A table with every column of the shape: a text that is not told is empty, all else NULL."""
    columns = [told[field.name] if field.name in told.column_names else _nothing(field, told.num_rows) for field in shape]
    return pa.Table.from_arrays(columns, schema=shape)


def _nothing(field: pa.Field, rows: int) -> pa.Array:
    return pa.repeat(pa.scalar("" if field.type == pa.string() else None, field.type), rows)


def _batches(shape: pa.Schema, rows: Iterator[tuple[Any, ...]]) -> Iterator[pa.RecordBatch]:
    while batch := list(islice(rows, BATCH)):
        yield pa.record_batch([pa.array(column, kind) for column, kind in zip(zip(*batch, strict=True), shape.types, strict=True)], schema=shape)


def tables(
    register: Iterable[Registered], source_rows: Iterable[Delivered], in_force: Iterable[InForce], day: date,
    limits: MemberLimits = DEFAULT_LIMITS,
) -> Tables:
    """What a run reads, from rows that say little: people with their households, and lists with the columns every list has."""
    people, by_source = list(register), dict[str, list[Delivered]]()
    for row in source_rows:
        by_source.setdefault(row.source, []).append(row)
    homes = {one.household: (one.household, one.household_number, one.place_code) for one in people}
    return Tables(
        table(shapes.persons(), Registered._fields, people), table(shapes.households(), ("household", "household_number", "place_code"), homes.values()),
        shapes.villages().empty_table(), {slug: of_list(slug, rows) for slug, rows in by_source.items()},
        table(shapes.in_force(), InForce._fields, in_force), day, limits,
    )


def of_list(source: str, rows: Iterable[Delivered]) -> pa.Table:
    """The rows of one source that say no more than every list does."""
    return table(shapes.listed(source), Delivered._fields[1:], (row[1:] for row in rows))


def folder(run: UUID) -> Path:
    """Where the snapshot of a run lies."""
    return Path(settings.DATA) / "snapshots" / str(run)


def keep(run: UUID, read: Tables) -> None:
    """Writes what a run reads, before anything is made of it."""
    where = folder(run)
    where.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, told in ({name: getattr(read, name) for name in ONCE} | {LIST + slug: rows for slug, rows in read.sources.items()}).items():
        pq.write_table(told, where / f"{name}.parquet", compression="zstd")
    (where / "run.json").write_text(json.dumps({
        "day": read.day.isoformat(), "limits": asdict(read.limits), "off": sorted(read.off),
        "values": [[check, name, str(value)] for (check, name), value in sorted(read.values.items())],
    }))


def kept(run: UUID) -> Tables:
    """What a run read. FileNotFoundError when its snapshot has been removed."""
    return read_from(folder(run))


def read_from(where: Path) -> Tables:
    """The tables that lie in a folder."""
    told = json.loads((where / "run.json").read_text())
    once = {name: pq.read_table(where / f"{name}.parquet") for name in ONCE}
    lists = {path.stem.removeprefix(LIST): pq.read_table(path) for path in sorted(where.glob(f"{LIST}*.parquet"))}
    return Tables(
        once["register"], once["households"], once["villages"], lists, once["in_force"], date.fromisoformat(told["day"]), MemberLimits(**told["limits"]),
        {(check, name): Decimal(value) for check, name, value in told["values"]}, frozenset(told["off"]),
        once["near_numbers"],
    )


def forget(subjects: Collection[str], rows: Collection[UUID]) -> int:
    """Removes the snapshots in which people who are forgotten stand (`subjects`: ids of persons and households; `rows`: of delivered rows). Returns how many."""
    people, lines = (pa.array(sorted(map(str, ids)), pa.string()) for ids in (subjects, rows))
    held = [where for where in (Path(settings.DATA) / "snapshots").glob("*") if _holds(where, people, lines)]
    for where in held:
        shutil.rmtree(where)
    return len(held)


def _holds(where: Path, people: pa.Array, lines: pa.Array) -> bool:
    return _stands_in(where / "register.parquet", ("person", "household"), people) or any(
        _stands_in(path, ("row",), lines) for path in where.glob(f"{LIST}*.parquet")
    )


def _stands_in(path: Path, columns: Iterable[str], ids: pa.Array) -> bool:
    """Whether one of the ids stands in one of the columns; a file that was never finished holds whatever it holds."""
    try:
        return any(pc.any(pc.is_in(pq.read_table(path, columns=[name])[name], ids)).as_py() for name in columns)
    except (FileNotFoundError, pa.ArrowInvalid):
        return path.exists()
