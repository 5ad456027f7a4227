"""The table of benchmarks, and how they are timed.

Times are CPU-seconds: of this process with its threads and children, and of the PostgreSQL backend that serves it. Wall time says more about
whoever else uses the machine. A figure and its baseline are run in turns in one process, so that a slow hour slows both.
"""

import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# what a benchmark stands on: nothing, a database without people, one that nobody but itself has been in, a filled county
NOWHERE, EMPTY, UNTOUCHED, COUNTY = "nowhere", "empty", "untouched", "county"


@dataclass(frozen=True)
class Asked:
    """What this run of the benchmarks was asked for: `households` of the filled county, which is kept at `county`; `rows` of the workbook."""

    households: int
    rows: int
    seed: int
    county: Path


@dataclass(frozen=True)
class Measured:
    """A value and its ratio to the baseline run beside it. `of` is put behind the benchmark's name; what is said of target, unit and
    baseline stands instead of its own."""

    value: float
    ratio: float
    size: int
    of: str = ""
    target: str = ""
    unit: str = ""
    baseline: str = ""


@dataclass(frozen=True)
class Bench:
    """One line of the table. `target` is in words: of the value (≤ 300 ms) or of the ratio (≤ 3 ×)."""

    name: str
    unit: str
    baseline: str
    target: str
    ground: str
    run: Callable[[Asked], Iterator[Measured]]


BENCHES: list[Bench] = []


def bench(name: str, *, unit: str, baseline: str, ground: str, target: str = "") -> Callable[[Callable[[Asked], Iterator[Measured]]], None]:
    """Puts a function into the table."""
    def put(function: Callable[[Asked], Iterator[Measured]]) -> None:
        BENCHES.append(Bench(name, unit, baseline, target, ground, function))
    return put


def cpu() -> float:
    """CPU-seconds spent up to now, with those of the children that have ended and of the database's backend."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime + _backend()


def spent(act: Callable[[], object]) -> float:
    """CPU-seconds of one call."""
    began = cpu()
    act()
    return cpu() - began


def in_turns(act: Callable[[], object], baseline: Callable[[], object], times: int = 3) -> tuple[float, float]:
    """(CPU-seconds of `act`, its ratio to `baseline`), the middle of some pairs run in turns."""
    pairs = [(spent(baseline), spent(act)) for _ in range(times)]
    return statistics.median(own for _, own in pairs), statistics.median(own / other for other, own in pairs)


def share(values: Sequence[float], percent: int) -> float:
    """The value below which `percent` of them lie."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


_spent_by: dict[int, float] = {}   # backend → its CPU-seconds when it was last looked at: a connection that grows old is closed, and another one opened


def _backend() -> float:
    """CPU-seconds of the PostgreSQL processes that have served this thread's connections; 0 without one, or when it runs on another machine."""
    from django.conf import settings
    from django.db import connection

    if not settings.configured or connection.vendor != "postgresql":
        return 0
    if (open_connection := connection.connection) is not None:
        process = open_connection.info.backend_pid
        with suppress(OSError):
            _spent_by[process] = int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
    return sum(_spent_by.values())
