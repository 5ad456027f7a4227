"""The whole set of checks over a province's tenth: 4.5 million persons with twelve lists, against the bare joins of the same columns in DuckDB and in Polars.

    python -m tests.campaigns.checks [--persons 4500000] [--seed N]

Each engine once, in a process of its own (`tests.bench.checks`). Prints one line of JSON: CPU-seconds, peak memory and findings.
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
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bangfu-checks-") as folder:
        checks._run("make", folder, args.persons, args.seed)
        told = {engine: checks._run(engine, folder) for engine in ENGINES}
    figures = {f"{engine}_{what}": told[engine][what] for engine in ENGINES for what in ("cpu", "peak")}
    print(json.dumps({"persons": args.persons, "seed": args.seed, "findings": told["checks"]["rows"], **figures}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
