"""make bench: how long what people wait for takes, on SQLite and on PostgreSQL. Writes build/bench.json: a list of name, value, unit, size.

    python -m tests.bench [--villages 1000]

Each figure is the middle of three runs on a database of its own, with the durability of production.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tools.throwaway_postgres import NoPostgres, postgres

ROOT = Path(__file__).resolve().parents[2]
RUNS = 3


def main() -> int:
    """Measures in a process for each run, so that nothing is warm that would not be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--villages", type=int, default=1000)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.inside:
        print(json.dumps(list(_measured(args.villages))))
        return 0
    found = [_middle("SQLite", [_run(args.villages, "") for _ in range(RUNS)])]
    try:
        runs = []
        for _ in range(RUNS):
            with postgres() as (what, url):
                runs.append(_run(args.villages, url))
        found.append(_middle(what, runs))
    except NoPostgres as error:
        print(f"!! not on PostgreSQL: {error}")
    figures = [figure for one in found for figure in one]
    for figure in figures:
        print("{name:<58}{value:>10} {unit:<8} (size {size})".format(**figure))
    report = ROOT / "build" / "bench.json"
    report.parent.mkdir(exist_ok=True)
    report.write_text(json.dumps(figures, indent=1))
    return 0


def _run(villages: int, database: str) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="bangfu-bench-") as folder:
        environment = {**os.environ, "BANGFU_VAR": folder, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "bangfu.config.settings"}
        line = [sys.executable, "-m", "tests.bench", "--inside", "--villages", str(villages)]
        said = subprocess.run(line, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    found: list[dict[str, Any]] = json.loads(said.splitlines()[-1])
    return found


def _middle(what: str, runs: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [
        {**same[0], "name": f"{what}: {same[0]['name']}", "value": round(statistics.median(one["value"] for one in same), 3)}
        for same in zip(*runs, strict=True)
    ]


def _measured(villages: int) -> Iterator[dict[str, Any]]:
    yield _figure("bangfu --help, from cold", _seconds(lambda: _bangfu("--help")), 1)
    yield _figure("bangfu init on an empty database", _seconds(lambda: _bangfu("init")), 1)
    import django

    django.setup()
    from bangfu.journal.actions import Subject, record
    from bangfu.journal.models import Entry
    from bangfu.journal.verify import verify
    from bangfu.organization.actions import PlaceRow, take_in_places
    from bangfu.organization.actor import PROGRAM
    from tests.county import SINCE

    rows = [PlaceRow("990121", "县"), PlaceRow("990121001", "镇"), *(PlaceRow(f"990121001{number:03}", f"村{number}") for number in range(min(villages, 1000)))]
    yield _figure("taking in places", _seconds(lambda: take_in_places(PROGRAM, rows, since=SINCE, source="")), len(rows))

    def one_by_one() -> None:
        from django.db import transaction

        for number in range(100):
            with transaction.atomic():
                record(PROGRAM, "place.noted", Subject("place", "990121001", str(number)), at="990121001")

    yield _figure("100 actions, each with its entry and its commit", _seconds(one_by_one), 100)
    yield _figure("bangfu journal verify (in the process)", _seconds(verify), Entry.objects.count())


def _figure(name: str, seconds: float, size: int) -> dict[str, Any]:
    return {"name": name, "value": seconds, "unit": "s", "size": size}


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _bangfu(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "bangfu.config.command", *words], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    sys.exit(main())
