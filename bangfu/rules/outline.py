"""Outlines of places: rings of points, made coarser without tearing borders apart, and joined into the outline of the place above.

A point is (longitude, latitude) in hundred-thousandths of a degree, about a metre. A ring is open: its last point is joined to its first. What lies
inside is told by the even-odd rule, so that holes are rings like others.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

Point = tuple[int, int]
Ring = tuple[Point, ...]
Edge = tuple[Point, Point]

DEGREE = 100_000
PIECE = 400   # points of a border made coarser at once: what bounds the work on a border of any length


def bounds(rings: Iterable[Ring]) -> tuple[int, int, int, int]:
    """West, south, east, north of rings; ValueError when there is no point."""
    points = [point for ring in rings for point in ring]
    return min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)


def coarser(shapes: Mapping[str, Sequence[Ring]], tolerance: float) -> dict[str, tuple[Ring, ...]]:
    """The same shapes with no more points than one sees: none is left out that lies further than `tolerance` (in the unit of points) from the line.

    A border shared by two shapes loses the same points in both, so that no gap opens between them. Rings that come to nothing are left out, unless a
    shape would have none left.
    """
    fixed = _corners(ring for rings in shapes.values() for ring in rings)
    told: dict[str, tuple[Ring, ...]] = {}
    for code, rings in shapes.items():
        fewer = tuple(one for one in (_coarser_ring(ring, fixed, tolerance) for ring in rings) if len(one) >= 3)
        told[code] = fewer or tuple(rings)
    return told


def joined(rings: Iterable[Ring]) -> tuple[Ring, ...]:
    """The outline of shapes together: borders that two of them share are gone. Shared borders must have the same points."""
    edges = Counter(edge for ring in rings for edge in _edges(ring))
    left: dict[Point, list[Point]] = defaultdict(list)
    for (one, other), times in sorted(edges.items()):
        if times % 2:
            left[one].append(other)
            left[other].append(one)
    return tuple(ring for ring in _walked(left) if len(ring) >= 3)


def middle(rings: Sequence[Ring]) -> Point:
    """Where a name is put: the centre of the largest ring."""
    largest = max(rings, key=lambda ring: abs(_twice_area(ring)))
    area = _twice_area(largest)
    if not area:
        return largest[0]
    pairs = list(zip(largest, (*largest[1:], largest[0]), strict=True))
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs)
    return round(x / (3 * area)), round(y / (3 * area))


def _twice_area(ring: Ring) -> int:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True))


def _edges(ring: Ring) -> Iterator[Edge]:
    for one, other in zip(ring, (*ring[1:], ring[0]), strict=True):
        if one != other:
            yield (one, other) if one < other else (other, one)


def _walked(left: dict[Point, list[Point]]) -> Iterator[Ring]:
    """The rings that edges make; each edge is walked once."""
    for start in sorted(left):
        while left[start]:
            ring, here = [start], start
            while True:
                there = left[here].pop()
                left[there].remove(here)
                if there == start:
                    break
                ring.append(there)
                here = there
            yield tuple(ring)


def _corners(rings: Iterable[Ring]) -> frozenset[Point]:
    """The points at which borders meet: those with other than two neighbours."""
    beside: dict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for one, other in _edges(ring):
            beside[one].add(other)
            beside[other].add(one)
    return frozenset(point for point, others in beside.items() if len(others) != 2)


def _coarser_ring(ring: Ring, fixed: frozenset[Point], tolerance: float) -> Ring:
    at = [nth for nth, point in enumerate(ring) if point in fixed]
    if len(at) < 2:   # an island, or one that touches at a single point: the same two points whichever way it is told
        start = ring[at[0]] if at else min(ring)
        far = max(ring, key=lambda point: ((point[0] - start[0]) ** 2 + (point[1] - start[1]) ** 2, point))
        at = sorted({ring.index(start), ring.index(far)})
    turned = (*ring[at[0]:], *ring[: at[0]], ring[at[0]])
    stops = [nth - at[0] for nth in at] + [len(ring)]
    points: list[Point] = []
    for first, last in zip(stops, stops[1:], strict=False):
        points += _coarser_border(turned[first : last + 1], tolerance)[:-1]
    return tuple(points)


def _coarser_border(border: Sequence[Point], tolerance: float) -> list[Point]:
    """A border between two corners, the same whichever of its sides tells it."""
    backwards = border[::-1]
    if tuple(backwards) < tuple(border):
        return _coarser_border(backwards, tolerance)[::-1]
    kept: list[Point] = []
    for start in range(0, len(border) - 1, PIECE):
        kept += _fewest(border[start : start + PIECE + 1], tolerance)[:-1]
    return [*kept, border[-1]]


def _fewest(line: Sequence[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker (1973): the ends, and of the points between them those that lie too far from the line so far."""
    keep, waiting = {0, len(line) - 1}, [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, at = max(((_distance(line[nth], line[first], line[last]), nth) for nth in range(first + 1, last)), default=(0.0, 0))
        if far > tolerance:
            keep.add(at)
            waiting += [(first, at), (at, last)]
    return [line[nth] for nth in sorted(keep)]


def _distance(point: Point, one: Point, other: Point) -> float:
    """From a point to the stretch between two others."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    px, py = point[0] - one[0], point[1] - one[1]
    length = dx * dx + dy * dy
    along = min(1.0, max(0.0, (px * dx + py * dy) / length)) if length else 0.0
    return float(((px - along * dx) ** 2 + (py - along * dy) ** 2) ** 0.5)
