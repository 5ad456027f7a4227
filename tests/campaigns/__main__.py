"""make campaign: the long forms. Prints what it does, and writes build/campaign.json: a list of name, value, unit, size, seed.

    python -m tests.campaigns [--kills 100] [--seed N]
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
UNITS = {"lost": "steps", "doubled": "steps", "stuck": "jobs", "interrupted": "kills", "seconds_median": "s", "seconds_most": "s"}


def main() -> int:
    """Exit code 1 when anything was lost, doubled or stuck."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    args = parser.parse_args()
    found = list(_on_each_database(args.kills, args.seed))
    report = ROOT / "build" / "campaign.json"
    report.parent.mkdir(exist_ok=True)
    report.write_text(json.dumps([figure for one in found for figure in _figures(one)], indent=1))
    print(f"written to {report}")
    return int(any(one[what] for one in found for what in ("lost", "doubled", "stuck")))


def _on_each_database(kills: int, seed: int) -> Iterator[dict[str, Any]]:
    yield _alarm_clock(kills, seed, "")
    try:
        with postgres() as (_, url):
            yield _alarm_clock(kills, seed, url)
    except NoPostgres as error:
        print(f"!! not on PostgreSQL: {error}")


def _alarm_clock(kills: int, seed: int, database: str) -> dict[str, Any]:
    line = [sys.executable, "-m", "tests.campaigns.alarm_clock", "--kills", str(kills), "--seed", str(seed)]
    with tempfile.TemporaryDirectory(prefix="bangfu-campaign-") as folder:
        environment = {**os.environ, "BANGFU_VAR": folder, "DATABASE_URL": database}
        said = subprocess.run(line, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    print(said.splitlines()[-1], flush=True)
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def _figures(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for what, unit in UNITS.items():
        yield {"name": f"alarm clock, {one['database']}: {what}", "value": one[what], "unit": unit, "size": one["kills"], "seed": one["seed"]}


if __name__ == "__main__":
    sys.exit(main())
