"""Outlines laid on a drawing: paths in tenths of a unit of the drawing, and where each name stands. Pure; the template writes the SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

from bangfu.organization.shapes import ShapeRow
from bangfu.rules.outline import DEGREE, Point, bounds, middle

WIDTH, TALLEST, EDGE = 720, 640, 8


@dataclass(frozen=True)
class Path:
    """One place: the `d` of a path (even-odd), and where its name stands."""

    code: str
    d: str
    x: int
    y: int


@dataclass(frozen=True)
class Drawing:
    """All of them on one ground."""

    width: int
    height: int
    paths: tuple[Path, ...]


def laid_out(shapes: Sequence[ShapeRow]) -> Drawing | None:
    """The drawing of outlines, as large as fits into WIDTH and TALLEST; None when there are none. East and north as on any map, a degree of longitude as
    short as it is at that latitude."""
    if not shapes:
        return None
    west, south, east, north = bounds(ring for one in shapes for ring in one.rings)
    squeeze = cos(radians((south + north) / 2 / DEGREE))
    wide, high = max(1.0, (east - west) * squeeze), max(1, north - south)
    scale = min((WIDTH - 2 * EDGE) / wide, (TALLEST - 2 * EDGE) / high)

    def at(point: Point) -> tuple[float, float]:
        return EDGE + (point[0] - west) * squeeze * scale, EDGE + (north - point[1]) * scale

    paths = []
    for one in shapes:
        x, y = at(middle(one.rings))
        paths.append(Path(one.code, " ".join(_line(at(point) for point in ring) for ring in one.rings), round(x), round(y)))
    return Drawing(round(wide * scale) + 2 * EDGE, round(high * scale) + 2 * EDGE, tuple(paths))


def _line(points: Iterable[tuple[float, float]]) -> str:
    """A closed line, without points that fall together on the drawing."""
    told: list[str] = []
    for x, y in points:
        pair = f"{x:.1f} {y:.1f}"
        if not told or told[-1] != pair:
            told.append(pair)
    return f"M{'L'.join(told)}Z"
