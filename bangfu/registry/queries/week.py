"""What changed at a place since a day: who came and left and why, and what households counted as then."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from bangfu.facts.models import FOREVER, NOW, AsOf
from bangfu.organization.actor import Actor
from bangfu.registry.models import HouseholdRecord, StatusSpell
from bangfu.registry.queries.passages import Passage, came, left
from bangfu.registry.queries.people import under
from bangfu.registry.queries.rosters import Asked, labelled, where

MOST = 1_000


@dataclass(frozen=True)
class Stream:
    """One direction: persons by why, the most first; the households that came or went whole. `more`: there are more than were looked at."""

    whys: tuple[tuple[str, int], ...]
    persons: int
    households: int
    more: bool


def turns_since(by: Actor, place: str, since: date) -> tuple[Stream, Stream]:
    """Who came in and who left at a place after a day up to today, as far as the asker reaches."""
    asked = Asked(place=place)
    came_in, gone = came(by, asked, since=since, limit=MOST + 1), left(by, asked, since=since, limit=MOST + 1)
    return _turn(came_in, place, AsOf(since)), _turn(gone, place, NOW)


def _turn(passages: Sequence[Passage], place: str, other_day: AsOf) -> Stream:
    some = passages[:MOST]
    households = {one.household for one in some}
    whys = Counter(one.why for one in some).most_common()
    return Stream(tuple(whys), len(some), len(households - _there(households, place, other_day)), len(passages) > MOST)


def _there(households: set[UUID], place: str, as_of: AsOf) -> set[UUID]:
    """Those of some households that lie at the place on the other day too."""
    found = HouseholdRecord.objects.filter(under(place, where(as_of)), household__among=households, **as_of.filters())
    return set(found.values_list("household", flat=True))


def households_counted_as(by: Actor, *, place: str, status: str, on: date) -> int:
    """How many households in the register at a place on a day counted as `family:label` (`family:` for any label), as known now."""
    as_of = AsOf(on)
    lay = HouseholdRecord.objects.filter(under(place, where(as_of)), by.scope(), **as_of.filters())
    return lay.filter(household__in=_spells(by, status).filter(**as_of.filters()).values("household")).count()


def households_counted_on(by: Actor, *, place: str, status: str, days: Sequence[date]) -> list[int]:
    """As `households_counted_as`, on each of several days: two queries, each over what held on any of them."""
    ever = {"superseded_at": FOREVER, "valid_from__lte": max(days), "valid_to__gt": min(days)}
    spells = _spells(by, status).filter(**ever)
    lay = HouseholdRecord.objects.filter(under(place, "place_then"), by.scope(), **ever, household__in=spells.values("household"))
    labels, places = _periods(spells), _periods(lay)
    return [sum(_holds(labels[one], day) and _holds(those, day) for one, those in places.items()) for day in days]


def _periods(found: QuerySet[Any]) -> Mapping[UUID, list[tuple[date, date]]]:
    """Household → the days from which and up to which each of some facts of it holds."""
    told = defaultdict(list)
    for household, since, until in found.order_by().values_list("household", "valid_from", "valid_to"):
        told[household].append((since, until))
    return told


def _holds(periods: Sequence[tuple[date, date]], day: date) -> bool:
    return any(since <= day < until for since, until in periods)


def _spells(by: Actor, status: str) -> QuerySet[StatusSpell]:
    """The spells of households within reach, whenever: a spell lies where its household does, so that those of all others are not looked through."""
    return labelled(status).filter(by.scope())
