"""The looped kill test: is every step done exactly once, whatever moment the worker is killed at?

    python -m tests.campaigns.alarm_clock --clock apscheduler --kills 50 --seed 1

runs on the database of DATABASE_URL, which must be empty, and prints the figures as one line of JSON.
Clocks: `apscheduler` is `bangfu worker` itself, `loop` the same sweep under a plain sleep, `django_q` django-q2 with its ORM broker (must be installed).
"""

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[2]
CLOCKS = {
    "apscheduler": [sys.executable, "-m", "bangfu.config.command", "worker"],
    "loop": [sys.executable, "-m", "tests.campaigns.alarm_clock", "--plain-loop"],
    "django_q": [sys.executable, "-m", "django", "qcluster"],
}
STOCK = 4           # jobs that are open when a worker starts
AT_START_UP = 0.15  # share of the kills that come before the worker has done anything
PATIENCE = 90.0     # seconds after the last kill; what is not done then is stuck


@dataclass
class Figures:
    """What one loop found. `interrupted` counts kills in the middle of a job; seconds are from a kill to the next step of the job it hit."""

    clock: str
    database: str
    seed: int
    kills: int
    interrupted: int
    jobs: int
    steps: int
    lost: int
    doubled: int
    stuck: int
    seconds_median: float
    seconds_most: float
    idle_cpu_percent: float
    memory_mib: float


def kill_loop(clock: str, *, kills: int, seed: int, idle_seconds: float = 0) -> Figures:
    """Starts the worker, kills its process group at a random moment, and again; then lets it finish and counts. Django must be set up."""
    from django.db import connection

    from tests.campaigns import steps
    from tests.clean_database import as_owner

    connection.close()
    with as_owner():
        steps.make_tables()
        connection.close()
    chance = random.Random(seed)
    jobs: list[str] = []
    hits: list[tuple[str, float]] = []
    for _ in range(kills):
        _fill_up(clock, jobs)
        worker = _start(clock)
        began = time.time()
        if chance.random() < AT_START_UP:
            time.sleep(chance.uniform(0, 1.5))
        else:
            _wait(lambda began=began: any(at > began for _, _, at in steps.written()), 30)
            time.sleep(chance.uniform(0, 0.8))
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        hits += [(job, time.time()) for job in _in_the_middle(since=began)]
    worker = _start(clock)
    _wait(lambda: not _open(jobs), PATIENCE)
    stuck = len(_open(jobs)) + _given_up()
    idle, memory = _idle(worker.pid, idle_seconds)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    done = Counter((job, step) for job, step, _ in steps.written())
    seconds = _resumed_after(hits)
    return Figures(
        clock, connection.vendor, seed, kills, len(hits), len(jobs), len(jobs) * steps.STEPS,
        lost=len(jobs) * steps.STEPS - len(done), doubled=sum(done.values()) - len(done), stuck=stuck,
        seconds_median=round(statistics.median(seconds), 2) if seconds else -1, seconds_most=round(max(seconds), 2) if seconds else -1,
        idle_cpu_percent=round(idle, 2), memory_mib=round(memory),
    )


def _fill_up(clock: str, jobs: list[str]) -> None:
    for _ in range(STOCK - len(_open(jobs))):
        job = uuid4()
        if clock == "django_q":
            from django_q.tasks import async_task

            async_task("tests.campaigns.steps.write_steps_for_django_q", str(job))
            jobs.append(str(job))
        else:
            from bangfu.organization.actor import PROGRAM
            from bangfu.work.actions import start_job

            jobs.append(str(start_job(PROGRAM, "campaign.steps", subject="", key=str(job), at="990121").pk))


def _start(clock: str) -> "subprocess.Popen[bytes]":
    settings = {"DJANGO_SETTINGS_MODULE": "tests.campaigns.settings", "CAMPAIGN_DJANGO_Q": "1" if clock == "django_q" else ""}
    quiet = None if os.environ.get("CAMPAIGN_LOUD") else subprocess.DEVNULL
    return subprocess.Popen(
        CLOCKS[clock], cwd=ROOT, env={**os.environ, **settings}, start_new_session=True, stdout=quiet, stderr=quiet,
    )


def _open(jobs: list[str]) -> list[str]:
    from tests.campaigns import steps

    of = Counter(job for job, _ in {(job, step) for job, step, _ in steps.written()})
    return [job for job in jobs if of[job] < steps.STEPS]


def _in_the_middle(*, since: float) -> list[str]:
    """The jobs that were begun, not ended, and worked at since."""
    from tests.campaigns import steps

    rows = steps.written()
    of = Counter(job for job, _, _ in rows)
    return [job for job in {job for job, _, at in rows if at > since} if of[job] < steps.STEPS]


def _given_up() -> int:
    from bangfu.work.models import Job

    return Job.objects.filter(state="failed").count()


def _resumed_after(hits: list[tuple[str, float]]) -> list[float]:
    from tests.campaigns import steps

    rows = steps.written()
    first = [next((at for job, _, at in rows if job == hit and at > killed), None) for hit, killed in hits]
    return [at - killed for at, (_, killed) in zip(first, hits, strict=True) if at is not None]


def _wait(until: "object", seconds: float) -> None:
    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:   # type: ignore[operator]
        time.sleep(0.03)


def _idle(group: int, seconds: float) -> tuple[float, float]:
    """(CPU in percent of one core, resident memory in MiB) of a process group with nothing to do, over some seconds."""
    if not seconds:
        return -1, -1
    time.sleep(2)
    before = _ticks(group)
    time.sleep(seconds)
    used = (_ticks(group) - before) / os.sysconf("SC_CLK_TCK")
    pages = sum(int(fields[21]) for fields in _processes(group))
    return used / seconds * 100, pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _ticks(group: int) -> int:
    return sum(int(fields[11]) + int(fields[12]) for fields in _processes(group))


def _processes(group: int) -> list[list[str]]:
    """The fields of /proc/PID/stat behind the name, of each process of the group."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            found.append(fields)
    return found


def _plain_loop() -> None:
    from bangfu.work.worker import sweep

    while True:
        sweep()
        time.sleep(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clock", choices=list(CLOCKS), default="apscheduler")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--idle-seconds", type=float, default=0)
    parser.add_argument("--plain-loop", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.campaigns.settings"
    if args.clock == "django_q":
        os.environ["CAMPAIGN_DJANGO_Q"] = "1"
    import django

    django.setup()
    if args.plain_loop:
        _plain_loop()
    from tests.campaigns.ground import ready

    with ready():
        print(json.dumps(asdict(kill_loop(args.clock, kills=args.kills, seed=args.seed, idle_seconds=args.idle_seconds))))


if __name__ == "__main__":
    main()
