"""What is asked about a county's map: the outlines of places, and how much of the county is drawn."""

from collections.abc import Iterable
from dataclasses import dataclass

from bangfu.facts.models import FOREVER
from bangfu.organization.actor import Actor, within
from bangfu.organization.models import CountyMap, Place, PlaceShape
from bangfu.organization.shapes import MapRow, ShapeRow, read
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.outline import Ring
from bangfu.rules.place_code import LENGTHS, LEVEL_WORDS, CodeRange, covers


@dataclass(frozen=True)
class Drawn:
    """How many places of a level the map has: of `of`, those in `without` (code, name) have no outline; `joined` were put together from below."""

    word: str
    shapes: int
    joined: int
    of: int
    without: tuple[tuple[str, str], ...]


def county_map(by: Actor, county: str) -> MapRow | None:
    """The map a county has loaded, for whoever reaches the county or something in it."""
    found = CountyMap.objects.filter(place_code=county, superseded_at=FOREVER).first() if _reaches(by, county) else None
    return MapRow(
        found.place_code, found.file_name, found.digest, found.approval, found.shapes, found.points, found.loaded_by, found.recorded_at,
    ) if found else None


def shapes_of(by: Actor, codes: Iterable[str]) -> list[ShapeRow]:
    """The outlines of places the asker reaches, or that stand above one they reach, in the order of the codes. Places that were merged into one are drawn
    together."""
    wanted = [code for code in codes if _reaches(by, code)]
    found = PlaceShape.objects.filter(place_code__in=wanted, superseded_at=FOREVER).order_by("place_code", "place_then")
    told: dict[str, tuple[tuple[Ring, ...], bool]] = {}
    for code, rings, joined in found.values_list("place_code", "rings", "joined_from_below"):
        told[code] = (*told.get(code, ((), False))[0], *read(rings)), joined
    return [ShapeRow(code, rings, joined) for code, (rings, joined) in told.items()]


def drawn(by: Actor, county: str) -> list[Drawn]:
    """How much of a county is drawn: the county, its townships, its villages."""
    inside = within([CodeRange.under(county)], "code")
    places = list(Place.objects.filter(inside, by.scope("code"), valid_to=FOREVER_DAY).order_by("code").values_list("code", "name"))
    shapes = dict(PlaceShape.objects.filter(by.scope(), within([CodeRange.under(county)]), superseded_at=FOREVER).values_list("place_code", "joined_from_below"))
    told = []
    for level in ("county", "township", "village"):
        there = [(code, name) for code, name in places if len(code) == LENGTHS[level]]
        have = [code for code, _ in there if code in shapes]
        without = tuple(one for one in there if one[0] not in shapes)
        told.append(Drawn(LEVEL_WORDS[level], len(have), sum(shapes[code] for code in have), len(there), without))
    return told


def _reaches(by: Actor, code: str) -> bool:
    return covers(by.ranges, code) or any(one.lo.startswith(code) for one in by.ranges)
