"""Indicators that ask of a row only what its household counts as: counted from the spells that make it count so, which are fewer than the rows."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Model, Q, QuerySet, Value

from bangfu.facts.models import NOW
from bangfu.organization.actor import Actor
from bangfu.reporting.grounds.conditions import SPELLS, spells
from bangfu.reporting.grounds.ground import Cut, Tallies, joined
from bangfu.reporting.indicators import Indicator

COUNTED = """
    SELECT found.at, counting.nth, COUNT(*) FROM ({counting}) counting JOIN ({found}) found ON found.household_id = counting.household_id
    GROUP BY found.at, counting.nth
"""


def asks_spells_only(indicator: Indicator) -> bool:
    """Whether nothing of the row itself is asked."""
    return indicator.counts == "rows" and len(indicator.where) == 1 and not indicator.where.keys().isdisjoint(SPELLS)


def tallied_by_spells(by: Actor, found: QuerySet[Any], indicators: Sequence[Indicator], cut: Cut, length: int) -> Tallies:
    """One query: the households that count for each indicator, each once however many spells say so, beside their rows among those `found`, which the asker
    reaches; then summed by the codes of a length."""
    told: Tallies = {one.slug: {} for one in indicators}
    if not indicators:
        return told
    first, *others = [_counting(by, one, nth, cut, found.model) for nth, one in enumerate(indicators)]
    for column, nth, value in joined(COUNTED, counting=first.union(*others, all=True), found=found.order_by().values("household_id", at=F(cut.column()))):
        tally, at = told[indicators[nth].slug], column[:length]
        tally[at] = tally.get(at, 0) + value
    return told


def _counting(by: Actor, indicator: Indicator, nth: int, cut: Cut, model: type[Model]) -> QuerySet[Any, Any]:
    """(household, nth) of those that count for an indicator, each once; now only where the asker reaches."""
    ((name, value),) = indicator.where.items()
    found = spells(name, value, cut, model).filter(by.scope() if cut.as_of == NOW else Q())
    counting: QuerySet[Any, Any] = found.order_by().annotate(nth=Value(nth)).values("household_id", "nth").distinct()
    return counting
