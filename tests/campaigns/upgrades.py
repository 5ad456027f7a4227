"""The counties that earlier versions made, the newest first, brought up to this one on the database of DATABASE_URL (SQLite without one).

    python -m tests.campaigns.upgrades [--versions 7]
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from tests.campaigns.line import asked, tell
from tests.program import ROOT

EVERY = 1000


@dataclass(frozen=True)
class Figures:
    """`fallen`: counties that were not brought up, or had something else in them afterwards; `brought_up`: the others."""

    fallen: int
    brought_up: int


def main() -> int:
    """Exit code 0; what fell is told by its own words."""
    versions, _ = asked(__doc__, "versions", EVERY)
    with TemporaryDirectory(prefix="bangfu-upgrades-") as folder:
        report = Path(folder) / "report.xml"
        line = [sys.executable, "-m", "pytest", "-q", "-n", "0", f"--junitxml={report}", "tests/upgrades"]
        settings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "BANGFU_UPGRADES": str(versions)}
        subprocess.run(line, cwd=ROOT, env={**os.environ, **settings}, stdout=sys.stderr, check=False)
        told = ElementTree.parse(report).getroot()[0].attrib   # noqa: S314 - written a moment ago by the line above
    fallen = int(told["failures"]) + int(told["errors"])
    tell(Figures(fallen, int(told["tests"]) - fallen - int(told["skipped"])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
