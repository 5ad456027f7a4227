"""Snapshots: what a run reads, as Arrow tables, kept as Parquet so that the run can be repeated to the row."""

import json
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, replace
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
from pyarrow.dataset import Dataset, dataset

from bangfu.crosscheck import shapes
from bangfu.crosscheck.checks.rows import Delivered, InForce, Registered
from bangfu.crosscheck.closed import Rows
from bangfu.crosscheck.columnwise import TOGETHER
from bangfu.crosscheck.engine import Tables
from bangfu.crosscheck.parquet import put
from bangfu.crosscheck.rowwise import Values
from bangfu.rules.member import DEFAULT_LIMITS, MemberLimits

BATCH = 20_000
A_DAY = 86_400   # seconds
KEEP_LAST = 10   # runs of a place whose snapshots stay
ONCE = ("register", "households", "villages", "in_force")   # tables of a run that are not of one source
NEAR = "near_numbers.parquet"
LIST = "list_"   # before a source's slug in the name of its folder
RUN = "run.json"
SCOPE = "scope.parquet"   # whom a run decides about, where it is not everybody


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
    return folder_of_all() / str(run)


def folder_of_all() -> Path:
    """Where those of all runs lie."""
    return Path(settings.DATA) / "snapshots"


def drop_all() -> None:
    """Removes what every run read. OSError when it cannot be removed."""
    if folder_of_all().exists():
        shutil.rmtree(folder_of_all())


def list_folder(where: Path, source: str) -> Path:
    """Where in the folder of a run the rows of a source lie, a file a delivery."""
    return where / f"{LIST}{source}"


def clear_lists(where: Path) -> None:
    """Takes the lists out of the folder of a run."""
    for one in where.glob(f"{LIST}*"):
        shutil.rmtree(one)


def keep(run: UUID, read: Tables) -> None:
    """Writes what a run reads, before anything is made of it."""
    keep_in(folder(run), read)


def keep_in(where: Path, read: Tables) -> None:
    """Writes tables into a folder as a run does."""
    where.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ONCE[:-1]:
        _write(getattr(read, name), where / f"{name}.parquet")
    keep_lists(where, read)
    written(where, day=read.day, values=read.values, off=read.off, limits=read.limits)


def keep_lists(where: Path, read: Tables) -> None:
    """Writes the lists of a run into its folder, and which of them are in force where."""
    _write(read.in_force, where / f"{ONCE[-1]}.parquet")
    for source, rows in read.sources.items():
        list_folder(where, source).mkdir(exist_ok=True, mode=0o700)
        _write(rows, list_folder(where, source) / "all.parquet")


def written(where: Path, *, day: date, values: Values, off: frozenset[str], limits: MemberLimits = DEFAULT_LIMITS) -> Tables:
    """Writes beside the tables what else a run goes by; returns all of it. A folder without it was never finished."""
    (where / RUN).write_text(json.dumps({
        "day": day.isoformat(), "limits": asdict(limits), "off": sorted(off),
        "values": [[check, name, str(value)] for (check, name), value in sorted(values.items())],
    }))
    return read_from(where)


def kept(run: UUID) -> Tables:
    """What a run read. FileNotFoundError when its snapshot has been removed."""
    return read_from(folder(run))


def read_from(where: Path) -> Tables:
    """The tables that lie in a folder. They stay there: only what is asked for is read, when it is asked for."""
    told = json.loads((where / RUN).read_text())
    once = {name: dataset(where / f"{name}.parquet", format="parquet") for name in ONCE}
    sources = {path.name.removeprefix(LIST): opened(path) for path in sorted(where.glob(f"{LIST}*"))}
    return Tables(
        once["register"], once["households"], once["villages"], sources, once["in_force"].to_table(), date.fromisoformat(told["day"]),
        MemberLimits(**told["limits"]), {(check, name): Decimal(value) for check, name, value in told.get("values", ())}, frozenset(told.get("off", ())),
        pq.read_table(where / NEAR) if (where / NEAR).exists() else shapes.near_numbers().empty_table(),
    )


def opened(where: Path) -> Dataset:
    """The rows of a source in its folder."""
    return dataset(where, format="parquet")


def write_scope(where: Path, ids: Collection[str]) -> None:
    """Writes down whom a run decides about: ids of persons, households, rows, and village codes."""
    put(where / SCOPE, pa.table({"id": pa.array(sorted(ids), pa.string())}))


def scope_of(run: UUID) -> frozenset[str] | None:
    """Whom a run decides about; None when it is everybody."""
    where = folder(run) / SCOPE
    return frozenset(pq.read_table(where)["id"].to_pylist()) if where.exists() else None


def is_there(run: UUID) -> bool:
    """Whether what a run read is still there."""
    return (folder(run) / RUN).exists()


def is_whole(run: UUID) -> bool:
    """Whether a run read everything, and what it read is still there."""
    return (folder(run) / RUN).exists() and not (folder(run) / SCOPE).exists()


def in_memory(tables: Tables) -> Tables:
    """The same with every table whole in memory."""
    once = {name: _whole(getattr(tables, name)) for name in ONCE}
    return replace(tables, **once, sources={source: _whole(rows) for source, rows in tables.sources.items()})


def _whole(rows: Rows) -> pa.Table:
    return rows if isinstance(rows, pa.Table) else rows.to_table()


def _write(rows: Rows, where: Path) -> None:
    put(where, _whole(rows), together=TOGETHER)


def prune(runs: Collection[tuple[str, str, date]], keep_last: int = KEEP_LAST) -> int:
    """Removes what finished runs (id, place, day) read, but for the last of each place and the last of each month there. Runs that go on are not among them
    and keep theirs. Returns how many were removed."""
    kept_ids, by_place = set[str](), dict[str, list[tuple[date, str]]]()
    for run, place, day in runs:
        by_place.setdefault(place, []).append((day, run))
    for those in by_place.values():
        in_order = sorted(those)
        kept_ids |= {run for _, run in in_order[-keep_last:]} | {run for _, run in {(day.year, day.month): (day, run) for day, run in in_order}.values()}
    gone = [folder(UUID(run)) for run, _, _ in runs if run not in kept_ids and folder(UUID(run)).exists()]
    for where in gone:
        shutil.rmtree(where)
    return len(gone)


def prune_strays(runs: Collection[str], now: float) -> int:
    """Removes the folders that no run of these (ids) has and nobody wrote in for a day before `now` (seconds since the epoch): their run was killed before it was
    written down. Returns how many."""
    strays = [where for where in folder_of_all().glob("*") if where.name not in runs and where.stat().st_mtime < now - A_DAY]
    for where in strays:
        shutil.rmtree(where)
    return len(strays)


def forget(subjects: Collection[str], rows: Collection[UUID]) -> int:
    """Removes the snapshots in which people who are forgotten stand (`subjects`: ids of persons and households; `rows`: of delivered rows). Returns how many."""
    people, lines = (pa.array(sorted(map(str, ids)), pa.string()) for ids in (subjects, rows))
    held = [where for where in folder_of_all().glob("*") if _holds(where, people, lines)]
    for where in held:
        shutil.rmtree(where)
    return len(held)


def _holds(where: Path, people: pa.Array, lines: pa.Array) -> bool:
    return _stands_in(where / "register.parquet", ("person", "household"), people) or any(
        _stands_in(path, ("row",), lines) for path in where.glob(f"{LIST}*/*.parquet")
    )


def _stands_in(path: Path, columns: Iterable[str], ids: pa.Array) -> bool:
    """Whether one of the ids stands in one of the columns; a file that was never finished holds whatever it holds."""
    try:
        return any(pc.any(pc.is_in(pq.read_table(path, columns=[name])[name], ids)).as_py() for name in columns)
    except (FileNotFoundError, pa.ArrowInvalid):
        return path.exists()
