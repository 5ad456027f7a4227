"""A figure on the county's own map: places in five shades by what they come to, and the legend that says which. Pure; the template writes the SVG, and the
table of the same figures stands beside it."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bangfu.organization.drawing import Drawing, Path

SHADES = 5


@dataclass(frozen=True)
class Area:
    """One place: its outline, its shade (0 for nought, else 1 light to SHADES dark), its name and number; None when nothing is known of it."""

    path: Path
    name: str
    value: float | None
    shade: int


@dataclass(frozen=True)
class Shade:
    """One line of the legend: places from `least` to `most`, how many."""

    number: int
    least: float
    most: float
    places: int


@dataclass(frozen=True)
class MapChart:
    """The drawing."""

    width: int
    height: int
    areas: tuple[Area, ...]
    legend: tuple[Shade, ...]


def map_chart(drawing: Drawing, values: Mapping[str, float], names: Mapping[str, str]) -> MapChart:
    """The map of values by code. As many places as can be have each shade, those with the same number always the same; nought is left white."""
    limits = limits_of([value for value in values.values() if value > 0])
    areas = tuple(Area(path, names.get(path.code, path.code), values.get(path.code), _shade(values.get(path.code, 0), limits)) for path in drawing.paths)
    told = [Shade(number, min(some), max(some), len(some)) for number in range(len(limits) + 1) if (some := _shaded(areas, number))]
    return MapChart(drawing.width, drawing.height, areas, tuple(told))


def limits_of(values: Sequence[float]) -> list[float]:
    """The highest value of each shade: quantiles of the values, each value of the list in one shade only; fewer shades where there are fewer values."""
    ordered = sorted(values)
    cuts = [ordered[-(-len(ordered) * nth // SHADES) - 1] for nth in range(1, SHADES + 1)] if ordered else []
    return sorted(set(cuts))


def _shade(value: float, limits: Sequence[float]) -> int:
    return 0 if value <= 0 else bisect_left(limits, value) + 1


def _shaded(areas: Sequence[Area], number: int) -> list[float]:
    return [one.value for one in areas if one.value is not None and one.shade == number]
