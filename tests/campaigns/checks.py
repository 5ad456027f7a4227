"""The whole set of checks over a province's tenth: 4.5 million persons with twelve lists, against the bare joins of the same columns in DuckDB and in Polars.

    python -m tests.campaigns.checks [--persons 4500000] [--seed N] [--engines checks,duckdb,polars]

Each engine once, in a process of its own (`tests.bench.checks`). The others hold whole tables in memory: at 4.5 million persons DuckDB some 15 GB and Polars
more than 30; leave out what does not fit. Prints one line of JSON: CPU-seconds, peak memory and findings.
"""

import argparse
import json
import sys
import tempfile

from tests.bench import checks

ENGINES = ("checks", "duckdb", "polars")


def main() -> int:
    """Exit code 0; a fall of an engine is told by its own traceback."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=4_500_000)
    parser.add_argument("--seed", type=int, default=20260930)
    parser.add_argument("--engines", type=lambda text: text.split(","), default=list(ENGINES))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bangfu-checks-") as folder:
        checks._run("make", folder, args.persons, args.seed)
        told = {engine: checks._run(engine, folder) for engine in args.engines}
    figures = {f"{engine}_{what}": told[engine][what] for engine in told for what in ("cpu", "peak")}
    print(json.dumps({"persons": args.persons, "seed": args.seed, "findings": told.get("checks", {}).get("rows"), **figures}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
