"""What every ground does: it counts, and it lists what it counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from bangfu.facts.models import NOW, AsOf
from bangfu.organization.actor import Actor
from bangfu.registry.queries.people import under
from bangfu.reporting.indicators import Indicator

Tallies = dict[str, dict[str, int]]   # slug → code → count


@dataclass(frozen=True)
class Cut:
    """Where and when is asked: at a place and below it, only at `places` (those with a tag; None for all), on a day as known at a moment."""

    place: str
    as_of: AsOf = NOW
    places: Sequence[str] | None = None

    @property
    def day(self) -> date:
        """The day asked about."""
        return self.as_of.day or timezone.localdate()

    def there(self, now: str = "place_code", then: str = "place_then") -> Q:
        """Rows at the place: where they lie now, on a past day where they lay then."""
        column = now if self.as_of == NOW else then
        if self.places is None:
            return under(self.place, column)
        wanted = Q(pk__in=[])
        for code in self.places:
            wanted |= under(code, column)
        return wanted & under(self.place, column)

    def column(self, now: str = "place_code", then: str = "place_then") -> str:
        """The column that says where a row lies."""
        return now if self.as_of == NOW else then


@dataclass(frozen=True)
class Line:
    """One row behind a figure: what it is, in words, and the page it opens (`kind` and `id` of `page_of`). `key` is the keyset value behind it."""

    title: str
    detail: str
    place_code: str
    kind: str
    id: UUID | str
    key: str
    beside: Mapping[str, str] = field(default_factory=dict)


class Ground(Protocol):
    """Rows of one kind. `power` is what somebody needs who wants to see the rows themselves."""

    power: str

    def tally(self, by: Actor, indicators: Sequence[Indicator], cut: Cut, length: int) -> Tallies:
        """Each indicator's counts by the codes of a length, in one query for all of them, as far as the asker reaches."""

    def lines(self, by: Actor, indicator: Indicator, cut: Cut, *, after: str = "", limit: int = 50) -> list[Line]:
        """The rows one indicator counts, in a steady order, behind the keyset `after`."""


def tallied(found: QuerySet[Any], indicators: Sequence[Indicator], conditions: Mapping[str, Q], column: str, length: int) -> Tallies:
    """One query: rows grouped by place, each indicator a count of those its condition holds for."""
    counts = {f"n_{one.slug}": _count(one, conditions[one.slug]) for one in indicators}
    rows = found.order_by().annotate(lies_at=Substr(column, 1, length)).values("lies_at").annotate(**counts).order_by("lies_at")
    told: Tallies = {one.slug: {} for one in indicators}
    for row in rows:
        for one in indicators:
            if value := row[f"n_{one.slug}"]:
                told[one.slug][row["lies_at"]] = value
    return told


def _count(indicator: Indicator, condition: Q) -> Count:
    if indicator.counts == "households":
        return Count("household", distinct=True, filter=condition)
    return Count("pk", filter=condition) if condition else Count("pk")


def behind(after: str, order: Sequence[str]) -> Q:
    """What lies behind a keyset value whose parts stand, tab between, in the order of the columns."""
    if not after:
        return Q()
    values, wanted, same = after.split("\t"), Q(), Q()
    if len(values) != len(order):
        return Q(pk__in=[])
    for name, value in zip(order, values, strict=True):
        wanted |= same & Q(**{f"{name}__gt": value})
        same &= Q(**{name: value})
    return Q(**{f"{order[0]}__gte": values[0]}) & wanted
