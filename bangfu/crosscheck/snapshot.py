"""Snapshots: what a run reads, as Arrow tables, kept as Parquet so that the run can be repeated to the row."""

import json
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, get_type_hints
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings

from bangfu.crosscheck.checks.rows import Delivered, InForce, Registered
from bangfu.crosscheck.engine import Tables
from bangfu.rules.member import DEFAULT_LIMITS, MemberLimits

BATCH = 20_000
_TYPES = {str: pa.string(), int: pa.int32(), date: pa.date32(), date | None: pa.date32()}


def schema(row: type) -> pa.Schema:
    """The Arrow schema of a row shape."""
    return pa.schema([(name, _TYPES[kind]) for name, kind in get_type_hints(row).items()])


def table(row: type, rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    """Rows of a shape as an Arrow table, built batch by batch so that the rows themselves are never all held."""
    shape = schema(row)
    return pa.Table.from_batches(_batches(shape, iter(rows)), schema=shape)


def _batches(shape: pa.Schema, rows: Iterator[tuple[Any, ...]]) -> Iterator[pa.RecordBatch]:
    while batch := list(islice(rows, BATCH)):
        yield pa.record_batch([pa.array(column, kind) for column, kind in zip(zip(*batch, strict=True), shape.types, strict=True)], schema=shape)


def tables(
    register: Iterable[Registered], source_rows: Iterable[Delivered], in_force: Iterable[InForce], day: date,
    limits: MemberLimits = DEFAULT_LIMITS,
) -> Tables:
    """What a run reads, from rows."""
    return Tables(table(Registered, register), table(Delivered, source_rows), table(InForce, in_force), day, limits)


def folder(run: UUID) -> Path:
    """Where the snapshot of a run lies."""
    return Path(settings.DATA) / "snapshots" / str(run)


def keep(run: UUID, read: Tables) -> None:
    """Writes what a run reads, before anything is made of it."""
    where = folder(run)
    where.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("register", "source_rows", "in_force"):
        pq.write_table(getattr(read, name), where / f"{name}.parquet", compression="zstd")
    (where / "run.json").write_text(json.dumps({
        "day": read.day.isoformat(), "limits": asdict(read.limits), "off": sorted(read.off),
        "values": [[check, name, str(value)] for (check, name), value in sorted(read.values.items())],
    }))


def kept(run: UUID) -> Tables:
    """What a run read. FileNotFoundError when its snapshot has been removed."""
    where = folder(run)
    told = json.loads((where / "run.json").read_text())
    register, source_rows, in_force = (pq.read_table(where / f"{name}.parquet") for name in ("register", "source_rows", "in_force"))
    values = {(check, name): Decimal(value) for check, name, value in told.get("values", ())}
    limits, off = MemberLimits(**told["limits"]), frozenset(told.get("off", ()))
    return Tables(register, source_rows, in_force, date.fromisoformat(told["day"]), limits, values, off)


def forget(subjects: Collection[str], rows: Collection[UUID]) -> int:
    """Removes the snapshots in which people who are forgotten stand (`subjects`: ids of persons and households; `rows`: of delivered rows). Returns how many."""
    wanted = ((pa.array(sorted(subjects), pa.string()), "register", ("person", "household")), (pa.array(sorted(map(str, rows)), pa.string()), "source_rows", ("row",)))
    held = [
        where for where in (Path(settings.DATA) / "snapshots").glob("*")
        if any(_stands_in(where / f"{name}.parquet", columns, ids) for ids, name, columns in wanted)
    ]
    for where in held:
        shutil.rmtree(where)
    return len(held)


def _stands_in(path: Path, columns: Iterable[str], ids: pa.Array) -> bool:
    """Whether one of the ids stands in one of the columns; a file that was never finished holds whatever it holds."""
    try:
        return any(pc.any(pc.is_in(pq.read_table(path, columns=[name])[name], ids)).as_py() for name in columns)
    except (FileNotFoundError, pa.ArrowInvalid):
        return path.exists()
