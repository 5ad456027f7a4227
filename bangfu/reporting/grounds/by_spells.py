"""Indicators that ask of a row only what its household counts as: counted from the spells that make it count so, which are fewer than the rows."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet, Value

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


def tallied_by_spells(found: QuerySet[Any], indicators: Sequence[Indicator], cut: Cut, length: int) -> Tallies:
    """One query: the households that count for each indicator, each once however many spells say so, beside their rows among those `found`; then summed by
    the codes of a length."""
    told: Tallies = {one.slug: {} for one in indicators}
    if not indicators:
        return told
    first, *others = [_counting(one, nth, cut) for nth, one in enumerate(indicators)]
    for column, nth, value in joined(COUNTED, counting=first.union(*others, all=True), found=found.order_by().values("household_id", at=F(cut.column()))):
        tally, at = told[indicators[nth].slug], column[:length]
        tally[at] = tally.get(at, 0) + value
    return told


def _counting(indicator: Indicator, nth: int, cut: Cut) -> QuerySet[Any, Any]:
    """(household, nth) of those that count for an indicator, each once."""
    ((name, value),) = indicator.where.items()
    counting: QuerySet[Any, Any] = spells(name, value, cut).order_by().annotate(nth=Value(nth)).values("household_id", "nth").distinct()
    return counting
