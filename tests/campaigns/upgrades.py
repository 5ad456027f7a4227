"""Every earlier version brought up to this one, on the database of DATABASE_URL (SQLite without one).

    python -m tests.campaigns.upgrades
"""

import os
import subprocess
import sys

from tests.program import ROOT


def main() -> int:
    """Exit code 1 when a version could not be brought up."""
    line = [sys.executable, "-m", "pytest", "-q", "-n", "0", "tests/upgrades"]
    return subprocess.run(line, cwd=ROOT, env={**os.environ, "BANGFU_UPGRADES": "all"}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
