"""From a delivered map to the outlines that are kept: which place each feature is, how coarse, and what is put together from below."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from bangfu.facts.models import FOREVER
from bangfu.organization.actor import within
from bangfu.organization.models import CountyMap, Place, PlaceShape
from bangfu.rules import geojson
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.outline import Ring, bounds, coarser, joined
from bangfu.rules.place_code import LENGTHS, CodeRange
from bangfu.rules.refusal import Refused

SCREEN = 2 * 1366   # a county is kept fine enough to fill two office screens side by side, a township one
MOST_NAMED = 8
Shapes = Mapping[str, Sequence[Ring]]


@dataclass(frozen=True)
class MapRow:
    """The map a county has loaded, as pages show it."""

    place_code: str
    file_name: str
    digest: str
    approval: str
    shapes: int
    points: int
    loaded_by: str
    loaded_at: datetime


@dataclass(frozen=True)
class ShapeRow:
    """The outline of a place as it is drawn."""

    code: str
    rings: tuple[Ring, ...]
    joined_from_below: bool


@dataclass(frozen=True)
class Placed:
    """What a file comes to: the outlines by place, those that were put together, and the property that named the places."""

    shapes: Mapping[str, tuple[Ring, ...]]
    joined: frozenset[str]
    by_property: str


def placed(content: bytes, *, county: str, code: str = "") -> Placed:
    """Reads a map for the places now in force in a county. Refused for a file that is none, and when it names places the county does not have."""
    features = geojson.read_features(content)
    inside = CodeRange.under(county)
    known = set(Place.objects.filter(within([inside], "code"), valid_to=FOREVER_DAY).values_list("code", flat=True))
    chosen = code.strip() or geojson.code_property(features, known)
    drawn = coarser(_by_place(features, chosen, known), _tolerance(features))
    missing = _joined_from_below(drawn, known)
    return Placed({**drawn, **missing}, frozenset(missing), chosen)


def _by_place(features: Iterable[geojson.Feature], chosen: str, known: set[str]) -> dict[str, list[Ring]]:
    """Rings by place; a place told in several features has them all."""
    told: dict[str, list[Ring]] = defaultdict(list)
    unknown: list[str] = []
    for one in features:
        said = one.properties.get(chosen, "")
        place = geojson.code_of(said, known)
        unknown += [] if place else [said or "（空）"]
        told[place] += one.rings
    if unknown:
        named = "、".join(dict.fromkeys(unknown[:MOST_NAMED]))
        raise Refused(
            f"属性“{chosen}”里有 {len(unknown)} 个代码不是本县现有的地方：{named}{'…' if len(unknown) > MOST_NAMED else ''}。"
            "请改正地图里的代码，或先在“地方”里办好区划变更。", field="code",
        )
    return told


def _tolerance(features: Sequence[geojson.Feature]) -> float:
    west, south, east, north = bounds(ring for one in features for ring in one.rings)
    return max(east - west, north - south) / SCREEN


def _joined_from_below(drawn: Shapes, known: Iterable[str]) -> dict[str, tuple[Ring, ...]]:
    """Townships nobody drew of which every village is drawn; then the county likewise."""
    told: dict[str, tuple[Ring, ...]] = {}
    for level, below in (("township", "village"), ("county", "township")):
        have = {**drawn, **told}
        for code in sorted(one for one in known if len(one) == LENGTHS[level] and one not in have):
            parts = [one for one in known if len(one) == LENGTHS[below] and one.startswith(code)]
            if parts and all(one in have for one in parts):
                told[code] = joined(ring for one in parts for ring in have[one])
    return {code: rings for code, rings in told.items() if rings}


def believed(county: str) -> tuple[list[CountyMap], list[PlaceShape]]:
    """The map of a county that is believed now, and its outlines."""
    inside = within([CodeRange.under(county)])
    return list(CountyMap.objects.filter(inside, superseded_at=FOREVER)), list(PlaceShape.objects.filter(inside, superseded_at=FOREVER))


def rows_of(county: str, told: Placed, *, file_name: str, content: bytes, approval: str, loaded_by: str) -> list[CountyMap | PlaceShape]:
    """The rows of a map, unsaved."""
    today = timezone.localdate()
    made: list[CountyMap | PlaceShape] = [CountyMap(
        place_code=county, place_then=county, valid_from=today, file_name=file_name[:120], digest=hashlib.sha256(content).hexdigest(), approval=approval[:60],
        shapes=len(told.shapes), points=sum(len(ring) for rings in told.shapes.values() for ring in rings), loaded_by=loaded_by,
    )]
    return made + [_shape(code, rings, today, code in told.joined) for code, rings in sorted(told.shapes.items())]


def _shape(code: str, rings: Sequence[Ring], day: date, is_joined: bool) -> PlaceShape:
    return PlaceShape(place_code=code, place_then=code, valid_from=day, rings=written(rings), joined_from_below=is_joined)


def written(rings: Iterable[Ring]) -> str:
    """Rings as they are kept: one a line."""
    return "\n".join(" ".join(f"{x},{y}" for x, y in ring) for ring in rings)


def read(text: str) -> tuple[Ring, ...]:
    """Rings as they were written."""
    return tuple(tuple(_point(pair) for pair in line.split(" ")) for line in text.splitlines())


def _point(pair: str) -> tuple[int, int]:
    x, _, y = pair.partition(",")
    return int(x), int(y)
