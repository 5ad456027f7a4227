"""The import under fire: the worker is killed at every step of it, again and again, and the register is held against that of a quiet run.

    python -m tests.campaigns.import_kills --kills 200 --seed 1

runs on the database of DATABASE_URL, which must be empty, and prints the figures as one line of JSON. Every month's list has people who are
new, changed, moved, gone and sent back. Kills come at the failpoints (`stage.batch`, `compare.village`, `apply.village`) and at random moments.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from tests.program import ROOT, Program, started

HOUSEHOLDS = 31      # a village; six villages make more rows than one batch of staging
FEWEST_LEFT = 1      # attempts of a job that the last kill must leave to it
PATIENCE = 120.0     # seconds for what is left after the last kill
WAITING = ("read", "compared", "applied", "unreadable")   # states in which nothing goes on until somebody acts
SPOTS = ("stage.batch:1", "random", "apply.village:2", "random", "stage.batch:2", "compare.village:3", "apply.village:5", "random", "apply.village:1")


@dataclass
class Figures:
    """What one loop found. `half`: villages seen neither before nor after; `lost`, `doubled`: records missing from or added to the register
    of a quiet run; `faults`: of the journal; `interrupted`: kills that hit a job; `at`: where they hit."""

    database: str
    seed: int
    kills: int
    interrupted: int
    months: int
    rows: int
    half: int
    lost: int
    doubled: int
    stuck: int
    faults: int
    at: dict[str, int]


def kill_loop(*, kills: int, seed: int, quiet_run: Callable[[int], list[list[tuple[str, ...]]]]) -> Figures:
    """Brings list after list, and kills the worker so many times meanwhile. `quiet_run(months)` says what the register is after each month
    when nobody disturbs it. Django must be set up, the county built."""
    from django.db import connection

    from bangfu.journal.verify import verify
    from tests.deliveries.office import everybody

    chance, loop, registers = random.Random(seed), _Loop(seed), []
    while True:
        loop.act()
        if loop.is_done:
            registers.append(everybody())
            if loop.killed >= kills:
                break
            loop.next_month()
        spot = SPOTS[loop.killed % len(SPOTS)] if loop.killed < kills and loop.may_be_killed() else ""
        if not loop.work(spot, chance):
            break
    expected, lost, doubled = quiet_run(len(registers)), 0, 0
    for ours, theirs in zip(registers, expected, strict=True):
        lost += (Counter(theirs) - Counter(ours)).total()
        doubled += (Counter(ours) - Counter(theirs)).total()
    return Figures(
        connection.vendor, seed, loop.killed, loop.at.total(), len(registers), loop.rows, loop.half, lost, doubled, int(not loop.is_done),
        len(verify().faults), dict(loop.at),
    )


class _Loop:
    """One list after another, on its way from upload to register."""

    def __init__(self, seed: int) -> None:
        self.seed, self.month, self.killed, self.half, self.rows = seed, 0, 0, 0, 0
        self.at: Counter[str] = Counter()
        self._receive()

    def _receive(self) -> None:
        from bangfu.deliveries import actions
        from tests.deliveries.office import DAY

        lines = month(self.seed, self.month)
        self.rows += len(lines)
        self.delivery = actions.receive(
            officer(), layout="national_persons", file_name="人口信息.xlsx", content=sheet(lines), data_day=DAY + timedelta(days=self.month),
        )

    def next_month(self) -> None:
        self.month += 1
        self._receive()

    @property
    def state(self) -> str:
        from tests.deliveries.office import again

        return again(self.delivery).state

    @property
    def is_done(self) -> bool:
        return self.state == "applied"

    def act(self) -> None:
        """What the clerk does where the work waits for them."""
        from bangfu.deliveries import actions
        from bangfu.deliveries.queries import columns

        if self.state == "read":
            keys = {one.position: one.key for one in columns(officer(), self.delivery.pk)}
            actions.confirm_columns(officer(), delivery=self.delivery.pk, keys=keys)
        elif self.state == "compared":
            actions.request_apply(officer(), delivery=self.delivery.pk)

    def may_be_killed(self) -> bool:
        """A job is given up after some attempts; the loop leaves it one."""
        from bangfu.work.models import Job
        from bangfu.work.worker import MOST_ATTEMPTS

        most = max(Job.objects.filter(state__in=("waiting", "running")).values_list("attempts", flat=True), default=0)
        return most < MOST_ATTEMPTS - FEWEST_LEFT

    def work(self, spot: str, chance: random.Random) -> bool:
        """Runs a worker until it is killed or there is nothing left to do for it. False when it came to nothing in good time."""
        point = "" if spot == "random" else spot
        with started("worker", BANGFU_FAIL=point) as worker:
            if spot == "random":
                _until(lambda: self.hit() is not None or self.state in WAITING)
                time.sleep(chance.uniform(0, 0.8))
            elif not _until(lambda: worker.process.poll() is not None or self.state in WAITING):
                return False
            if spot == "random" or worker.process.poll() is not None:
                self._kill(worker, spot)
            else:
                worker.kill()
        return True

    def hit(self) -> Any:
        """The job that is being done, or was when the worker was killed."""
        from bangfu.work.models import Job

        return Job.objects.filter(state="running").first()

    def _kill(self, worker: Program, spot: str) -> None:
        worker.kill()
        self.killed += 1
        if hit := self.hit():
            self.at[f"{hit.name} {'random' if spot == 'random' else spot.partition(':')[0]}"] += 1
        self.half += len(half_villages(self.delivery))


def _until(ready: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not ready() and time.monotonic() < end:
        time.sleep(0.05)
    return ready()


def half_villages(delivery: Any) -> list[str]:
    """Villages of a delivery that are neither before nor after: some of their rows in and some not, or marked otherwise than they are."""
    from bangfu.deliveries.models import DeliveredRow, DeliveredVillage

    rows = DeliveredRow.objects.filter(delivery=delivery).exclude(outcome="refused")
    applied = Counter(rows.filter(applied_in__isnull=False).values_list("place_code", flat=True))
    waiting = Counter(rows.filter(applied_in__isnull=True).values_list("place_code", flat=True))
    villages = DeliveredVillage.objects.filter(delivery=delivery)
    return [one.place_code for one in villages if (waiting if one.applied_at else applied)[one.place_code]]


def officer() -> Any:
    """The county officer of the cast."""
    from tests.county import the_county

    return the_county().county_officer


def month(seed: int, nth: int) -> list[Any]:
    """The list of a month: in each some are changed, some moved, some gone, some new, some sent back."""
    from tests.deliveries.office import families

    homes = [("上垟村", "青石镇"), ("下垟村", "青石镇"), ("石门村", "青石镇"), ("柳树坪村", "柳溪乡"), ("竹园村", "柳溪乡"), ("岩脚村", "柳溪乡")]
    lines = []
    for share, (village, township) in enumerate(homes, start=1):
        lines += families(village, township, share=share * 10, households=HOUSEHOLDS)
    lines += families(share=70, households=nth % 9 + 1)
    chance, made = random.Random(f"{seed} {nth}"), []
    moving = {lines[at].household: chance.choice(homes) for at in chance.sample(range(len(lines)), 4)}
    for line in lines:
        if line.household in moving:
            line = line.but(village=moving[line.household][0], township=moving[line.household][1])
        fate = chance.random()
        if fate < 0.02:
            line = line.but(name="")
        elif fate < 0.12:
            line = line.but(employer=f"第{chance.randrange(9)}厂")
        if fate < 0.97:
            made.append(line)
    return made


def sheet(lines: list[Any]) -> bytes:
    """The list as a workbook."""
    from tests.deliveries.office import national

    return national(lines)


def quiet(seed: int, months: int) -> list[list[tuple[str, ...]]]:
    """The register after each month, when nobody disturbs: in this process, on its database."""
    from tests.deliveries.office import DAY, applied, everybody

    registers = []
    for nth in range(months):
        applied(officer(), sheet(month(seed, nth)), day=DAY + timedelta(days=nth))
        registers.append(everybody())
    return registers


def quiet_elsewhere(seed: int, months: int, url: str) -> list[list[tuple[str, ...]]]:
    """As `quiet`, in a process of its own on another database that has the county; under the same keys, so that numbers can be compared."""
    line = [sys.executable, "-m", "tests.campaigns.import_kills", "--seed", str(seed), "--quiet", str(months)]
    said = subprocess.run(line, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.PIPE, text=True, check=True).stdout
    return [[tuple(row) for row in register] for register in json.loads(said.splitlines()[-1])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quiet", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.campaigns.settings")
    import django

    django.setup()
    url = "" if args.quiet is not None else _another_database()
    with the_county():
        if args.quiet is not None:
            print(json.dumps(quiet(args.seed, args.quiet)))
        else:
            print(json.dumps(asdict(kill_loop(kills=args.kills, seed=args.seed, quiet_run=lambda months: quiet_elsewhere(args.seed, months, url)))))


@contextmanager
def the_county() -> Iterator[None]:
    """The database of this process, with the county of the tests in it."""
    from bangfu.organization.models import User
    from tests.campaigns.ground import ready
    from tests.county import build_county

    with ready():
        if not User.objects.exists():
            build_county()
        yield


def _another_database() -> str:
    """The URL of an empty database beside ours."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}.quiet"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}_quiet"')
    return os.environ["DATABASE_URL"].removesuffix(f"/{name}") + f"/{name}_quiet"


if __name__ == "__main__":
    main()
