"""Commands and small actions: what is waited for before there is a register."""

import subprocess
import sys
from collections.abc import Iterator

from django.db import transaction

from bangfu.facts import bulk
from bangfu.journal.actions import Subject, record
from bangfu.organization.actions import PlaceRow, take_in_places
from bangfu.organization.actor import PROGRAM
from bangfu.work.models import Job
from tests.bench.cache import ROOT
from tests.bench.county import SINCE
from tests.bench.figures import EMPTY, NOWHERE, Asked, Measured, bench, in_turns, spent

VILLAGES, DEEDS = 999, 100


@bench("bangfu --help, from cold", unit="CPU-s", baseline="python starting", ground=NOWHERE)
def helping(asked: Asked) -> Iterator[Measured]:
    """The command answers without Django."""
    seconds, ratio = in_turns(lambda: bangfu("--help"), lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), times=5)
    yield Measured(seconds, ratio, 1)


@bench("bangfu init on an empty database", unit="CPU-s", baseline="bangfu init with nothing to do", ground=EMPTY)
def beginning(asked: Asked) -> Iterator[Measured]:
    """Every table and trigger made; on PostgreSQL without the server's own time."""
    first = spent(lambda: bangfu("init"))
    yield Measured(first, first / spent(lambda: bangfu("init")), 1)


@bench("taking in places", unit="CPU-s", baseline="as many rows of a table without a journal, in one go", ground=EMPTY)
def taking_in(asked: Asked) -> Iterator[Measured]:
    """A list of villages: an entry each."""
    county = f"99{asked.seed % 90:02}98"
    rows = [PlaceRow(county, "县"), PlaceRow(f"{county}001", "镇"), *(PlaceRow(f"{county}001{n:03}", f"村{n}") for n in range(VILLAGES))]
    jobs = [Job(name="bench", subject="", key=f"{county}{n}", place_code=county, state="cancelled") for n in range(len(rows))]
    with transaction.atomic():
        bare = spent(lambda: bulk.insert(jobs))
    seconds = spent(lambda: take_in_places(PROGRAM, rows, since=SINCE, source=""))
    yield Measured(seconds, seconds / bare, len(rows))


@bench(f"{DEEDS} actions, each with its entry and its commit", unit="CPU-s", baseline=f"{DEEDS} commits of one row without an entry", ground=EMPTY)
def acting(asked: Asked) -> Iterator[Measured]:
    """What the journal costs an action that writes little else."""
    def with_entry() -> None:
        for nth in range(DEEDS):
            with transaction.atomic():
                record(PROGRAM, "place.noted", Subject("place", "99", str(nth)), at="990121001")

    def without() -> None:
        for _ in range(DEEDS):
            with transaction.atomic():
                Job(name="bench", subject="", key=str(Job().pk), place_code="99", state="cancelled").save()

    seconds, ratio = in_turns(with_entry, without)
    yield Measured(seconds, ratio, DEEDS)


def bangfu(*words: str) -> None:
    """A command in a process of its own."""
    subprocess.run([sys.executable, "-m", "bangfu.config.command", *words], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
