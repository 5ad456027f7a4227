"""Trouble of the machine while a county works: each is said in words to whoever waits, nothing is left half, and all goes on when it is over.

    python -m tests.campaigns.troubles --rounds 1 --seed 1

runs on the database of DATABASE_URL, which must be empty, and prints the figures as one line of JSON. Each round: a disk that is full, a disk that can only be
read (beside PostgreSQL; SQLite's own are in tests/work/test_trouble.py), a clock that is set forwards and back by an hour and by a day, and, on a throw-away
PostgreSQL, one that throws everybody out, one that takes no writing, one that is stopped and started. Two workers stand at the queue all the while. Disks are small
ones of memory, which only root may mount: elsewhere those troubles are left out, and the figures say so.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.campaigns.database_kills import Server
from tests.campaigns.kills import PORT
from tests.campaigns.line import asked, tell
from tests.program import started

SIZE_MIB = 96      # of the disk: a county of the tests and its papers take a third of it
LASTS = 4.0        # seconds a trouble lasts
GOES_ON = 60.0     # seconds in which deeds must be done again, and all jobs
DEEDS = 15         # that must be done between two troubles
CLOCK = Path(__file__).resolve().parent / "clock"   # its sitecustomize shifts the clock of every process of the program
JUMPS = (3600, -3600, 86_400, -86_400)


@dataclass
class Figures:
    """What was found. `troubles`: how many there were; `unsaid`: those nobody was told of in words; `left_out`: those this machine cannot make."""

    database: str
    seed: int
    rounds: int
    troubles: int = 0
    deeds: int = 0
    lost: int = 0
    doubled: int = 0
    half: int = 0
    stuck: int = 0
    faults: int = 0
    wordless: int = 0
    unsaid: int = 0
    left_out: int = 0
    told: list[str] = field(default_factory=list)


class Machine:
    """The machine under the program: its disk, its clock, its database. `troubles`: by the word with which whoever waits is told; `left_out`: those that cannot be
    made here."""

    def __init__(self, disk: Path | None, server: Server | None, shift: Path) -> None:
        self.disk, self.server, self.shift, self._ahead = disk, server, shift, 0
        of_disk = {"磁盘满了": self.full, **({"只能读": self.read_only} if server else {})}
        of_server = {"连接不上 thrown out": self.thrown_out, "只能读 database": self.takes_no_writing, "连接不上 stopped": self.stopped}
        known = {**of_disk, **(of_server if server else {}), "clock": self.clock_is_set}
        may = {**dict.fromkeys(of_disk, disk is not None), **dict.fromkeys(of_server, server is not None and server.may_be_killed)}
        self.troubles: dict[str, Callable[[], Any]] = {name: make for name, make in known.items() if may.get(name, True)}
        self.left_out = sorted(set(known) - set(self.troubles))

    @contextmanager
    def full(self) -> Iterator[None]:
        """Not a byte is free."""
        assert self.disk
        filler = self.disk / "filler"
        with filler.open("wb") as out:
            try:
                while True:
                    out.write(b"0" * 65_536)
                    out.flush()
            except OSError:
                pass
            yield
        filler.unlink()

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """As after an error of the disk. It is possible at a moment at which nobody has a file of it open to be written."""
        while subprocess.run(["mount", "-o", "remount,ro", str(self.disk)], capture_output=True).returncode:
            time.sleep(0.02)
        yield
        subprocess.run(["mount", "-o", "remount,rw", str(self.disk)], check=True)

    @contextmanager
    def clock_is_set(self) -> Iterator[None]:
        """Forwards and back; at the end it is right again."""
        for jump in JUMPS:
            self._ahead += jump
            self.shift.write_text(str(self._ahead))
            time.sleep(LASTS)
        yield

    @contextmanager
    def thrown_out(self) -> Iterator[None]:
        """Again and again, in the middle of whatever they do."""
        assert self.server
        end = time.monotonic() + LASTS
        while time.monotonic() < end:
            self.server.throw_out()
            time.sleep(0.05)
        yield

    @contextmanager
    def takes_no_writing(self) -> Iterator[None]:
        """As a database does that became a replica."""
        assert self.server
        self.server.take_no_writing(True)
        yield
        self.server.take_no_writing(False)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Not there for a while."""
        assert self.server
        with self.server.stopped():
            yield


def trouble_rounds(*, rounds: int, seed: int, machine: Machine) -> Figures:
    """Makes every trouble so often. Django must be set up, the county of the tests built, the data on the machine's disk."""
    from django.db import connection

    from bangfu.journal.verify import verify
    from tests.campaigns.office import Office, findings_to_settle
    from tests.campaigns.reckoning import reckoned

    findings_to_settle(60)
    office, found = Office(), Figures(connection.vendor, seed, rounds, left_out=len(machine.left_out))
    clock = {"CAMPAIGN_CLOCK": str(machine.shift), "PYTHONPATH": f"{CLOCK}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    with started("serve", "--port", PORT, BANGFU_LOG="CRITICAL", **clock) as program, started("worker", BANGFU_LOG="CRITICAL", **clock), office.at_work():
        office.address = program.address
        office.tend(lambda: office.ledger.done() >= DEEDS, GOES_ON)
        for name, make in [*machine.troubles.items()] * rounds:
            _met(found, office, name, make)
        office.leave()
        office.tend(lambda: not office.open_work(), GOES_ON)
    connection.close()
    told = reckoned(office)
    found.lost, found.doubled, found.half = len(told.lost), len(told.doubled), len(told.half)
    found.stuck += len(told.stuck)
    found.faults, found.wordless, found.deeds = len(verify().faults), office.ledger.wordless, office.ledger.done() + told.jobs
    found.told += [*told.lost, *told.doubled, *told.half, *told.stuck, *(f"{times} × {what}" for what, times in office.ledger.errors.items()), *machine.left_out]
    return found


def _met(found: Figures, office: Any, name: str, make: Callable[[], Any]) -> None:
    """One trouble, in the middle of a list that comes in and a paper that is made; then all must go on."""
    for work in ("import", "print", "run"):
        office.begin(work)
    office.ledger.words.clear()
    jobs = Counter[str]()
    with make():
        end = time.monotonic() + LASTS
        office.begin("upload")
        while time.monotonic() < end:
            time.sleep(0.5)
            jobs.update(office.troubled_jobs())
    found.troubles += 1
    told = " ".join([*office.ledger.words, *jobs])
    if name != "clock" and name.split()[0] not in told:
        found.unsaid += 1
        found.told.append(f"nobody was told of: {name}; but {told}")
    done = office.ledger.done()
    if not office.tend(lambda: office.ledger.done() >= done + DEEDS and not office.open_work(), GOES_ON):
        found.stuck += 1
        found.told.append(f"did not go on after: {name}; {office.ledger.done() - done} deeds, {office.open_work()}")


@contextmanager
def small_disk() -> Iterator[Path | None]:
    """A disk of memory; None where this account may not mount one."""
    with tempfile.TemporaryDirectory(prefix="bangfu-disk-") as folder:
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m", "none", folder], capture_output=True).returncode:
            print("!! no small disk can be mounted here: the full and the read-only disk are left out", file=sys.stderr)
            yield None
            return
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=False)


def main() -> None:
    rounds, seed = asked(__doc__ or "", "rounds", 1)
    url = os.environ.get("DATABASE_URL", "")
    server = Server(url) if url.startswith("postgres") else None
    with small_disk() as disk, tempfile.TemporaryDirectory(prefix="bangfu-clock-") as folder:
        if disk:
            os.environ["BANGFU_VAR"] = str(disk)
        import django

        from tests.campaigns.import_kills import the_county

        django.setup()
        with the_county():
            machine = Machine(disk, server, Path(folder) / "ahead")
            found = trouble_rounds(rounds=rounds, seed=seed, machine=machine)
    tell(found)


if __name__ == "__main__":
    main()
