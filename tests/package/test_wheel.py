"""The wheel: with its assets inside, in an empty folder, without the repository and without Node, it makes the demo and answers."""

import ast
import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.source import Module, modules

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "bangfu" / "web" / "static" / "dist" / "desk.css"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder pip installed the wheel into, by itself; nothing else of ours is on the path of who looks there first. (With its dependencies, in an environment
    of its own: `python -m tests.campaigns.empty_environment`.)"""
    if not BUILT.exists():
        pytest.skip("the pages' styles are not built: python3 tools/build_face.py")
    there = tmp_path_factory.mktemp("wheel")
    line = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(there), str(ROOT)]
    subprocess.run(line, check=True, capture_output=True)
    wheel, = there.glob("bangfu-*.whl")
    put = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check", "--target"]
    subprocess.run([*put, str(there / "site"), str(wheel)], check=True, capture_output=True)
    return there / "site"


@pytest.fixture(scope="module")
def environment(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """No Node, no repository, no setting but where to find the program."""
    kept = {name: os.environ[name] for name in ("LANG", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "PATH": "/nowhere", "PYTHONPATH": str(installed), "PWD": str(tmp_path_factory.mktemp("empty"))}


def said(environment: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, *words], cwd=environment["PWD"], env=environment, capture_output=True, text=True, timeout=240)


def test_it_is_the_wheel_that_runs_and_it_holds_what_is_no_code(installed: Path, environment: dict[str, str]) -> None:
    found = said(environment, "-c", "import bangfu; print(bangfu.__file__)").stdout.strip()
    assert Path(found).is_relative_to(installed)
    held = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    wanted = {path.relative_to(ROOT).as_posix() for end in ("toml", "typ", "html", "css", "js", "svg", "txt") for path in (ROOT / "bangfu").rglob(f"*.{end}")}
    assert wanted and wanted <= held
    assert not {name for name in held if name.startswith(("tests/", "tools/", "docs/"))}


def test_what_it_imports_it_asks_for(installed: Path) -> None:
    """Else an empty environment would have all but that."""
    told, = installed.glob("bangfu-*.dist-info/METADATA")
    lines = [line.removeprefix("Requires-Dist: ") for line in told.read_text().splitlines() if line.startswith("Requires-Dist: ") and "extra ==" not in line]
    asked = {plain(re.split(r"[^A-Za-z0-9_.-]", line)[0]) for line in lines}
    known = packages_distributions()
    imported = {name.split(".")[0] for one in modules() for name in imports(one)} - {"bangfu", *sys.stdlib_module_names}
    assert imported and not {name for name in imported if not set(map(plain, known.get(name, []))) & asked}


def plain(name: str) -> str:
    """A distribution's name as it is compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imports(one: Module) -> Iterator[str]:
    """The modules a module imports, wherever in it."""
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.fixture(scope="module")
def demo(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    made = said(environment, "-m", "bangfu.config.command", "demo", "--size", "village", "--no-serve")
    assert made.returncode == 0, made.stderr
    yield environment


def test_the_demo_is_made_beside_whoever_asked_for_it(demo: dict[str, str]) -> None:
    assert (Path(demo["PWD"]) / "var" / "data" / "bangfu.sqlite3").exists()


def test_it_serves_its_pages_with_their_styles(demo: dict[str, str]) -> None:
    line = [sys.executable, "-m", "bangfu.config.command", "serve", "--port", "18700", "--no-worker", "--json"]
    with subprocess.Popen(line, cwd=demo["PWD"], env=demo, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            address = json.loads(process.stdout.readline())["address"].rstrip("/")
            with urllib.request.urlopen(f"{address}/sign-in/") as page, urllib.request.urlopen(f"{address}/static/dist/desk.css") as style:
                assert "帮扶" in page.read().decode() and len(style.read()) == BUILT.stat().st_size
        finally:
            process.terminate()
