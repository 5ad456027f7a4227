"""make bench: what people wait for, on SQLite and on PostgreSQL, each figure with its baseline run beside it. Written to build/bench.json.

    python -m tests.bench [--size village|tenth|county] [--long] [--only WORD] [--seed N]

village: 500 households, to try it out; tenth: 12,620, about 45,000 persons; county: 126,201, about 450,000. The filled county is kept in build/bench-cache and made
anew when the schema or the demo's people change. --long imports 100,000 rows instead of 5,000. Every figure is an object of build/bench.json
with name, value, unit, baseline, ratio, target, size, seed; ratio is value ÷ baseline, target a text about one of the two.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.cache import ROOT, key
from tools.throwaway_postgres import NoPostgres, postgres

CACHE = ROOT / "build" / "bench-cache"
SIZES = {"village": 500, "tenth": 12_620, "county": 126_201}
DATABASES = ("empty", "untouched", "county")   # grounds that are one (figures.py)
ROWS, MANY_ROWS = 5_000, 100_000
COLUMNS = "{name:<72}{value:>10} {unit:<10} {ratio:>8} × {baseline:<56} {target:<9} size {size}"
Figure = dict[str, Any]


def main() -> int:
    """Measures each ground in a process of its own on each database."""
    args = _parser().parse_args()
    args.kept = args.kept or CACHE / key(SIZES[args.size], args.seed)   # once: the tree may be worked on meanwhile
    if args.inside:
        _inside(args)
        return 0
    figures: list[Figure] = []
    for one in _everywhere(args):
        print(COLUMNS.format(**one), flush=True)
        figures.append(one)
    if not args.only:   # a part is only looked at
        report = ROOT / "build" / "bench.json"
        report.write_text(json.dumps(figures, indent=1, ensure_ascii=False))
        print(f"written to {report}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default=os.environ.get("BANGFU_BENCH_SIZE", "tenth"))
    parser.add_argument("--seed", type=int, default=20260930)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--only", default="", help="benchmarks whose name has this word; nothing is written")
    parser.add_argument("--inside", default="", help=argparse.SUPPRESS)
    parser.add_argument("--kept", type=Path, help=argparse.SUPPRESS)
    return parser


def _everywhere(args: argparse.Namespace) -> Iterator[Figure]:
    with _folder() as var:
        _child(args, "fill", "", var)
    with _folder() as var:
        yield from _child(args, "nowhere", "", var)
    for ground in DATABASES:
        with _folder() as var:
            yield from _named("SQLite", _child(args, ground, "", var))
    try:
        for ground in DATABASES:
            with postgres() as (what, url), _folder() as var:
                yield from _named(what, _child(args, ground, url, var))
    except NoPostgres as error:
        print(f"!! not on PostgreSQL: {error}")


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bangfu-bench-") as folder:
        for name in ("data", "static"):
            (Path(folder) / name).mkdir()
        yield Path(folder)


def _named(database: str, figures: list[Figure]) -> Iterator[Figure]:
    return ({**one, "name": f"{database}: {one['name']}"} for one in figures)


def _child(args: argparse.Namespace, ground: str, database: str, var: Path) -> list[Figure]:
    environment = {**os.environ, "BANGFU_VAR": str(var), "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "bangfu.config.settings"}
    line = [sys.executable, "-m", "tests.bench", "--inside", ground, "--size", args.size, "--seed", str(args.seed), "--only", args.only]
    line += ["--kept", str(args.kept), *["--long"] * args.long]
    said = subprocess.run(line, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    found: list[Figure] = json.loads(said.splitlines()[-1])
    return found


def _inside(args: argparse.Namespace) -> None:
    """In the child: what the ground needs, then its benchmarks. The last line said is their figures as JSON."""
    import django

    django.setup()
    from tests.bench.figures import BENCHES, Asked

    asked = Asked(SIZES[args.size], MANY_ROWS if args.long else ROWS, args.seed, args.kept)
    if args.inside == "fill":
        _fill(asked)
        print("[]")
        return
    from tests.bench import checks, commands, imports, indicators, lookups, matching, pages, served, truth, walls  # noqa: F401 - they put themselves into the table

    wanted = [one for one in BENCHES if one.ground == args.inside and args.only in one.name]
    if args.inside == "county" and wanted:
        _county(asked)
    if args.inside == "empty" and args.only:   # otherwise the first benchmark makes the tables
        commands.bangfu("init")
    print(json.dumps([figure for one in wanted for figure in _figures(one, asked)]))


def _figures(one: Any, asked: Any) -> Iterator[Figure]:
    began = time.perf_counter()
    for found in one.run(asked):
        yield {
            "name": f"{one.name}: {found.of}" if found.of else one.name, "value": float(f"{found.value:.4g}"), "unit": found.unit or one.unit,
            "baseline": found.baseline or one.baseline, "ratio": float(f"{found.ratio:.3g}"), "target": (found.target or one.target).strip(),
            "size": found.size, "seed": asked.seed,
        }
    print(f"   ({one.name}: {time.perf_counter() - began:.0f} s)", file=sys.stderr, flush=True)


def _fill(asked: Any) -> None:
    """Fills the county on SQLite in this process's folder, and keeps it when it is whole."""
    from django.core.management import call_command
    from django.db import connection

    from tests.bench import county

    kept = asked.county
    if kept.exists():
        return
    began = time.perf_counter()
    print(f"   filling {asked.households} households…", file=sys.stderr, flush=True)
    call_command("migrate", verbosity=0)
    county.fill(asked.households, asked.seed)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    CACHE.mkdir(parents=True, exist_ok=True)
    for old in CACHE.glob(f"{asked.households}-{asked.seed}-*"):
        shutil.rmtree(old)
    shutil.copytree(os.environ["BANGFU_VAR"], kept.with_suffix(".draft"))
    kept.with_suffix(".draft").rename(kept)
    print(f"   (filled in {time.perf_counter() - began:.0f} s, {time.process_time():.0f} CPU-s)", file=sys.stderr, flush=True)


def _county(asked: Any) -> None:
    """A county filled before, in the database of this process."""
    from django.core.management import call_command
    from django.db import connection

    from bangfu.work.statistics import refresh_statistics
    from tests.bench import county

    county.lay_out(asked.county, Path(os.environ["BANGFU_VAR"]))
    if connection.vendor == "postgresql":
        call_command("migrate", verbosity=0)
        county.pour(asked.county / "data" / "bangfu.sqlite3")
    refresh_statistics()


if __name__ == "__main__":
    sys.exit(main())
