"""The days the demo county knows: what is told of it begins on one, and it is described on another."""

from datetime import date, timedelta
from random import Random

START = date(2023, 10, 1)   # the history begins: the first day of an income window
AS_OF = date(2026, 9, 30)   # the day the county is described on, and of the first export
YEAR = 365.2425
WINDOWS = (2024, 2025, 2026)   # income windows by the year they end in: 1 October to 30 September


def years(rng: Random, least: float, most: float) -> timedelta:
    """A span of so many years, drawn evenly."""
    return timedelta(days=int((least + (most - least) * rng.random()) * YEAR))


def between(rng: Random, first: date, last: date) -> date:
    """A day from the first to the last, both possible."""
    return first + timedelta(days=int(rng.random() * ((last - first).days + 1)))


def lately(rng: Random) -> date:
    """A day of the history, late enough and early enough to have a before and an after."""
    return between(rng, START + timedelta(days=20), AS_OF - timedelta(days=20))


def month(day: date) -> date:
    """The first of its month."""
    return day.replace(day=1)
