"""make campaign: the long forms of the promises (tests/campaigns/promises.py), one after the other, on each database.

    python -m tests.campaigns [--only walls files] [--on SQLite] [--long] [--length walls=5000 files=200] [--seed N]

Prints the figures of each, writes build/campaign.json (a list of name, value, unit, size, seed), and keeps in docs/proof.json and docs/proof.md what was reached.
"""

import argparse
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from tests.campaigns.promises import PROMISES, Promise
from tests.campaigns.proof import Reached, keep
from tools.throwaway_postgres import NoPostgres, postgres

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Exit code 1 when a promise was broken, or a campaign fell."""
    args = _arguments()
    lengths = {one.name: one.longest if args.long else one.length for one in PROMISES} | dict(args.length)
    report, figures, broken = ROOT / "build" / "campaign.json", list[dict[str, Any]](), False
    report.parent.mkdir(exist_ok=True)
    for promise in (one for one in PROMISES if one.name in (args.only or lengths)):
        for reached in _on_each_ground(promise, lengths[promise.name], args.seed, args.on):
            broken |= reached is None or bool(reached.broken(promise))
            if reached:
                keep(reached, promise)
                figures += _figures(promise, reached)
                report.write_text(json.dumps(figures, indent=1))
    print(f"written to {report} and docs/proof.md")
    return int(broken)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=[one.name for one in PROMISES])
    parser.add_argument("--on", choices=("SQLite", "PostgreSQL"), default="", help="this database alone, and what asks none")
    parser.add_argument("--long", action="store_true", help="the longest form of each")
    parser.add_argument("--length", nargs="+", type=_length, default=[], metavar="NAME=N", help="so many of what that campaign counts")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    return parser.parse_args()


def _length(words: str) -> tuple[str, int]:
    name, _, count = words.partition("=")
    if name not in [one.name for one in PROMISES]:
        raise argparse.ArgumentTypeError(f"there is no campaign {name!r}")
    return name, int(count)


def _on_each_ground(promise: Promise, length: int, seed: int, only: str) -> Iterator[Reached | None]:
    """None for a campaign that fell."""
    for ground in (one for one in promise.grounds if not (only and one) or one == only):
        try:
            with _ground(ground) as (version, environment):
                yield _run(promise, length, seed, ground, version, environment)
        except NoPostgres as error:
            print(f"!! {promise.name} not on PostgreSQL: {error}", flush=True)


@contextmanager
def _ground(ground: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(version of the database, what tells a campaign of it): empty, and with a data folder of its own."""
    with tempfile.TemporaryDirectory(prefix="bangfu-campaign-") as folder:
        if ground == "PostgreSQL":
            with postgres() as (_, url):
                with psycopg.connect(url) as asked:
                    version = f"PostgreSQL {asked.info.server_version // 10_000}.{asked.info.server_version % 10_000}"
                yield version, {"BANGFU_VAR": folder, "DATABASE_URL": url}
        else:
            yield f"SQLite {sqlite3.sqlite_version}" if ground else "", {"BANGFU_VAR": folder, "DATABASE_URL": ""}


def _run(promise: Promise, length: int, seed: int, ground: str, version: str, environment: dict[str, str]) -> Reached | None:
    line = [sys.executable, "-m", f"tests.campaigns.{promise.name}", f"--{promise.counted}", str(length), "--seed", str(seed), *promise.more]
    before = _cpu_seconds()
    said = subprocess.run(line, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True, check=False)
    try:
        figures: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])
        shown = {what: figures[what] for what in promise.units if figures.get(what) is not None}
        if not shown or not set(promise.never) <= set(shown):   # the last it said were other words
            raise ValueError(said.stdout)
    except (IndexError, KeyError, TypeError, ValueError):
        print(f"!! {promise.name} fell on {version or 'no database'} with {said.returncode}; its own words stand above", flush=True)
        return None
    print(promise.name, version, json.dumps(figures, ensure_ascii=False), flush=True)
    return Reached(promise.name, ground, version, date.today().isoformat(), seed, length, round(_cpu_seconds() - before, 1), shown)


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _figures(promise: Promise, reached: Reached) -> Iterator[dict[str, Any]]:
    name = f"{promise.name.replace('_', ' ')}{', ' if reached.on else ''}{reached.version}"
    for what, value in {**reached.figures, "CPU": reached.cpu_seconds}.items():
        yield {"name": f"{name}: {what}", "value": value, "unit": promise.units.get(what, "CPU-s"), "size": reached.length, "seed": reached.seed}


if __name__ == "__main__":
    sys.exit(main())
