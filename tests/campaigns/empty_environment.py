"""The wheel in an empty environment: a virtual environment of its own, the wheel and what it asks for, no Node, no repository; the demo is made and serves.

    python -m tests.campaigns.empty_environment [--environments 1]

fetches the dependencies from wherever pip is told to, and prints its figures as one line of JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
import venv
from dataclasses import dataclass
from pathlib import Path

from tests.campaigns.line import asked, tell

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Figures:
    """`fallen`: environments in which the demo was not made, did not answer with its styles, or left anything but its data beside it."""

    fallen: int
    megabytes: int


def main() -> int:
    """Exit code 0; what fell is told by its own words."""
    environments, _ = asked(__doc__, "environments", 1)
    fallen = megabytes = 0
    for _ in range(environments):
        with tempfile.TemporaryDirectory(prefix="bangfu-empty-") as folder:
            fallen += not _comes_up(Path(folder))
            megabytes = sum(path.lstat().st_size for path in (Path(folder) / "env").rglob("*")) >> 20
    tell(Figures(fallen, megabytes))
    return 0


def _comes_up(there: Path) -> bool:
    program = _installed(there)
    environment = {**{name: os.environ[name] for name in ("LANG", "HOME", "TMPDIR") if name in os.environ}, "PATH": "/nowhere"}
    made = subprocess.run([program, "demo", "--size", "village", "--no-serve", "--json"], cwd=there, env=environment, stdout=subprocess.DEVNULL)
    return made.returncode == 0 and _answers(program, there, environment) and {path.name for path in there.iterdir()} == {"env", "wheel", "var"}


def _installed(there: Path) -> str:
    """The program's own command in a fresh environment."""
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(there / "wheel"), str(ROOT)], check=True)
    venv.create(there / "env", with_pip=True)
    wheel, = (there / "wheel").glob("bangfu-*.whl")
    subprocess.run([there / "env" / "bin" / "pip", "install", "-q", "--disable-pip-version-check", wheel], check=True)
    return str(there / "env" / "bin" / "bangfu")


def _answers(program: str, folder: Path, environment: dict[str, str]) -> bool:
    """Whether its pages come with their styles."""
    line = [program, "serve", "--port", "18900", "--no-worker", "--json"]
    with subprocess.Popen(line, cwd=folder, env={**environment, "BANGFU_DEMO": "1"}, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            address = json.loads(process.stdout.readline())["address"].rstrip("/")
            with urllib.request.urlopen(f"{address}/sign-in/") as page, urllib.request.urlopen(f"{address}/static/dist/desk.css") as style:
                return "帮扶" in page.read().decode() and style.status == 200
        finally:
            process.terminate()


if __name__ == "__main__":
    sys.exit(main())
