"""One figure on several days: where the rows are people or households, all days are counted while the rows are passed once."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from types import MappingProxyType

from django.db.models import Count, Model, Q

from bangfu.organization.actor import Actor
from bangfu.registry.models import HouseholdRecord, PersonRecord
from bangfu.reporting.grounds.conditions import condition
from bangfu.reporting.grounds.ground import Cut, Ground
from bangfu.reporting.indicators import Indicator

RECORDS: Mapping[str, type[Model]] = MappingProxyType({"persons": PersonRecord, "households": HouseholdRecord})


def on_days(by: Actor, ground: Ground, indicator: Indicator, cuts: Sequence[Cut], length: int) -> list[int]:
    """What an indicator comes to under each cut: cuts of one place, which differ in the day only (and in the places that had a tag on it)."""
    if indicator.rows in RECORDS:
        return _records(by, RECORDS[indicator.rows], indicator, cuts)
    return [sum(ground.tally(by, [indicator], cut, length)[indicator.slug].values()) for cut in cuts]


def _records(by: Actor, model: type[Model], indicator: Indicator, cuts: Sequence[Cut]) -> list[int]:
    days = [cut.there() & Q(**cut.as_of.filters()) & condition(indicator.where, cut, model) for cut in cuts]
    what, distinct = ("household", True) if indicator.counts == "households" else ("pk", False)
    counts = {f"day_{nth}": Count(what, distinct=distinct, filter=day) for nth, day in enumerate(days)}
    told = model._default_manager.filter(reduce(or_, (cut.there() for cut in cuts)), by.scope()).aggregate(**counts)
    return [told[name] for name in counts]
