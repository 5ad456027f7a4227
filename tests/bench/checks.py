"""The whole set of checks against less: the bare scan and joins of the same columns in DuckDB, the same joins in Polars and, where it is installed, in pandas.

    python -m tests.bench.checks checks|duckdb|polars|pandas FOLDER

Wide tables (`wide`) of 45,000 and 450,000 persons with twelve lists; 4.5 million with BANGFU_CAMPAIGN=1. Each engine in a process of its own, reading from
the snapshot as a run does.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from math import log10
from pathlib import Path

import pyarrow as pa

from tests.bench.cache import ROOT
from tests.bench.figures import NOWHERE, Asked, Measured, bench

SIZES = (45_000, 450_000)
CAMPAIGN = 4_500_000
ROUNDS = 3
OTHERS = {"duckdb": "scan and join of the same columns in DuckDB", "polars": "the same joins in Polars", "pandas": "the same joins in pandas"}


@bench("checks", unit="", baseline="", ground=NOWHERE)
def all_checks(asked: Asked) -> Iterator[Measured]:
    """CPU-seconds and peak memory of the whole set over twelve lists, the engines in turns; and how they grow with ten times the persons."""
    before: dict[str, float] = {}
    for persons in (*SIZES, *[CAMPAIGN] * (os.environ.get("BANGFU_CAMPAIGN") == "1")):
        with tempfile.TemporaryDirectory(prefix="bangfu-checks-") as folder:
            _run("make", folder, persons, asked.seed)
            engines = [one for one in ENGINES if one != "pandas" or find_spec("pandas")]
            runs = [{one: _run(one, folder) for one in engines} for _ in range(ROUNDS if persons in SIZES else 1)]
        yield from _figures(runs, persons, [one for one in engines if one != "checks"])
        now = statistics.median(one["checks"]["cpu"] for one in runs)
        if before:
            grown = log10(now / before["cpu"])
            yield Measured(grown, now / before["cpu"], persons, "growth with ten times the persons", "≤ 1.1", "exponent", "a tenth of the persons")
        before = {"cpu": now}


def _figures(runs: list[dict[str, dict[str, float]]], persons: int, others: list[str]) -> Iterator[Measured]:
    for what, unit in (("cpu", "CPU-s"), ("peak", "MB")):
        for other in others:
            ratio = statistics.median(one["checks"][what] / one[other][what] for one in runs)
            value = statistics.median(one["checks"][what] for one in runs)
            target = "≤ 3 ×" if (what, other) == ("cpu", "duckdb") else "≤ 600 MB" if what == "peak" else " "
            yield Measured(value, ratio, persons, "", target, unit, OTHERS[other])


def _run(engine: str, folder: str, *more: int) -> dict[str, float]:
    line = [sys.executable, "-m", "tests.bench.checks", engine, folder, *map(str, more)]
    said: dict[str, float] = json.loads(subprocess.run(line, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1])
    return said


def _make(folder: Path, persons: int, seed: int) -> int:
    """Writes the tables of a county into a folder, as a run would."""
    from bangfu.crosscheck import snapshot
    from tests.bench import wide

    snapshot.keep_in(folder, wide.county(persons, seed))
    return persons


def _checks(folder: Path) -> int:
    from bangfu.crosscheck import engine, snapshot

    return len(engine.run(snapshot.read_from(folder)))


def _wanted(folder: Path) -> tuple[pa.Table, dict[str, pa.Table]]:
    """The columns that the checks look at: of the register with its households' number, and of each list."""
    from bangfu.crosscheck import snapshot
    from bangfu.crosscheck.needs import needs_of

    tables, needs = snapshot.read_from(folder), needs_of()
    return tables.register.to_table(columns=needs.of(tables.register.schema.names)), {
        source: rows.to_table(columns=needs.of(rows.schema.names)) for source, rows in tables.sources.items()
    }


def _duckdb(folder: Path) -> int:
    """Every column scanned once, and one FULL JOIN a list that carries them all."""
    import duckdb

    from bangfu.crosscheck.closed import CLOSED

    register, lists = _wanted(folder)
    connection = duckdb.connect(":memory:", config=CLOSED)
    connection.execute("SET enable_progress_bar = false")
    connection.register("register", register)
    ours, seen = ", ".join(f"r.{name}" for name in register.column_names), 0
    for rows in lists.values():
        connection.register("listed", rows)
        theirs = ", ".join(f"s.{name}" for name in rows.column_names)
        found = connection.execute(
            f"SELECT count(*), bit_xor(hash({ours}, {theirs})) FROM register r FULL JOIN listed s ON nullif(r.id18_index, '') = nullif(s.id18_index, '')",
        ).fetchall()
        seen += found[0][0]
    return seen


def _polars(folder: Path) -> int:
    """The same."""
    import polars as pl

    register, lists = _wanted(folder)
    ours, seen = _keyed(pl.DataFrame(pl.from_arrow(register))), 0
    for rows in lists.values():
        joined = ours.join(_keyed(pl.DataFrame(pl.from_arrow(rows))), on="key", how="full", suffix="_s")
        seen += joined.hash_rows().len()
    return seen


def _keyed(frame: "pl.DataFrame") -> "pl.DataFrame":   # type: ignore[name-defined]  # noqa: F821
    import polars as pl

    return frame.with_columns(pl.when(pl.col("id18_index") != "").then(pl.col("id18_index")).alias("key"))


def _pandas(folder: Path) -> int:
    """The same, without the hashing of the joined rows, which pandas would do one by one."""
    register, lists = _wanted(folder)
    ours = register.to_pandas()
    return sum(len(ours.merge(rows.to_pandas(), on="id18_index", how="outer", suffixes=("", "_s"))) for rows in lists.values())


ENGINES: dict[str, Callable[[Path], int]] = {"checks": _checks, "duckdb": _duckdb, "polars": _polars, "pandas": _pandas}


def _peak() -> float:
    """Megabytes this process held at most; those of its parent are not in it."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    import django

    django.setup()
    from bangfu.crosscheck import engine  # noqa: F401 - loaded before the clock starts

    what, where, *sizes = sys.argv[1:]
    began = time.process_time()
    rows = _make(Path(where), *map(int, sizes)) if what == "make" else ENGINES[what](Path(where))
    print(json.dumps({"cpu": time.process_time() - began, "peak": _peak(), "rows": rows}))
