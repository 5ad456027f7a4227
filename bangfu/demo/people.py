"""The true county: households and members as they are, before any office has written them down.

Made village by village from the seed and the village's code alone: the same village is the same whichever others are made, and a county of
450,000 persons never stands in memory at once.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from bangfu.demo import bodies, names
from bangfu.demo.chronicle import ended, households
from bangfu.demo.members import Site
from bangfu.demo.numbers import Numbers
from bangfu.demo.places import PlaceRow, Size, townships, villages
from bangfu.demo.register import Village

HOUSEHOLDS: dict[Size, int] = {"village": 350, "township": 2_400, "county": 126_201}
ASSISTED: dict[Size, int] = {"village": 40, "township": 420, "county": 12_620}   # of them 脱贫户
_MIXED_VILLAGE = 5   # every sixth village has many households with another mother tongue
_ENDED = 0.016       # households that came to an end in three years, to one there is
_GROUPS = (
    "大湾", "小湾", "上坝", "下坝", "中寨", "对门", "后山", "前头", "垭口", "河边", "井边", "老街", "新街", "大田", "长田", "沙坝", "石板", "岩口",
    "竹林", "柏树", "梨树", "桃园", "茶山", "油坊", "碾房", "马路", "坳上", "坡脚", "水口", "山背", "瓦房", "大院", "祠堂", "学堂", "凉水", "三角",
)


class Counts(NamedTuple):
    """How many households a village has, and how many of them are 脱贫户."""

    households: int
    assisted: int


def county(size: Size, seed: int, township: str = "") -> Iterator[Village]:
    """The villages of a size (or of one of its townships) in order, each with its households."""
    counts = households_per_village(size, seed)
    places = list(counts)
    for nth, place in enumerate(places):
        if place.code.startswith(township):
            yield village(place, counts[place], seed, places[nth - 1] if len(places) > 1 else None)


def households_per_village(size: Size, seed: int) -> dict[PlaceRow, Counts]:
    """How many households live in each village: uneven, and exactly `HOUSEHOLDS[size]` and `ASSISTED[size]` together."""
    places = villages(size)
    weights = [Random(f"{seed}|{place.code}|size").uniform(0.75, 1.3) for place in places]
    needy = [weight * Random(f"{seed}|{place.code}|need").uniform(0.8, 1.25) for weight, place in zip(weights, places, strict=True)]
    every, assisted = _shared(HOUSEHOLDS[size], weights), _shared(ASSISTED[size], needy)
    return {place: Counts(*both) for place, *both in zip(places, every, assisted, strict=True)}


def _shared(number: int, weights: Sequence[float]) -> list[int]:
    """A number in whole parts by weight; what rounding leaves goes to those it took most from."""
    shares = [number * weight / sum(weights) for weight in weights]
    counts = [int(share) for share in shares]
    by_rest = sorted(range(len(shares)), key=lambda nth: counts[nth] - shares[nth])
    for nth in by_rest[: number - sum(counts)]:
        counts[nth] += 1
    return counts


def village(place: PlaceRow, counts: Counts, seed: int, neighbour: PlaceRow | None = None) -> Village:
    """One village with so many households, the same for the same seed. From `neighbour` some families have moved here."""
    site = _site(place, seed, neighbour)
    built = Village(place, site.groups, site.numbers)
    left = {True: counts.assisted, False: counts.households - counts.assisted}
    while room := sum(left.values()):
        assisted = site.rng.random() * room < left[True]
        made, gone = households(site, assisted, left[assisted])
        left[assisted] -= len(made)
        built.households += made
        built.closed += gone
        if site.rng.random() < _ENDED:
            built.closed.append(ended(site, assisted))
    return built


def groups(place: PlaceRow, seed: int) -> tuple[str, ...]:
    """The 村民组 of a village by name, eight to eighteen, in the order the village lists them."""
    rng = Random(f"{seed}|{place.code}|groups")
    return tuple(f"{word}组" for word in rng.sample(_GROUPS, rng.randint(8, 18)))


def _site(place: PlaceRow, seed: int, neighbour: PlaceRow | None) -> Site:
    share = villages("county").index(place)
    rng = Random(f"{seed}|{place.code}|people")
    township = next(row for row in townships("county") if place.code.startswith(row.code))
    around = bodies.bodies(township, seed)
    return Site(
        place=place, township=township, rng=rng, numbers=Numbers(share),
        groups=groups(place, seed),
        favoured=tuple(names.surname(rng) for _ in range(3)), dotted=0.25 if share % 6 == _MIXED_VILLAGE else 0.006,
        employers=bodies.employers(around), bank=bodies.bank(around), neighbour=neighbour,
        their_groups=groups(neighbour, seed) if neighbour else (),
    )
