"""Found by every Python process that has this folder on its path: the clock is ahead by as many seconds as stand in the file of CAMPAIGN_CLOCK.

The datetime that modules import from then on is another class than the real one, tells the shifted time, and makes real moments.
"""

import datetime
import os
from pathlib import Path

_real = datetime.datetime


def _ahead():  # type: ignore[no-untyped-def]
    try:
        return datetime.timedelta(seconds=float(Path(os.environ["CAMPAIGN_CLOCK"]).read_text()))
    except (OSError, ValueError, KeyError):
        return datetime.timedelta()


class _Kind(type):
    def __instancecheck__(cls, one):  # type: ignore[no-untyped-def]
        return isinstance(one, _real)

    def __subclasscheck__(cls, one):  # type: ignore[no-untyped-def]
        return issubclass(one, _real)


class _Shifted(_real, metaclass=_Kind):
    def __new__(cls, *args, **kwargs):  # type: ignore[no-untyped-def]
        return _real(*args, **kwargs)

    @classmethod
    def now(cls, tz=None):  # type: ignore[no-untyped-def]
        return _real.now(tz) + _ahead()


if os.environ.get("CAMPAIGN_CLOCK"):
    datetime.datetime = _Shifted   # type: ignore[misc]
