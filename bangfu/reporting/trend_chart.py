"""A figure over time: a line with its points, in whole units of the drawing. Pure; the template writes the SVG, and the same points as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 640, 150
TOP, LEFT, RIGHT, FOOT = 24, 12, 12, 30


@dataclass(frozen=True)
class Point:
    """One day: where it lies, what it says, and whether its label is written (not all fit)."""

    x: int
    y: int
    value: int
    day: date
    is_labelled: bool


@dataclass(frozen=True)
class Trend:
    """The drawing."""

    width: int
    height: int
    ground: int
    points: tuple[Point, ...]

    @property
    def line(self) -> str:
        """The points of a polyline."""
        return " ".join(f"{one.x},{one.y}" for one in self.points)


def trend_chart(values: Sequence[tuple[date, int]]) -> Trend | None:
    """The chart of values in the order of their days; None for fewer than two, and where all are nought. The ground is nought, so that a slope is as steep as it is."""
    most, ground = max((value for _, value in values), default=0), TOP + HEIGHT
    if len(values) < 2 or not most:
        return None
    step = (WIDTH - LEFT - RIGHT) / (len(values) - 1)
    every = max(1, -(-len(values) // 8))
    points = tuple(
        Point(round(LEFT + nth * step), round(ground - value * HEIGHT / most), value, day, nth % every == 0 or nth == len(values) - 1)
        for nth, (day, value) in enumerate(values)
    )
    return Trend(WIDTH, ground + FOOT, ground, points)


def month_ends(until: date, many: int = 13) -> list[date]:
    """The last days of the months before a day, and the day itself, `many` in all, from the earliest."""
    days = [until]
    while len(days) < many:
        first = days[-1].replace(day=1)
        days.append(first.fromordinal(first.toordinal() - 1))
    return days[::-1]
