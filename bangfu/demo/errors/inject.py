"""Putting contradictions into the lists of a township: so many to its people, one to a household, every kind that is still owed first."""

from collections.abc import Iterator, Mapping
from random import Random

from bangfu.demo.errors import between, columns, duties, hands, household, identity, naming, near_misses, presence, twice
from bangfu.demo.errors.kind import Injected, Kind, Outcome, Pool
from bangfu.demo.errors.spot import Done, Spot
from bangfu.demo.offices import Township
from bangfu.demo.register import Household, Member

RATE = 0.03   # to a person of the township
KINDS: Mapping[str, Kind] = {
    **duties.KINDS, **between.KINDS, **identity.KINDS, **naming.KINDS, **twice.KINDS, **presence.KINDS, **columns.KINDS, **household.KINDS,
    **hands.KINDS, **near_misses.KINDS,
}
_SCARCE: Mapping[Pool, int] = {"watched": 0, "monitored": 0, "followed": 1, "anybody": 2}
People = list[tuple[Household, Member]]


def contradict(township: Township, rng: Random, owed: list[str], rate: float = RATE) -> list[Injected]:
    """Make about `rate` contradictions to a person of the township, after its slips. Kinds that are `owed` come first and are struck off when made.

    Kinds that few households can carry come before those that many can.
    """
    pools = _pools(township, rng)
    queues = {kind.slug: iter(pools[kind.pool]) for kind in KINDS.values()}
    made = [_made(township, rng, kind, queues[kind.slug]) for kind in _plan(rng, round(rate * len(pools["anybody"])), owed)]
    found = [one for one in made if one is not None]
    there = {one.kind for one in found}
    owed[:] = [slug for slug in owed if slug not in there]
    return found


def _pools(township: Township, rng: Random) -> dict[Pool, People]:
    everybody = [(house, one) for house in township.households for one in house.members]
    rng.shuffle(everybody)
    followed = [(house, one) for house, one in everybody if house.followed]
    monitored = [(house, one) for house, one in followed if house.standing.monitored]
    return {"anybody": everybody, "followed": followed, "monitored": monitored,
            "watched": [(house, one) for house, one in monitored if house.standing.watched]}


def _plan(rng: Random, number: int, owed: list[str]) -> list[Kind]:
    first = [KINDS[slug] for slug in (owed if len(owed) <= number else rng.sample(owed, number))]
    rest = rng.choices(list(KINDS.values()), [kind.weight for kind in KINDS.values()], k=number - len(first))
    return [*sorted(first, key=_scarcity), *sorted(rest, key=_scarcity)]


def _scarcity(kind: Kind) -> tuple[int, int]:
    return _SCARCE[kind.pool], kind.weight


def _made(township: Township, rng: Random, kind: Kind, people: Iterator[tuple[Household, Member]]) -> Injected | None:
    for house, member in people:
        if house.number in township.touched:
            continue
        spot = Spot(rng, township, house, member)
        done = kind.make(spot)
        if done is not None:
            township.touched.update((house.number, *spot.taken))
            return _injected(kind, spot, done)
    return None


def _injected(kind: Kind, spot: Spot, done: Done) -> Injected:
    member = spot.member
    if done.hidden and not kind.hidden:
        raise ValueError(f"{kind.slug} does not say why it cannot be known")
    outcome: Outcome = "hidden" if done.hidden else kind.outcome
    return Injected(
        kind.slug, kind.families, kind.also, outcome, kind.known, kind.source, kind.field, kind.subject, member.number, spot.house.number,
        spot.house.village, done.name or member.name, done.id_number or member.id_number, done.other, tuple(spot.taken), kind.hidden if done.hidden else "",
    )
