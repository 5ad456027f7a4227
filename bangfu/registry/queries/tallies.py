"""How many: households and persons of any place, now and on any day, as known on any day."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Substr
from django.utils import timezone

from bangfu.facts.models import NOW, AsOf
from bangfu.organization.actor import Actor
from bangfu.registry.models import RegisterCount, RegisterStep
from bangfu.registry.queries.people import under


class Counts(NamedTuple):
    """Households and persons now in the register."""

    households: int
    persons: int


def counts(by: Actor, place: str) -> Counts:
    """Households and persons at a place and below it, as far as the asker reaches, from the counters."""
    return _sum(RegisterCount.objects.filter(under(place), by.scope()))


def counts_below(by: Actor, length: int, place: str) -> dict[str, Counts]:
    """Counts by the codes of a length (9 township, 12 village, 15 grid) below a place, within the asker's reach."""
    found = RegisterCount.objects.filter(under(place), by.scope()).annotate(at=Substr("place_code", 1, length)).values("at")
    rows = found.annotate(h=Sum("households"), p=Sum("persons"))
    return {row["at"]: Counts(row["h"] or 0, row["p"] or 0) for row in rows}


def tally_persons(by: Actor, *, place: str, length: int, as_of: AsOf = NOW) -> dict[str, int]:
    """Persons by the codes of a length at or below a place, on a day, as known then: one query, over counters."""
    return {at: one.persons for at, one in tallied(by, place=place, length=length, as_of=as_of).items() if one.persons}


def tally_households(by: Actor, *, place: str, length: int, as_of: AsOf = NOW) -> dict[str, int]:
    """Households in the register, as `tally_persons`."""
    return {at: one.households for at, one in tallied(by, place=place, length=length, as_of=as_of).items() if one.households}


def tallied(by: Actor, *, place: str, length: int, as_of: AsOf = NOW) -> dict[str, Counts]:
    """Both, as `tally_persons`. What is now stands in the counters; a day is the sum of the steps up to it, at the places where people were then
    (`place_then`)."""
    if as_of == NOW:
        return dict(sorted(counts_below(by, length, place).items()))
    day, known = as_of.day or timezone.localdate(), as_of.known or timezone.now()
    steps = RegisterStep.objects.filter(under(place, "place_then"), by.scope(), day__lte=day, known_at__lte=known)
    rows = steps.annotate(at=Substr("place_then", 1, length)).values("at").annotate(h=Sum("households"), p=Sum("persons")).order_by("at")
    return {row["at"]: Counts(row["h"] or 0, row["p"] or 0) for row in rows}


def counts_on_days(by: Actor, place: str, days: Sequence[date]) -> list[Counts]:
    """Households and persons at a place on each of several days, as known now, from the steps: their sum up to the first day, and what was added by the
    others."""
    steps = RegisterStep.objects.filter(under(place, "place_then"), by.scope(), known_at__lte=timezone.now())
    first, last = min(days), max(days)
    before = _sum(steps.filter(day__lte=first))
    moved = list(steps.filter(day__gt=first, day__lte=last).order_by().values_list("day").annotate(h=Sum("households"), p=Sum("persons"))) if last > first else []
    return [Counts(*(start + sum(step[nth] for step in moved if step[0] <= day) for nth, start in enumerate(before, start=1))) for day in days]


def _sum(found: QuerySet[Any]) -> Counts:
    total = found.aggregate(h=Sum("households"), p=Sum("persons"))
    return Counts(total["h"] or 0, total["p"] or 0)


def tagged(codes: list[str], column: str = "place_code") -> Q:
    """Rows at any of some places and below them: what a cut by tag counts."""
    wanted = Q(pk__in=[])
    for code in codes:
        wanted |= under(code, column)
    return wanted
