"""Rhythm: how often a list has to come, by which day, and since when it is late.

A list that comes every month by the 5th tells of the month before (`tells` past); one of a school term tells of the term that has begun (now).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

EVENT = "event"   # comes when something happened: never late
STARTS: Mapping[str, tuple[int, ...]] = {   # the months with which a period begins
    "month": tuple(range(1, 13)), "quarter": (1, 4, 7, 10), "half": (1, 7), "term": (3, 9), "year": (1,), EVENT: (),
}
WORDS = {"month": "每月", "quarter": "每季度", "half": "每半年", "term": "每学期", "year": "每年", EVENT: "有变动时"}
LATEST_BY = 60   # days into a period


@dataclass(frozen=True)
class Rhythm:
    """Every `every` (a key of STARTS) by its `by`-th day. `tells`: past, of the period before; now, of the one that has begun.

    ValueError for a rhythm there is not.
    """

    every: str
    by: int = 5
    tells: str = "past"

    def __post_init__(self) -> None:
        if self.every not in STARTS or not 1 <= self.by <= LATEST_BY or self.tells not in ("past", "now"):
            raise ValueError(f"there is no rhythm {self.every} {self.by} {self.tells}")

    @property
    def word(self) -> str:
        """每月5日前; 每学期开始后30天内; 有变动时."""
        if self.every == EVENT:
            return WORDS[EVENT]
        return f"{WORDS[self.every]}{self.by}日前" if self.every == "month" else f"{WORDS[self.every]}开始后{self.by}天内"


def begins(every: str, day: date) -> date:
    """The first day of the period a day lies in."""
    return max(date(year, month, 1) for year in (day.year - 1, day.year) for month in STARTS[every] if date(year, month, 1) <= day)


def follows(every: str, start: date) -> date:
    """The first day of the period after the one that begins on `start`."""
    return min(date(year, month, 1) for year in (start.year, start.year + 1) for month in STARTS[every] if date(year, month, 1) > start)


def late_since(rhythm: Rhythm, data_day: date, today: date) -> date | None:
    """The first day on which the next list was missing, the last one being true on `data_day`; None while it is not late."""
    if rhythm.every == EVENT:
        return None
    next_told = follows(rhythm.every, begins(rhythm.every, data_day))
    due_in = follows(rhythm.every, next_told) if rhythm.tells == "past" else next_told
    late = due_in + timedelta(days=rhythm.by)
    return late if late <= today else None
