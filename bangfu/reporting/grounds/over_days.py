"""One figure on several days: where the rows are people or households, all days are counted while the rows are passed once."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from types import MappingProxyType

from django.db.models import Count, Model, Q, Value

from bangfu.organization.actor import Actor
from bangfu.registry.models import HouseholdRecord, PersonRecord
from bangfu.reporting.grounds.conditions import condition, known
from bangfu.reporting.grounds.ground import Cut, Ground
from bangfu.reporting.indicators import Indicator

RECORDS: Mapping[str, type[Model]] = MappingProxyType({"persons": PersonRecord, "households": HouseholdRecord})


def on_days(by: Actor, ground: Ground, indicator: Indicator, cuts: Sequence[Cut], length: int) -> list[int]:
    """What an indicator comes to under each cut: cuts of one place, which differ in the day only (and in the places that had a tag on it)."""
    if indicator.rows in RECORDS:
        return _records(by, RECORDS[indicator.rows], indicator, cuts)
    return [sum(ground.tally(by, [indicator], cut, length)[indicator.slug].values()) for cut in cuts]


def _records(by: Actor, model: type[Model], indicator: Indicator, cuts: Sequence[Cut]) -> list[int]:
    there, places = _shared([cut.there() for cut in cuts])
    meant, conditions = _shared([condition(indicator.where, cut, model) for cut in cuts])
    days = [Q(valid_from__lte=cut.day, valid_to__gt=cut.day) & place & one for cut, place, one in zip(cuts, places, conditions, strict=True)]
    what, distinct = ("household", True) if indicator.counts == "households" else (Value(1), False)
    counts = {f"day_{nth}": Count(what, distinct=distinct, filter=day) for nth, day in enumerate(days)}
    told = model._default_manager.filter(there, meant, by.scope(), **known(cuts[0].as_of)).aggregate(**counts)
    return [told[name] for name in counts]


def _shared(each: Sequence[Q]) -> tuple[Q, Sequence[Q]]:
    """(what is asked of every row once, what is left to ask for each day): all of it where it is the same for every day."""
    if all(one == each[0] for one in each):
        return each[0], [Q()] * len(each)
    return reduce(or_, each), each
