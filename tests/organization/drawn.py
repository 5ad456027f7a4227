"""A map of the small county: every village a square, side by side, the townships above one another."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tests.county import PLACES

WEST, SOUTH, WIDE = 90.0, 10.0, 0.1
VILLAGES = [code for code in PLACES if len(code) == 12 and code.startswith("990121")]
SQUARES = {code: (int(code[-1]) - 1, int(code[8]) - 1) for code in VILLAGES}


def square(x: float, y: float, wide: float = WIDE) -> list[list[float]]:
    """A closed ring."""
    west, south = WEST + x * WIDE, SOUTH + y * WIDE
    return [[west, south], [west + wide, south], [west + wide, south + wide], [west, south + wide], [west, south]]


def geojson(codes: Iterable[str] = VILLAGES, said: Mapping[str, Any] | None = None, name: str = "code") -> bytes:
    """The file; `said` writes a code otherwise."""
    features = [
        {
            "type": "Feature", "properties": {name: (said or {}).get(code, code)},
            "geometry": {"type": "Polygon", "coordinates": [square(*SQUARES.get(code, (int(code[8]), 5)))]},
        } for code in codes
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()
