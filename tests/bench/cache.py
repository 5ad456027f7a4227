"""Where filled counties are kept between runs."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MADE_BY = ("tests/bench/county.py", "tests/bench/offices.py", "bangfu/*/migrations/*.py", "bangfu/demo/*.py", "bangfu/crosscheck/checks/*.py")


def key(households: int, seed: int) -> str:
    """A word for what a filled county depends on: its size, its seed, the schema, and how it is filled."""
    code = [path.read_bytes() for pattern in MADE_BY for path in sorted(ROOT.glob(pattern))]
    return f"{households}-{seed}-{hashlib.sha256(b''.join(code)).hexdigest()[:12]}"


def kept_tables(county: Path) -> Path:
    """The folder with what the run of the checks over a kept county read."""
    return next((county / "data" / "snapshots").iterdir())
