"""make campaign: the long forms. Prints what it does, and writes build/campaign.json: a list of name, value, unit, size, seed.

    python -m tests.campaigns [--kills 100] [--import-kills 200] [--backups 200] [--pairs 20000] [--long] [--files 100000] [--persons 4500000]
        [--engines checks,duckdb,polars] [--seed N]
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.throwaway_postgres import NoPostgres, postgres

ROOT = Path(__file__).resolve().parents[2]
UNITS = {
    "alarm_clock": {"lost": "steps", "doubled": "steps", "stuck": "jobs", "interrupted": "kills", "seconds_median": "s", "seconds_most": "s"},
    "import_kills": {
        "half": "villages", "lost": "records", "doubled": "records", "stuck": "jobs", "faults": "journal faults", "interrupted": "kills",
        "months": "lists", "rows": "rows",
    },
    "walls": {"leaks": "pairs", "pages": "pairs", "questions": "pairs", "rows": "pairs", "kinds": "kinds", "seconds": "CPU-s"},
    "backups": {
        "lost": "lists", "differing": "tables", "faults": "journal faults", "silent": "programs", "lists": "lists", "meanwhile": "lists", "seconds_most": "s",
    },
}
COUNTED = {"alarm_clock": "kills", "import_kills": "kills", "backups": "rounds", "walls": "pairs"}   # what the length of each is called
OF_FILES = {"fallen": "files", "in_rows": "files", "refused": "files", "seconds": "s", "slowest_ms": "ms", "memory_mib": "MiB"}
OF_CHECKS = {
    "findings": "findings", "checks_cpu": "CPU-s", "duckdb_cpu": "CPU-s", "polars_cpu": "CPU-s", "checks_peak": "MB", "duckdb_peak": "MB", "polars_peak": "MB",
}
NEVER = ("leaks", "half", "lost", "doubled", "stuck", "faults", "fallen", "differing", "silent")


def main() -> int:
    """Exit code 1 when anything was lost, doubled, stuck or seen by halves, or a file brought the reader down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--import-kills", type=int, default=200)
    parser.add_argument("--backups", type=int, default=200, help="how often everything is backed up and put back")
    parser.add_argument("--pairs", type=int, default=20_000, help="who asks for what out of reach, on each database; 1,000,000 with --long")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--persons", type=int, default=4_500_000, help="whom the checks are run over; 0 leaves them out")
    parser.add_argument("--engines", default="checks,duckdb,polars", help="what the checks are held against: leave out what does not fit into memory")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    args = parser.parse_args()
    wanted = {"alarm_clock": args.kills, "import_kills": args.import_kills, "backups": args.backups, "walls": 1_000_000 if args.long else args.pairs}
    found = list(_on_each_database(wanted, args.seed))
    files = _files(args.files, args.seed)
    checks = _checks(args.persons, args.seed, args.engines) if args.persons else {}
    report = ROOT / "build" / "campaign.json"
    report.parent.mkdir(exist_ok=True)
    figures = [figure for name, one in found for figure in _figures(name, one)] + list(_figures_of_files(files))
    figures += [
        {"name": f"checks: {what}", "value": checks[what], "unit": unit, "size": args.persons, "seed": args.seed} for what, unit in OF_CHECKS.items() if what in checks]
    report.write_text(json.dumps(figures, indent=1))
    print(f"written to {report}")
    return int(any(one.get(what) for one in [files, *(one for _, one in found)] for what in NEVER))


def _on_each_database(wanted: dict[str, int], seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, length in wanted.items():
        yield name, _campaign(name, length, seed, "")
        try:
            with postgres() as (_, url):
                yield name, _campaign(name, length, seed, url)
        except NoPostgres as error:
            print(f"!! not on PostgreSQL: {error}")


def _campaign(name: str, length: int, seed: int, database: str) -> dict[str, Any]:
    line = [sys.executable, "-m", f"tests.campaigns.{name}", f"--{COUNTED[name]}", str(length), "--seed", str(seed)]
    with tempfile.TemporaryDirectory(prefix="bangfu-campaign-") as folder:
        environment = {**os.environ, "BANGFU_VAR": folder, "DATABASE_URL": database}
        said = subprocess.run(line, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    print(said.splitlines()[-1], flush=True)
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def _files(count: int, seed: int) -> dict[str, Any]:
    """Damaged and forged files, which need no database. What fell is kept beside the report."""
    line = [sys.executable, "-m", "tests.campaigns.files", "--files", str(count), "--seed", str(seed), "--keep", str(ROOT / "build" / "fallen")]
    said = subprocess.run(line, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False).stdout
    print(said.splitlines()[-1], flush=True)
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def _checks(persons: int, seed: int, engines: str) -> dict[str, Any]:
    """The whole set of checks over many persons, which needs no database."""
    line = [sys.executable, "-m", "tests.campaigns.checks", "--persons", str(persons), "--seed", str(seed), "--engines", engines]
    said = subprocess.run(line, cwd=ROOT, env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}, stdout=subprocess.PIPE, text=True, check=True).stdout
    print(said.splitlines()[-1], flush=True)
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def _figures_of_files(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for what, unit in OF_FILES.items():
        yield {"name": f"damaged files: {what}", "value": one[what], "unit": unit, "size": one["files"], "seed": one["seed"]}


def _figures(name: str, one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for what, unit in UNITS[name].items():
        words = f"{name.replace('_', ' ')}, {one['database']}: {what}"
        yield {"name": words, "value": one[what], "unit": unit, "size": one[COUNTED[name]], "seed": one["seed"]}


if __name__ == "__main__":
    sys.exit(main())
