"""kill -9 of pages, worker and database while a county works: is what was said to be done there once, and nothing half?

    python -m tests.campaigns.kills --kills 50 --seed 1

runs on the database of DATABASE_URL, which must be empty, and prints the figures as one line of JSON. `bangfu serve` is real, clerks send real forms; kills come at
every failpoint of the program and at random moments, at DEEDS deeds a kill on the average. A throw-away PostgreSQL is killed too, and mends itself.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.campaigns.database_kills import Server
from tests.campaigns.line import asked, tell
from tests.program import Program, started

DEEDS = 40        # a kill
REACHED = 40.0    # seconds for a failpoint
PATIENCE = 120.0  # seconds for the deeds before a kill, and for what is left after the last
PORT = str(19_000 + os.getpid() % 2_000)   # nobody else's: a clerk must never find another program where theirs was killed


@dataclass(frozen=True)
class Blow:
    """One kill: of `whom` (pages, worker, all, database, backend) at a random moment of `work`, or at a failpoint (`at`) which kills whoever passes it."""

    whom: str = ""
    at: str = ""
    work: str = ""


BLOWS = (
    Blow(at="web.answered"), Blow(at="crosscheck.settle", work="settle"), Blow("pages"), Blow(at="stage.batch", work="import"), Blow("database", work="run"),
    Blow(at="journal.recorded"), Blow(at="compare.village", work="import"), Blow("worker", work="print"), Blow(at="apply.village", work="import"),
    Blow("all", work="import"), Blow(at="crosscheck.village", work="run"), Blow("backend", work="print"), Blow(at="print.part", work="print"),
    Blow("worker", work="import"), Blow(at="export.made", work="export"), Blow("database", work="import"), Blow(at="clear.rows", work="cancel"),
    Blow("pages", work="run"), Blow(at="clear.file", work="cancel"),
)
MOST_PASSED = {"web.answered": 30, "journal.recorded": 40, "crosscheck.settle": 4, "compare.village": 2, "apply.village": 2, "crosscheck.village": 3}


@dataclass
class Figures:
    """What one loop found. `deeds`: forms said to be received and jobs said to be done; `asked`: those of them that were forms. `cut`: forms that were on their way at a
    kill; `interrupted`: kills that hit a job; `missed`: failpoints of the program that no kill came at; `wordless`: answers of trouble that did not say what it is."""

    database: str
    seed: int
    kills: int
    deeds: int = 0
    asked: int = 0
    lost: int = 0
    doubled: int = 0
    half: int = 0
    stuck: int = 0
    faults: int = 0
    wordless: int = 0
    missed: int = 0
    cut: int = 0
    interrupted: int = 0
    at: dict[str, int] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)


def kill_loop(
    *, kills: int, seed: int, heads: int = 240, deeds: int = DEEDS, blows: tuple[Blow, ...] = BLOWS, server: Server | None = None, worker: bool = True, tries: int = 1,
) -> Figures:
    """Kills so often. Django must be set up, the county of the tests built; `heads`: findings of its first township. Where there is no `server`, a blow at the
    database is struck at all of the program; without `worker` pages alone are served; a failpoint that was not reached is tried again, `tries` times in all."""
    from django.db import connection

    from tests.campaigns.office import Office, findings_to_settle

    findings_to_settle(heads)
    office, chance, at = Office(worker=worker), random.Random(seed), Counter[str]()
    with office.at_work():
        for nth in range(kills):
            for _ in range(tries):
                at[where := _struck(office, blows[nth % len(blows)], nth * deeds, chance, server)] += 1
                if not where.startswith("not "):
                    break
        with _served(office, ""):
            office.tend(lambda: office.ledger.done() >= kills * deeds, PATIENCE * 4)
            office.leave()
            office.tend(lambda: not office.open_work(), PATIENCE)
    connection.close()
    found = Figures(connection.vendor, seed, kills, cut=office.ledger.cut, interrupted=office.interrupted, wordless=office.ledger.wordless, at=dict(at))
    _reckon(found, office)
    found.missed = len(failpoints() - {name for one, times in at.items() if (name := one.removeprefix("at ")) != one and times}) if kills >= len(blows) else 0
    return found


def _reckon(found: Figures, office: Any) -> None:
    from bangfu.journal.verify import verify
    from tests.campaigns.reckoning import reckoned

    told = reckoned(office)
    found.lost, found.doubled, found.half, found.stuck = (len(getattr(told, what)) for what in ("lost", "doubled", "half", "stuck"))
    found.faults, found.asked, found.deeds = len(verify().faults), office.ledger.done(), office.ledger.done() + told.jobs
    found.told = [*told.lost, *told.doubled, *told.half, *told.stuck, *(f"{times} × {what}" for what, times in office.ledger.errors.items())][:20]


def failpoints() -> set[str]:
    """Every failpoint the program has, but those of a change of keys, which have campaigns of their own (rotations, reindexings)."""
    import re

    from tests.campaigns import reindexings, rotations

    sources = (Path(__file__).resolve().parents[2] / "bangfu").rglob("*.py")
    return {name for path in sources for name in re.findall(r'failpoint\("([\w.]+)"\)', path.read_text())} - {*rotations.SPOTS, *reindexings.SPOTS}


def _struck(office: Any, blow: Blow, deeds: int, chance: random.Random, server: Server | None) -> str:
    """Serves, has work done, kills. Returns where the kill came."""
    if not office.may_be_killed():   # a job is given up after some attempts; the loop leaves it one
        with _served(office, ""):
            office.tend(office.may_be_killed, PATIENCE)
    if blow.at:
        return _struck_at(office, blow, deeds, f"{blow.at}:{chance.randint(1, MOST_PASSED.get(blow.at, 1))}")
    whom = "all" if blow.whom in ("database", "backend") and server is None else blow.whom
    with _served(office, "") as program:
        office.tend(lambda: office.ledger.done() >= deeds, PATIENCE)
        if blow.work:
            office.begin(blow.work)
            office.tend(office.is_running, 10)
        office.tend(lambda: False, chance.uniform(0, 0.8))
        _strike(office, program, whom, server)
    return f"{whom}, random"


def _struck_at(office: Any, blow: Blow, deeds: int, point: str) -> str:
    """Whoever of the program passes the point dies there, and `bangfu serve` ends with it."""
    try:
        with _served(office, point) as program:
            def gone() -> bool:
                return program.process.poll() is not None

            office.tend(lambda: gone() or office.ledger.done() >= deeds, PATIENCE)
            if not gone() and blow.work:
                office.begin(blow.work)
            hit = office.tend(gone, REACHED / 2) or _once_more(office, blow) and office.tend(gone, REACHED / 2)
            office.note_interrupted()
            program.kill()
    except NeverServed:
        hit = True   # it passed the point before it said where it serves
    return f"at {blow.at}" if hit else f"not at {blow.at}"


def _once_more(office: Any, blow: Blow) -> bool:
    """Another list, where the one that was in hand had passed the point already."""
    if blow.work in ("import", "cancel"):
        office.begin(blow.work)
    return True


def _strike(office: Any, program: Program, whom: str, server: Server | None) -> None:
    if whom in ("database", "backend") and server:
        office.note_interrupted()
        server.kill() if whom == "database" else server.kill_a_backend()
        office.tend(lambda: False, 2)   # everybody goes on by themselves
        program.kill()
        return
    children = {name: pid for pid in program.children() if (name := "pages" if "granian" in _line_of(pid) else "worker")}
    if whom == "all" or whom not in children:
        program.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(children[whom], 9)
        office.tend(lambda: program.process.poll() is not None, 40)   # `bangfu serve` ends when one of the two does
        program.kill()
    office.note_interrupted()


def _line_of(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


@contextmanager
def _served(office: Any, point: str) -> Iterator[Program]:
    try:
        serving = started("serve", "--port", PORT, *([] if office.worker else ["--no-worker"]), BANGFU_FAIL=point, BANGFU_LOG="ERROR")
        program = serving.__enter__()
    except AssertionError as error:
        raise NeverServed from error
    try:
        office.address = program.address
        yield program
    finally:
        serving.__exit__(None, None, None)


class NeverServed(Exception):
    """It ended before it said where it serves."""


def main() -> None:
    kills, seed = asked(__doc__ or "", "kills", 50)
    import django

    from tests.campaigns.import_kills import the_county

    url = os.environ.get("DATABASE_URL", "")
    server = Server(url) if url.startswith("postgres") else None
    django.setup()
    with the_county():
        found = kill_loop(kills=kills, seed=seed, server=server if server and server.may_be_killed else None)
    tell(found)


if __name__ == "__main__":
    main()
