"""What every ground does: it counts, and it lists what it counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Q, QuerySet, Value
from django.utils import timezone

from bangfu.facts.models import NOW, AsOf
from bangfu.lists.declared import Order
from bangfu.lists.keyset import Turn
from bangfu.organization.actor import Actor, within
from bangfu.reporting.indicators import Indicator
from bangfu.rules.place_code import CodeRange, meet

Tallies = dict[str, dict[str, int]]   # slug → code → count
MANY = 10   # places


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

    def reach(self, by: Actor) -> Q:
        """Rows within the asker's reach that lie at the place; on a past day, those that lay there then."""
        return self.now(by) if self.as_of == NOW else self.there() & by.scope()

    def now(self, by: Actor) -> Q:
        """Rows within the asker's reach that lie at the place now, whatever the day."""
        return by.scope_in(self._ranges()) & self._between("place_code")

    def there(self) -> Q:
        """Rows at the place, whoever asks: where they lie now, on a past day where they lay then."""
        return within(self._ranges(), self.column()) & self._between(self.column())

    def _between(self, column: str) -> Q:
        """From the first to the last of many places: of few places each is sought by itself, for many all rows would be gone through."""
        ranges = self._ranges()
        return Q(**{f"{column}__gte": ranges[0].lo, f"{column}__lt": ranges[-1].hi}) if len(ranges) > MANY else Q()

    def _ranges(self) -> list[CodeRange]:
        whole = [CodeRange.under(self.place)]
        return whole if self.places is None else meet(map(CodeRange.under, self.places), whole)

    def column(self) -> str:
        """The column that says where a row lies."""
        return "place_code" if self.as_of == NOW else "place_then"


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
        """Each indicator's counts by the codes of a length, in one or two queries for all of them, as far as the asker reaches."""

    def lines(self, by: Actor, indicator: Indicator, cut: Cut, turn: Turn) -> list[Line]:
        """The rows one indicator counts, in a steady order: those of a turn and one more, in its direction (`keyset.page_of`)."""


def tallied(found: QuerySet[Any], indicators: Sequence[Indicator], conditions: Mapping[str, Q], column: str, length: int) -> Tallies:
    """One query: rows grouped by the place they lie at, in the order of its index, each indicator a count of those its condition holds for; then summed
    by the codes of a length. Households are counted once a place, and a household lies at one place only."""
    counts = {f"n_{one.slug}": _count(one, conditions[one.slug]) for one in indicators}
    told: Tallies = {one.slug: {} for one in indicators}
    for row in found.order_by().values(column).annotate(**counts).order_by(column):
        for one in indicators:
            if value := row[f"n_{one.slug}"]:
                at = row[column][:length]
                told[one.slug][at] = told[one.slug].get(at, 0) + value
    return told


def _count(indicator: Indicator, condition: Q) -> Count:
    if indicator.counts == "households":
        return Count("household", distinct=True, filter=condition)
    return Count(Value(1), filter=condition) if condition else Count("*")


def by_place(cut: Cut, *rest: str) -> Order:
    """The order of the rows behind a figure: by the place they count at, then by what is named, the last of it unique."""
    return Order("rows", "行", (cut.column(), *rest))


def joined(sql: str, **parts: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement in which {name} stands for each of some queries, given in the order they stand in; none where one of them can have none."""
    try:
        told = {name: part.query.sql_with_params() for name, part in parts.items()}
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**{name: text for name, (text, _) in told.items()}), [value for _, values in told.values() for value in values])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
