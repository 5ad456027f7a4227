"""The whole set of checks over a province's tenth: 4.5 million persons with twelve lists, against the bare joins of the same columns in DuckDB and in Polars.

    python -m tests.campaigns.checks [--persons 4500000] [--seed N] [--engines checks,duckdb,polars]

Each engine once, in a process of its own (`tests.bench.checks`). The others hold whole tables in memory: at 4.5 million persons DuckDB some 15 GB and Polars
more than 30; what does not fit into what the machine has free is left out, and that is said. Prints one line of JSON: CPU-seconds, peak memory and findings.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator

from tests.bench import checks

NEEDED = {"checks": 0, "duckdb": 3_500, "polars": 7_000}   # bytes of memory a person


def main() -> int:
    """Exit code 0; a fall of an engine is told by its own traceback."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=4_500_000)
    parser.add_argument("--seed", type=int, default=20260930)
    parser.add_argument("--engines", type=lambda text: text.split(","), help="these, whether they fit or not")
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    engines = args.engines or list(_that_fit(args.persons))
    with tempfile.TemporaryDirectory(prefix="bangfu-checks-") as folder:
        checks._run("make", folder, args.persons, args.seed)
        told = {engine: checks._run(engine, folder) for engine in engines}
    figures = {f"{engine}_{what}": told[engine][what] for engine in told for what in ("cpu", "peak")}
    print(json.dumps({"persons": args.persons, "seed": args.seed, "findings": told.get("checks", {}).get("rows"), **figures}))
    return 0


def _that_fit(persons: int) -> Iterator[str]:
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for engine, needed in NEEDED.items():
        if persons * needed < free:
            yield engine
        else:
            print(f"!! {engine} left out: {persons:,} persons need some {persons * needed >> 30} GB, {free >> 30} are free")


if __name__ == "__main__":
    sys.exit(main())
