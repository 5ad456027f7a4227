"""The whole set of checks against less: the bare joins in the same engine, and the same joins in Polars. Each in a process of its own.

    python -m tests.bench.checks checks|duckdb|polars FOLDER
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pyarrow.parquet as pq

from bangfu.crosscheck import engine
from bangfu.crosscheck.checks.rows import SOURCES
from bangfu.crosscheck.engine import Tables
from tests.bench.cache import ROOT, kept_tables
from tests.bench.figures import NOWHERE, Asked, Measured, bench

ROUNDS = 3


@bench("checks", unit="", baseline="", ground=NOWHERE)
def all_checks(asked: Asked) -> Iterator[Measured]:
    """CPU-seconds and peak memory of the whole set over three sources, the three engines in turns."""
    folder = kept_tables(asked.county)
    persons = pq.read_metadata(folder / "register.parquet").num_rows
    runs = [{engine: _run(engine, folder) for engine in ENGINES} for _ in range(ROUNDS)]
    for what, unit in (("cpu", "CPU-s"), ("peak", "MB")):
        for other, words in (("duckdb", "scan and join of the same columns in DuckDB"), ("polars", "the same joins in Polars")):
            ratio = statistics.median(one["checks"][what] / one[other][what] for one in runs)
            value = statistics.median(one["checks"][what] for one in runs)
            yield Measured(value, ratio, persons, "", "≤ 3 ×" if what == "cpu" else " ", unit, words)


def _run(engine: str, folder: Path) -> dict[str, float]:
    line = [sys.executable, "-m", "tests.bench.checks", engine, str(folder)]
    said: dict[str, float] = json.loads(subprocess.run(line, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1])
    return said


def _checks(tables: Tables) -> int:
    return len(engine.run(tables))


def _duckdb(tables: Tables) -> int:
    """Every column scanned once, and one FULL JOIN a source that carries them all."""
    connection = duckdb.connect(":memory:", config=engine.CLOSED)
    connection.register("register", tables.register)
    connection.register("source_rows", tables.source_rows)
    ours, theirs = (", ".join(f"{side}.{name}" for name in table.column_names) for side, table in (("r", tables.register), ("s", tables.source_rows)))
    seen = connection.execute(f"SELECT count(*), bit_xor(hash({ours})) FROM register r").fetchall()
    seen += connection.execute(f"SELECT count(*), bit_xor(hash({theirs})) FROM source_rows s").fetchall()
    for source in SOURCES:
        seen += connection.execute(
            f"SELECT count(*), bit_xor(hash({ours}, {theirs})) FROM register r FULL JOIN (SELECT * FROM source_rows WHERE source = ?) s "
            "ON nullif(r.id18_index, '') = nullif(s.id18_index, '')", [source],
        ).fetchall()
    return sum(count for count, _ in seen)


def _polars(tables: Tables) -> int:
    """The same."""
    frames = [pl.DataFrame(pl.from_arrow(table)) for table in (tables.register, tables.source_rows)]
    seen = sum(frame.hash_rows().len() for frame in frames)
    ours, theirs = (frame.with_columns(pl.when(pl.col("id18_index") != "").then(pl.col("id18_index")).alias("key")) for frame in frames)
    for source in SOURCES:
        joined = ours.join(theirs.filter(pl.col("source") == source), on="key", how="full", suffix="_s")
        seen += joined.hash_rows().len()
    return seen


def _tables(folder: Path) -> Tables:
    told = json.loads((folder / "run.json").read_text())
    return Tables(*(pq.read_table(folder / f"{name}.parquet") for name in ("register", "source_rows", "in_force")), date.fromisoformat(told["day"]))


ENGINES: dict[str, Callable[[Tables], int]] = {"checks": _checks, "duckdb": _duckdb, "polars": _polars}


def _peak() -> float:
    """Megabytes this process held at most; those of its parent are not in it."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    read = _tables(Path(sys.argv[2]))
    began = time.process_time()
    rows = ENGINES[sys.argv[1]](read)
    print(json.dumps({"cpu": time.process_time() - began, "peak": _peak(), "rows": rows}))
