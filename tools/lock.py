"""Resolves pyproject.toml into requirements/*.txt, every file with its hashes. Needs uv; people who only run or test never need this."""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ROOT / "requirements"


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    build = [*project["build-system"]["requires"], "editables"]   # editables: what an installation in place needs besides
    runtime = project["project"]["dependencies"]
    _compile([*runtime, *project["project"]["optional-dependencies"]["dev"]], "dev.txt")
    pins = "\n".join(re.findall(r"^[\w.-]+==\S+", (REQUIREMENTS / "dev.txt").read_text(), re.M))
    _compile(runtime, "runtime.txt", pins)
    _compile(build, "build.txt", pins)


def _compile(wanted: list[str], lock: str, pins: str = "") -> None:
    """One lock; `pins` keeps the versions of another, so that all of them can be installed together."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "wanted.in").write_text("\n".join(wanted))
        (Path(folder) / "pins.txt").write_text(pins)
        line = [
            "uv", "pip", "compile", f"{folder}/wanted.in", "-c", f"{folder}/pins.txt", "--generate-hashes", "--no-header", "--no-annotate",
            "--no-emit-index-url", "--no-emit-find-links", "--python-version", "3.11", "-q", "-o", str(REQUIREMENTS / lock),
        ]
        if subprocess.run(line).returncode:
            sys.exit(f"{lock} could not be resolved")


if __name__ == "__main__":
    main()
