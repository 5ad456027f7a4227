"""The demo county's map: invented, from its seed. Small cells with crooked borders, gathered into villages, these into townships.

It lies in the open sea, so that nobody takes it for a place there is. Neighbours share their borders to the point.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise, product
from math import atan2, hypot, pi, sin
from random import Random

from bangfu.demo.places import PlaceRow, Size, townships, villages
from bangfu.rules.outline import DEGREE, Point, Ring, joined

FILE_NAME = "岚禾县地图（编造）.geojson"
WEST, SOUTH = 88.0, 10.0   # in the Bay of Bengal, two hundred kilometres from any land
STEP = 1_600               # a cell, in hundred-thousandths of a degree
CELLS = 14                 # to a village, about
BENDS = 3                  # how often a border is bent in two
Cell = tuple[int, int]


def map_of(size: Size, seed: int) -> bytes:
    """The county's villages as GeoJSON, each with its code of twelve digits and its name."""
    shapes = village_shapes(size, seed)
    features = [
        {
            "type": "Feature", "properties": {"code": one.code, "name": one.name},
            "geometry": {"type": "MultiPolygon", "coordinates": [[_closed(ring)] for ring in shapes[one.code]]},
        } for one in villages(size)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def village_shapes(size: Size, seed: int) -> dict[str, tuple[Ring, ...]]:
    """Village → its outline."""
    rng = Random(f"map {seed}")
    borders = _Borders(rng)
    shared = _shared_out(_ground(len(villages(size)) * CELLS, rng), size, rng)
    return {code: joined(borders.ring(cell) for cell in cells) for code, cells in shared.items()}


def _closed(ring: Ring) -> list[list[float]]:
    return [[x / DEGREE, y / DEGREE] for x, y in (*ring, ring[0])]


def _ground(many: int, rng: Random) -> list[Cell]:
    """About so many cells that hang together, within a coast of bays and capes."""
    turns = [(rng.uniform(.03, .1), rng.uniform(0, 2 * pi), waves) for waves in (2, 3, 5)]
    half = (many / pi) ** .5

    def inside(x: int, y: int) -> bool:
        angle = atan2(y, x)
        return hypot(x / 1.15, y * 1.15) <= half * (1 + sum(much * sin(waves * angle + start) for much, start, waves in turns))

    reach = range(-int(half * 1.6) - 1, int(half * 1.6) + 2)
    return [(x, y) for x, y in product(reach, reach) if inside(x, y)]


def _shared_out(ground: Sequence[Cell], size: Size, rng: Random) -> Mapping[str, list[Cell]]:
    """Every cell to the nearest township of those that are thrown on the ground, and within it to the nearest village."""
    told: dict[str, list[Cell]] = {}
    towns = townships(size)
    for town, cells in _nearest(ground, towns, rng).items():
        told |= _nearest(cells, [one for one in villages(size) if one.code.startswith(town)], rng)
    return told


def _nearest(ground: Sequence[Cell], places: Sequence[PlaceRow], rng: Random) -> dict[str, list[Cell]]:
    """Places thrown apart from each other: of some throws the one furthest from those that lie there, so that none is left with next to nothing."""
    seats: list[Cell] = []
    for _ in places:
        throws = rng.sample(ground, min(len(ground), 12))
        seats.append(max((one for one in throws if one not in seats), key=lambda cell: min((hypot(cell[0] - x, cell[1] - y) for x, y in seats), default=0.0)))
    told: dict[str, list[Cell]] = defaultdict(list)
    for x, y in ground:
        nth = min(range(len(seats)), key=lambda one: (hypot(x - seats[one][0], y - seats[one][1]), one))
        told[places[nth].code].append((x, y))
    return told


class _Borders:
    """Corners of cells, each moved a little, and the bent lines between them: the same from either side."""

    def __init__(self, rng: Random) -> None:
        self._seed = rng.getrandbits(32)
        self._lines: dict[tuple[Cell, Cell], list[Point]] = {}

    def ring(self, cell: Cell) -> Ring:
        """The outline of a cell, as an open ring."""
        x, y = cell
        corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
        return tuple(point for one, other in pairwise(corners) for point in self._line(one, other)[:-1])

    def _line(self, one: Cell, other: Cell) -> list[Point]:
        first, last = min(one, other), max(one, other)
        if (first, last) not in self._lines:
            rng, line = Random(f"{self._seed} {first} {last}"), [self._corner(first), self._corner(last)]
            for _ in range(BENDS):
                line = _bent(line, rng)
            self._lines[first, last] = line
        line = self._lines[first, last]
        return line if one == first else line[::-1]

    def _corner(self, corner: Cell) -> Point:
        rng = Random(f"{self._seed} {corner}")
        x, y = (part + rng.uniform(-.22, .22) for part in corner)
        return round(WEST * DEGREE + x * STEP), round(SOUTH * DEGREE + y * STEP)


def _bent(line: Sequence[Point], rng: Random) -> list[Point]:
    """Between any two points one more, a little to the side."""
    told = [line[0]]
    for one, other in pairwise(line):
        aside = rng.uniform(-.13, .13)
        told += [(round((one[0] + other[0]) / 2 - (other[1] - one[1]) * aside), round((one[1] + other[1]) / 2 + (other[0] - one[0]) * aside)), other]
    return told
