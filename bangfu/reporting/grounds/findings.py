"""Findings as they stand now."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.models import Finding
from bangfu.lists.declared import Order
from bangfu.lists.keyset import Turn, ahead, key_of
from bangfu.organization.actor import Actor
from bangfu.reporting.grounds.ground import Cut, Line, Tallies, tallied
from bangfu.reporting.indicators import Indicator
from bangfu.rules.finding import FLOW


class Findings:
    """Contradictions and what became of them."""

    power = "crosscheck.look"

    def tally(self, by: Actor, indicators: Sequence[Indicator], cut: Cut, length: int) -> Tallies:
        return tallied(_found(by, cut), indicators, {one.slug: _condition(one) for one in indicators}, "place_code", length)

    def lines(self, by: Actor, indicator: Indicator, cut: Cut, turn: Turn) -> list[Line]:
        order = Order("rows", "行", ("place_code", "household_number", "id"))
        found = ahead(_found(by, cut).filter(_condition(indicator)), order, turn)[: turn.size + 1]
        return [
            Line(
                one.subject_name or one.household_number, one.reason, one.place_code, "finding", one.pk, key_of(one, order),
                {"检查": CHECKS[one.check_slug].title if one.check_slug in CHECKS else one.check_slug, "状态": FLOW.word(one.state)},
            ) for one in found
        ]


def _found(by: Actor, cut: Cut) -> QuerySet[Finding]:
    if not by.can("crosscheck.look"):
        return Finding.objects.none()
    return Finding.objects.filter(cut.now(by))


def _condition(indicator: Indicator) -> Q:
    told = Q()
    for name, value in indicator.where.items():
        told &= _one(name, value)
    return told


def _one(name: str, value: Any) -> Q:
    if name == "days":
        return _stood(**value)
    if name in ("level", "family"):
        return Q(check_slug__in=[check.slug for check in CHECKS.values() if getattr(check, name) == value])
    return Q(**{f"{name}__in": value if isinstance(value, list) else [value]})


def _stood(least: int = 0, most: int | None = None) -> Q:
    """Found first so many days ago, as the calendar counts them."""
    told = Q(first_found_at__lt=_day_began(least - 1)) if least else Q()
    return told & Q(first_found_at__gte=_day_began(most)) if most is not None else told


def _day_began(days: int) -> datetime:
    """The beginning of the day so many days ago."""
    return timezone.make_aware(datetime.combine(timezone.localdate() - timedelta(days=days), time.min))
