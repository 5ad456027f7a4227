"""What changed at a place since a day: who came and left and why, and what households counted as then."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from bangfu.facts.models import NOW, AsOf
from bangfu.organization.actor import Actor
from bangfu.registry.models import HouseholdRecord
from bangfu.registry.queries.passages import Passage, came, left
from bangfu.registry.queries.people import under
from bangfu.registry.queries.rosters import Asked, spells_asked, where

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
    there = HouseholdRecord.objects.filter(under(place, where(as_of)), by.scope(), household=OuterRef("household"), **as_of.filters())
    return spells_asked(Asked(place=place, status=status, as_of=as_of)).filter(Exists(there)).order_by().values("household").distinct().count()
