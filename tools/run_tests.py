"""make test: every suite on everything it must run on, and at the end what ran, what did not, and why.

Packages without a database run once; all others on SQLite and again on PostgreSQL, but for tests that ask no database and those marked `once`, which ask
pages, files or words; the browser walks on SQLite. What is on SQLite and what is not goes on side by side, each with as many workers as the machine has
cores, at least two: where one waits the other works. The second is printed when it is done.
BANGFU_EVERYTHING=1 leaves nothing out on PostgreSQL.
BANGFU_REQUIRE_POSTGRES=1 and BANGFU_REQUIRE_BROWSER=1 turn a missing PostgreSQL or chromium into a failure.
Words after the command go to pytest: tools/run_tests.py -k journal
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.throwaway_postgres import NoPostgres, postgres  # noqa: E402

REPORTS = ROOT / "build" / "tests"
WITHOUT_DATABASE = ("tests/rules", "tests/workbooks", "tests/documents", "tests/architecture", "tests/package")
IN_A_BROWSER = "tests/browser"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
WORKERS = min(max(2, os.cpu_count() or 2), 8)
NOTHING_COLLECTED = 5   # exit code of pytest
BESIDE = {"BANGFU_TEST_LANE": "1"}   # ports of its own (tests/program.py)
EVERYTHING = os.environ.get("BANGFU_EVERYTHING") == "1"
RUNNING: list["subprocess.Popen[bytes]"] = []
STOPPED = threading.Event()


@dataclass
class Part:
    """One suite on one ground. `why` counts the reasons of what was skipped; `remark` is said in the table's last column."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    minutes: float = 0
    remark: str = ""
    why: Counter[str] = field(default_factory=Counter)


def main(words: list[str]) -> int:
    """Runs all parts, prints the table, and returns the exit code: 1 when anything failed."""
    signal.signal(signal.SIGTERM, _stop)   # so that the throw-away PostgreSQL is taken down too
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)   # hundreds of processes are started: what one has compiled the others need not
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir(parents=True)
    lanes: list[list[Callable[[], Part]]] = [
        [lambda: _run("rules, paper, architecture", _there(WITHOUT_DATABASE), words), lambda: _run("on SQLite", _with_database(), words)],
        [lambda: _on_postgres(words), lambda: _in_a_browser(words)],
    ]
    with ThreadPoolExecutor() as side_by_side:
        parts = [part for lane in side_by_side.map(lambda lane: [run() for run in lane], lanes) for part in lane]
    _print_table(parts)
    total = [sum(getattr(part, what) for part in parts) for what in ("passed", "failed", "skipped")]
    print("{} passed, {} failed, {} skipped".format(*total))
    return 1 if total[1] or not total[0] else 0


def _stop(*_: object) -> None:
    STOPPED.set()
    for one in RUNNING:
        one.terminate()
    sys.exit(143)


def _there(folders: tuple[str, ...]) -> list[str]:
    return [folder for folder in folders if (ROOT / folder).is_dir()]


def _with_database() -> list[str]:
    apart = {*WITHOUT_DATABASE, IN_A_BROWSER, "tests/bench", "tests/shots"}
    return sorted(name for path in (ROOT / "tests").iterdir() if path.is_dir() and (name := f"tests/{path.name}") not in apart and any(path.rglob("test_*.py")))


def _on_postgres(words: list[str]) -> Part:
    try:
        with postgres() as (what, url):
            return _run(f"on {what}", _with_database(), words, quietly=True, DATABASE_URL=url, BANGFU_DATABASE_ONLY="" if EVERYTHING else "1", **BESIDE)
    except NoPostgres as error:
        return _missing("on PostgreSQL", "BANGFU_REQUIRE_POSTGRES", f"no PostgreSQL here: {error}")


def _in_a_browser(words: list[str]) -> Part:
    if not (ROOT / IN_A_BROWSER).is_dir():
        return Part("in a browser", remark="there are no browser tests yet")
    if not any(map(shutil.which, CHROMIUMS)):
        return _missing("in a browser", "BANGFU_REQUIRE_BROWSER", "no chromium here: apt-get install chromium fonts-noto-cjk")
    return _run("in a browser", [IN_A_BROWSER], words, quietly=True, **BESIDE)


def _missing(name: str, flag: str, sentence: str) -> Part:
    """A part that cannot run: one failure where it is required, one skip with its reason where it is not."""
    print(f"\n!! {name}: {sentence}\n", flush=True)
    if os.environ.get(flag) == "1":
        return Part(name, failed=1, remark=sentence)
    return Part(name, skipped=1, remark=sentence, why=Counter({sentence: 1}))


def _run(name: str, folders: list[str], words: list[str], *, quietly: bool = False, **environment: str) -> Part:
    """`quietly`: what it says is printed when it is done."""
    report = REPORTS / f"{name.replace(' ', '-').replace(',', '')}.xml"
    line = [sys.executable, "-m", "pytest", "-q", *folders, "-n", str(WORKERS), "--dist", "worksteal", f"--junitxml={report}", *words]
    if STOPPED.is_set():
        return Part(name, remark="stopped before it began")
    print(f"\n── {name}{' …' if quietly else ''}", flush=True)
    began = time.monotonic()
    running = subprocess.Popen(
        line, cwd=ROOT, env={**os.environ, "DATABASE_URL": "", **environment}, stdout=subprocess.PIPE if quietly else None,
        stderr=subprocess.STDOUT if quietly else None,
    )
    RUNNING.append(running)
    said, _ = running.communicate()
    part = _read(name, report)
    part.minutes = (time.monotonic() - began) / 60
    if quietly:
        print(f"\n── {name}\n{said.decode(errors='replace')}", flush=True)
    if running.returncode not in (0, NOTHING_COLLECTED) and not part.failed:
        part.failed, part.remark = 1, f"pytest itself stopped with {running.returncode}; see above"
    return part


def _read(name: str, report: Path) -> Part:
    part = Part(name)
    if not report.exists():
        return part
    for case in ET.parse(report).iter("testcase"):
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            part.failed += 1
        elif skip is not None:
            part.skipped += 1
            part.why[skip.get("message", "")] += 1
        else:
            part.passed += 1
    return part


def _print_table(parts: list[Part]) -> None:
    print(f"\n{'part':<28}{'passed':>8}{'failed':>8}{'skipped':>9}{'minutes':>9}")
    for part in parts:
        print(f"{part.name:<28}{part.passed:>8}{part.failed:>8}{part.skipped:>9}{part.minutes:>9.1f}  {part.remark}")
    reasons = [(part.name, reason, times) for part in parts for reason, times in part.why.items()]
    if reasons:
        print("\nskipped:")
        for name, reason, times in reasons:
            print(f"  {times} {name}: {reason}")
    print()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
