"""The wheel: with its assets inside, in an empty folder, without the repository and without Node, it makes the demo and answers."""

import json
import os
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "bangfu" / "web" / "static" / "dist" / "desk.css"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder the wheel was unpacked into; nothing else of ours is on the path of who looks there first."""
    if not BUILT.exists():
        pytest.skip("the pages' styles are not built: python3 tools/build_face.py")
    there = tmp_path_factory.mktemp("wheel")
    line = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(there), str(ROOT)]
    subprocess.run(line, check=True, capture_output=True)
    wheel, = there.glob("bangfu-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(there / "site")
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
