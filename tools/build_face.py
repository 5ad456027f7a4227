"""Builds styles, scripts and icons of the desk into bangfu/web/static/dist."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DESK = ROOT / "frontend" / "desk"
BUILT = ROOT / "bangfu" / "web" / "static" / "dist"
OLDEST = (20, 19)
HOW = "Install Node 20.19 or later (with npm) and run make again."


def main() -> None:
    _node_is_there()
    installed = DESK / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < (DESK / "package-lock.json").stat().st_mtime:
        print("installing what the front end is built with ...", flush=True)
        _run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel", "error"])
    print("building the front end ...", flush=True)
    _run(["npm", "run", "--silent", "build", "--", "--logLevel", "error"])
    (BUILT / ".built").touch()


def _node_is_there() -> None:
    if not shutil.which("node") or not shutil.which("npm"):
        sys.exit(f"Node is missing: it builds the pages' styles and scripts. {HOW}")
    said = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    version = re.match(r"v(\d+)\.(\d+)", said)
    if not version or (int(version[1]), int(version[2])) < OLDEST:
        sys.exit(f"Node {said or '?'} is too old. {HOW}")


def _run(line: list[str]) -> None:
    code = subprocess.run(line, cwd=DESK).returncode
    if code:
        sys.exit(f"this step failed ({code}), in frontend/desk: {' '.join(line)}")


if __name__ == "__main__":
    main()
