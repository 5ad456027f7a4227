"""Who signs in to the demo: a post for every role at the county, two clerks a township, one a village, and one worker in the first village's grid."""

from random import Random
from typing import NamedTuple

from bangfu.demo import names
from bangfu.demo.places import COUNTY, PlaceRow, Size, townships, villages

DEMO_PASSWORD = "lanhe-demo-2026"   # noqa: S105 - of every invented user, and no secret: the demo shows it

GRID = "第一网格"   # of the first village; its households are those of the first 村民组


class CastMember(NamedTuple):
    """An invented user: `role` is a word of bangfu.rules.powers, `place_code` the place of the post."""

    username: str
    name: str
    post: str
    role: str
    place_code: str


_COUNTY_POSTS = (
    ("xian", "岚禾县农业农村局防返贫监测股股长", "county_officer"),
    ("guanli", "岚禾县帮扶信息系统管理员", "administrator"),
    ("shenji", "岚禾县帮扶信息系统安全审计员", "auditor"),
)


def cast(size: Size, seed: int) -> list[CastMember]:
    """County posts, then each township's clerks (zhen01, zhen01b), each village's (cun0101: the first village of the first township), the grid's (wang01)."""
    rng = Random(f"{seed}|cast")
    taken: set[str] = set()
    found = [CastMember(username, _name(rng, taken), post, role, COUNTY) for username, post, role in _COUNTY_POSTS]
    for nth, town in enumerate(townships(size), 1):
        found += [
            CastMember(f"zhen{nth:02d}", _name(rng, taken), f"{town.name}防返贫监测专干", "township_clerk", town.code),
            CastMember(f"zhen{nth:02d}b", _name(rng, taken), f"{town.name}乡村振兴办主任", "township_clerk", town.code),
        ]
        found += [_village_clerk(rng, taken, nth, each, place) for each, place in enumerate(villages(size, town.code), 1)]
    return [*found, _grid_worker(seed, taken, villages(size)[0]), _security_administrator(seed, taken)]


def _grid_worker(seed: int, taken: set[str], village: PlaceRow) -> CastMember:
    """Drawn apart from the others, so that whoever signs in keeps their name."""
    return CastMember("wang01", _name(Random(f"{seed}|grid"), taken), f"{village.name}{GRID}网格员", "grid_worker", grid(village))


def _security_administrator(seed: int, taken: set[str]) -> CastMember:
    return CastMember("anquan", _name(Random(f"{seed}|security"), taken), "岚禾县帮扶信息系统安全管理员", "security_administrator", COUNTY)


def grid(village: PlaceRow) -> str:
    """The code of the first grid of a village."""
    return f"{village.code}001"


def _village_clerk(rng: Random, taken: set[str], township: int, nth: int, place: PlaceRow) -> CastMember:
    return CastMember(f"cun{township:02d}{nth:02d}", _name(rng, taken), f"{place.name}信息员", "village_clerk", place.code)


def _name(rng: Random, taken: set[str]) -> str:
    """A name no other user has."""
    while (name := names.full_name(rng, names.surname(rng), rng.choice("男女"), rng.randint(1970, 1998))) in taken:
        continue
    taken.add(name)
    return name
