"""How far this piece of work reaches: told once, by whoever knows who asks, and handed to the database with every transaction.

Closed by default: where nothing was told, the database shows nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bangfu.rules.place_code import EVERYWHERE, CodeRange, merged

Ranges = tuple[CodeRange, ...]
SLOTS = 4   # ranges a policy compares by itself, so that each is an index range
NAMES = (*(f"bangfu.{end}{nth}" for nth in range(1, SLOTS + 1) for end in ("lo", "hi")), "bangfu.more")
_told: ContextVar[Ranges] = ContextVar("bangfu_reach", default=())


@contextmanager
def reaching(ranges: Iterable[CodeRange]) -> Iterator[None]:
    """What is asked of the database inside sees and writes rows within these ranges only. Also a decorator."""
    before = _told.set(tuple(merged(ranges)))
    try:
        yield
    finally:
        _told.reset(before)


@contextmanager
def whole_county(why: str) -> Iterator[None]:
    """The program's own work, and the few questions that must look further than whoever asks: every place. `why` is for the reader; each use is named in
    tests/walls/test_doors.py, so that none comes in unseen. Also a decorator."""
    if not why:
        raise ValueError("a door in the wall has a reason")
    with reaching((EVERYWHERE,)):
        yield


def told() -> Ranges:
    """How far the work at hand reaches; nothing where nobody said."""
    return _told.get()


def as_settings(ranges: Ranges) -> list[str]:
    """The values of `NAMES`: the lower and upper end of each slot ('' for one that is not used: nothing is below ''), and `more`.

    Up to four ranges are the slots. More are gathered into four that hold them all, and `more` says them one by one ("lo-hi lo-hi …"): the index is read
    by the slots, and each row is held against `more`.
    """
    slots, more = list(ranges), ""
    if len(slots) > SLOTS:
        cuts = [len(slots) * nth // SLOTS for nth in range(SLOTS + 1)]
        more = " ".join(f"{one.lo}-{one.hi}" for one in slots)
        slots = [CodeRange(slots[start].lo, slots[end - 1].hi) for start, end in zip(cuts, cuts[1:], strict=False)]
    ends = [end for one in slots for end in (one.lo, one.hi)]
    return [*ends, *[""] * (2 * SLOTS - len(ends)), more]
