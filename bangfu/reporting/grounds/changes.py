"""Who came and who left in the year of the day, up to the day (自然增减); what a split or a merger of households moves is no change of people."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from bangfu.facts.models import FOREVER
from bangfu.lists.keyset import Turn, ahead, key_of
from bangfu.organization.actor import Actor
from bangfu.registry.models import NaturalChange, PersonRecord
from bangfu.reporting.grounds.ground import Cut, Line, Tallies, by_place, tallied
from bangfu.reporting.indicators import Indicator
from bangfu.rules.natural_change import KINDS


class Changes:
    """Natural changes of people."""

    power = "registry.look"

    def tally(self, by: Actor, indicators: Sequence[Indicator], cut: Cut, length: int) -> Tallies:
        return tallied(self._found(by, cut), indicators, {one.slug: _condition(one) for one in indicators}, cut.column(), length)

    def lines(self, by: Actor, indicator: Indicator, cut: Cut, turn: Turn) -> list[Line]:
        order = by_place(cut, "valid_from", "id")
        rows = list(ahead(self._found(by, cut).filter(_condition(indicator)), order, turn)[: turn.size + 1])
        records = PersonRecord.objects.filter(by.scope(), person__in=[one.person_id for one in rows], superseded_at=FOREVER)
        names = dict(records.order_by("valid_from").values_list("person", "name"))   # the last name they had
        return [
            Line(
                names.get(one.person_id, ""), f"{one.valid_from} {KINDS[one.kind].word}" + (f"，{one.note}" if one.note else ""), one.place_code,
                "person", one.person_id, key_of(one, order),
            ) for one in rows
        ]

    def _found(self, by: Actor, cut: Cut) -> QuerySet[NaturalChange]:
        believed = {"superseded_at": FOREVER} if cut.as_of.known is None else {"recorded_at__lte": cut.as_of.known, "superseded_at__gt": cut.as_of.known}
        return NaturalChange.objects.filter(cut.reach(by), valid_from__gte=date(cut.day.year, 1, 1), valid_from__lte=cut.day, **believed)


def _condition(indicator: Indicator) -> Q:
    wanted = indicator.where.get("kind")
    if wanted is not None:
        return Q(kind__in=wanted if isinstance(wanted, list) else [wanted])
    return Q(kind__in=[one.slug for one in KINDS.values() if one.direction == indicator.where["direction"] and not one.household_moves])


