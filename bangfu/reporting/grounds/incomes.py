"""Households by income a head in the last whole year of collection before the day (1 October to 30 September), of which all twelve months are recorded."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db.models import BigIntegerField, Case, Count, ExpressionWrapper, F, Max, Min, QuerySet, Sum, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Substr

from bangfu.lists.keyset import Turn, ahead, key_of
from bangfu.organization.actor import Actor
from bangfu.registry.models import HouseholdRecord, IncomeItem, PersonRecord
from bangfu.reporting.grounds.conditions import known
from bangfu.reporting.grounds.ground import Cut, Line, Tallies, by_place, joined
from bangfu.reporting.grounds.records import houses
from bangfu.reporting.indicators import Indicator
from bangfu.rules.income import Window, items_of, yearly_window

FEN = 100
# within a SELECT: looking may say nothing else. Added up and not joined: behind the wall a database thinks that there is one household, and would hold each against all
EARNING = """(
    WITH earned AS ({earned}), told AS (
        SELECT household_id, net, 0 AS persons FROM earned UNION ALL SELECT household_id, 0 AS net, persons FROM ({members}) members
    )
    SELECT household_id, SUM(net) AS net, SUM(persons) AS persons FROM told GROUP BY household_id HAVING SUM(persons) > 0
) earning"""
COUNTED = {"rows": "1", "persons": "persons", "net": "net"}   # what an indicator counts of each household


class Incomes:
    """Households with a whole year's income."""

    power = "registry.look"

    def tally(self, by: Actor, indicators: Sequence[Indicator], cut: Cut, length: int) -> Tallies:
        homes = HouseholdRecord.objects.filter(cut.reach(by), **cut.as_of.filters()).annotate(at=Substr(cut.column(), 1, length))
        counts = ", ".join(f"SUM(CASE WHEN {_band(one.where)} THEN {COUNTED[one.counts]} ELSE 0 END)" for one in indicators)
        joins = f"{EARNING} JOIN ({{homes}}) homes ON homes.household_id = earning.household_id"
        rows = _earning(by, cut, f"SELECT homes.at, {counts} FROM {joins} GROUP BY homes.at", homes=homes.values("household_id", "at"))
        return {one.slug: {row[0]: int(row[nth]) for row in rows if row[nth]} for nth, one in enumerate(indicators, start=1)}

    def lines(self, by: Actor, indicator: Indicator, cut: Cut, turn: Turn) -> list[Line]:
        order = by_place(cut, "number", "id")
        rows = _earning(by, cut, f"SELECT household_id FROM {EARNING} WHERE {_band(indicator.where)}")   # whatever of them is counted
        wanted = {str(row[0]).replace("-", "") for row in rows}
        found = ahead(HouseholdRecord.objects.filter(cut.reach(by), **cut.as_of.filters()), order, turn)
        records = islice((one for one in found.iterator() if one.household_id.hex in wanted), turn.size + 1)
        return houses(by, [(one, key_of(one, order)) for one in records], cut)


def _earning(by: Actor, cut: Cut, select: str, **parts: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """What a SELECT says of the households with a whole year's income, their net income and their persons on its last day (EARNING)."""
    window, found = window_before(cut), HouseholdRecord.objects.filter(cut.reach(by), **cut.as_of.filters())
    return joined(select, earned=_earned(by, cut, window, found), members=_members(by, cut, window), **parts)


def window_before(cut: Cut) -> Window:
    """The last year of collection that was over on the day."""
    this = yearly_window(cut.day.year)
    return this if this.after <= cut.day else yearly_window(cut.day.year - 1)


def _earned(by: Actor, cut: Cut, window: Window, homes: QuerySet[HouseholdRecord]) -> QuerySet[Any, Any]:
    """(household, net in fen) of those `homes` all of whose months are recorded. Lines of income are found by their household: no index has their place."""
    costs = [one.slug for one in items_of("expense")]
    within = {"household__in": homes.values("household"), "valid_from__gte": window.first, "valid_to__lte": window.after}
    rows = IncomeItem.objects.filter(cut.reach(by), **within, **known(cut.as_of))
    sign = Case(When(item__in=costs, then=Value(-1)), default=Value(1), output_field=BigIntegerField())
    signed = Sum(ExpressionWrapper(sign * F("amount"), output_field=BigIntegerField()))
    whole = rows.order_by().values("household_id").annotate(net=signed, first=Min("valid_from"), after=Max("valid_to"))
    return whole.filter(first=window.first, after=window.after).values("household_id", "net")


def _members(by: Actor, cut: Cut, window: Window) -> QuerySet[Any, Any]:
    """(household, persons) on the last day of the window, of those who earned (a name of the statement this stands in)."""
    on, earned = window.after - timedelta(days=1), RawSQL("SELECT household_id FROM earned", ())   # noqa: S611 - nothing from outside
    rows = PersonRecord.objects.filter(cut.reach(by), household__in=earned, valid_from__lte=on, valid_to__gt=on, **known(cut.as_of))
    return rows.order_by().values("household_id").annotate(persons=Count("*")).values("household_id", "persons")


def _band(where: Mapping[str, Any]) -> str:
    """A band of income a head, compared as it is shown: rounded to the fen from half a fen on. Whole numbers of 元 only come into the SQL."""
    bounds = where.get("per_head", {})
    told = [f"2 * net {sign} (2 * {int(bounds[name]) * FEN} - 1) * persons" for name, sign in (("least", ">="), ("below", "<")) if name in bounds]
    return " AND ".join(told) or "1 = 1"
