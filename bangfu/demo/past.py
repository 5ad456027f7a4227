"""What three years did to a family, told from its end: who died, married, moved or was born, so that the people of the last day remain.

Seats only; numbers and names come later. A family has one story as a whole (`story`), and a settled one also those who went one by one.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from bangfu.demo import names
from bangfu.demo.chance import Weighted
from bangfu.demo.days import AS_OF, START, between, lately, years
from bangfu.demo.families import Family, Seat
from bangfu.rules.dates import age_on

# what happened to the household as a whole; those that neither split nor merged, by frequency in three years
SETTLED, MOVED_IN, MOVED, SPLIT, MERGED = "settled", "moved_in", "moved", "split", "merged"
_WHOLE = Weighted({SETTLED: 989, MOVED_IN: 5, MOVED: 6})
_ELDERS = ("之父", "之母", "之公公", "之婆婆")
_PARTNERS = {"配偶": ("之子", "之女"), "之儿媳": ("之孙子", "之孙女"), "之女婿": ("之外孙子", "之外孙女")}


class Gone(NamedTuple):
    """Somebody who was a member and left: the seat as it then was, the day, and why (a slug of 自然增减)."""

    seat: Seat
    day: date
    why: str


class _Leaving(NamedTuple):
    """Why a grown child leaves: of which sex ('' either), from which age to which."""

    why: str
    sex: str
    least: int
    most: int


_LEAVING = Weighted({
    _Leaving("married_out", "女", 20, 30): 62, _Leaving("moved_out", "男", 18, 32): 14, _Leaving("moved_out", "女", 18, 32): 14,
    _Leaving("enlisted", "男", 18, 22): 6, _Leaving("imprisoned", "男", 19, 40): 3, _Leaving("lost", "男", 20, 40): 1,
})
# kind of family → how likely a death in three years is where it can be told
_DEATHS = {
    "single_elder": 0.22, "widowed": 0.17, "left_behind": 0.17, "disabled_child": 0.14, "elder_heads_three": 0.12, "with_parents": 0.15,
    "nuclear": 0.065, "elderly_couple": 0.07,
}


def story(rng: Random, house: Family, neighbour: bool) -> str:
    """What happened to the household as a whole, one of the words above.

    Assisted families do not come from another county; moves within it need a `neighbour` village.
    """
    roles = {one.relation for one in house.seats}
    if house.kind == "elder_heads_three" and rng.random() < 0.05:
        return SPLIT
    if house.kind == "with_parents" and roles & set(_ELDERS) and rng.random() < 0.02:
        return MERGED
    told = _WHOLE.draw(rng)
    return SETTLED if (told == MOVED_IN and house.assisted) or (told == MOVED and not neighbour) else told


def weddings(rng: Random, house: Family) -> dict[int, date]:
    """Who (by place at the table) married into the house within the history, and when: grown, and before the eldest child there is."""
    found = {}
    for nth, one in enumerate(house.seats):
        if one.relation in _PARTNERS and rng.random() < 0.85:
            children = [seat.birth for seat in house.seats if seat.relation in _PARTNERS[one.relation]]
            last = min(children) - timedelta(days=280) if children else AS_OF - timedelta(days=20)
            first = max(START + timedelta(days=20), one.birth + timedelta(days=20 * 366), last - timedelta(days=900))
            if first < last and age_on(one.birth, last) < 34:
                found[nth] = between(rng, first, last)
    return found


def gone(rng: Random, house: Family) -> Iterator[Gone]:
    """Who died or left one by one. A dead 户主 was the spouse of who is head now."""
    dead = _dead(rng, house) if rng.random() < _DEATHS.get(house.kind, 0) else None
    if dead is not None:
        yield Gone(dead, lately(rng), "died")
    if house.kind in ("nuclear", "with_parents", "widowed") and rng.random() < 0.2:
        yield from _grown_child(rng, house)


def _dead(rng: Random, house: Family) -> Seat | None:
    head, roles = house.seats[0], {one.relation for one in house.seats}
    if house.kind == "with_parents":
        return _lost_parent(rng, house, roles)
    if house.kind in ("nuclear", "elderly_couple") or "配偶" in roles:
        return _old_parent(rng, head) if head.sex == "男" and not roles & set(_ELDERS) and age_on(head.birth, AS_OF) < 72 else None
    sex = "男" if head.sex == "女" else "女"
    return Seat("户主" if sex == "男" else "配偶", sex, head.birth + years(rng, -3, 3), _surname(rng, head))


def _lost_parent(rng: Random, house: Family, roles: set[str]) -> Seat | None:
    """The other one of the parents, where only one is left."""
    head = house.seats[0]
    father, mother = ("之父", "之母") if head.sex == "男" else ("之公公", "之婆婆")
    if father in roles and mother in roles:
        return None
    son = head if head.sex == "男" else house.seats[1]
    if father in roles:
        return Seat(mother, "女", son.birth - years(rng, 20, 34), _surname(rng, head))
    return Seat(father, "男", son.birth - years(rng, 20, 34), son.family)


def _old_parent(rng: Random, head: Seat) -> Seat:
    if rng.random() < 0.5:
        return Seat("之父", "男", head.birth - years(rng, 20, 34), head.family)
    return Seat("之母", "女", head.birth - years(rng, 20, 34), _surname(rng, head))


def _grown_child(rng: Random, house: Family) -> Iterator[Gone]:
    """A child born to both parents when they were 20 or more, of an age to go, and not within a year of a brother or sister."""
    leaving, day = _LEAVING.draw(rng), lately(rng)
    parents = house.seats[: 2 if house.seats[1:] and house.seats[1].relation == "配偶" else 1]
    first = max(day - timedelta(days=leaving.most * 365), max(one.birth for one in parents) + timedelta(days=20 * 366))
    last = day - timedelta(days=leaving.least * 366)
    if first >= last:
        return
    birth = between(rng, first, last)
    others = [one.birth for one in house.seats if one.relation in ("之子", "之女")]
    if all(abs((birth - other).days) > 330 for other in others):
        sex = leaving.sex
        father = parents[0] if parents[0].sex == "男" or len(parents) == 1 else parents[1]
        yield Gone(Seat("之子" if sex == "男" else "之女", sex, birth, father.family), day, leaving.why)


def _surname(rng: Random, head: Seat) -> str:
    return names.clan(rng) if names.is_clan(head.family) else names.surname(rng)
