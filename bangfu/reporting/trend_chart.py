"""A figure over time: a line with its points, in whole units of the drawing, and the same as a table. Pure; `parts/trend.html` writes the SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

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


@dataclass(frozen=True)
class Line:
    """A figure over time as a page shows it. `urls`: day → the rows behind it, none for whoever may not see them."""

    title: str
    unit: str
    values: Sequence[tuple[date, int]]
    urls: Mapping[date, str] = field(default_factory=dict)

    @cached_property
    def trend(self) -> Trend | None:
        """The drawing; None when there is nothing to draw."""
        return trend_chart(self.values)

    @property
    def points(self) -> list[tuple[Point, str]]:
        """The points of the drawing, each with the address it opens."""
        return [(one, self.urls.get(one.day, "")) for one in self.trend.points] if self.trend else []

    @property
    def rows(self) -> list[tuple[date, int, int | None, str]]:
        """(day, value, how many more than on the day before it, address), the latest first; of the first day nothing is known before."""
        before = [None, *(value for _, value in self.values[:-1])]
        told = [(day, value, None if last is None else value - last, self.urls.get(day, "")) for (day, value), last in zip(self.values, before, strict=True)]
        return told[::-1]

    @property
    def compared(self) -> str:
        """The last day against the first, in words."""
        (first, then), (_, now) = self.values[0], self.values[-1]
        return f"比 {first} {'多' if now > then else '少'} {abs(now - then):,} {self.unit}" if now != then else f"和 {first} 一样"


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
