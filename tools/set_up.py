"""Makes .venv and installs the locked packages, and the program itself so that .venv/bin/bangfu exists.

    python3 tools/set_up.py runtime|dev

Needs nothing but Python with venv; uses uv where it is installed, because it is quicker.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# hatchling builds the program itself; it too comes from a lock with hashes, so nothing is fetched that was not looked at
LOCKS = {"runtime": ("build.txt", "runtime.txt"), "dev": ("build.txt", "dev.txt")}


def main(kind: str) -> None:
    if sys.version_info < (3, 11):   # noqa: UP036 - whoever runs this may have any Python
        sys.exit(f"Python {sys.version.split()[0]} is too old: bangfu needs 3.11 or later. Try: make PYTHON=python3.11")
    if not PYTHON.exists():
        _make_venv()
    print(f"installing the {kind} packages into .venv ...", flush=True)
    for lock in LOCKS[kind]:
        _install("--require-hashes", "-r", str(ROOT / "requirements" / lock))
    _install("--no-build-isolation", "--no-deps", "-e", str(ROOT))
    (VENV / f"{kind}.ready").touch()
    if kind == "dev":
        (VENV / "runtime.ready").touch()   # the development lock holds all of the other


def _make_venv() -> None:
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], cwd=ROOT).returncode:
        sys.exit("Python cannot make a virtual environment here. On Debian: apt-get install python3-venv")


def _install(*what: str) -> None:
    """By uv where it is there and works, else by pip, which always is."""
    if shutil.which("uv"):
        if subprocess.run(["uv", "pip", "install", "-q", "--python", str(PYTHON), *what], cwd=ROOT).returncode == 0:
            return
        print("uv could not; pip does it instead ...", flush=True)
    line = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", *what]
    if code := subprocess.run(line, cwd=ROOT).returncode:
        sys.exit(f"this step failed ({code}): {' '.join(line)}")


if __name__ == "__main__":
    main(sys.argv[1])
