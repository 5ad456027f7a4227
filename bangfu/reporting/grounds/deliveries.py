"""Files received in the year of the day up to it, and villages to which a list was lately applied."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from bangfu.deliveries.models import DeliveredVillage, Delivery
from bangfu.lists.keyset import Turn, ahead, key_of
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.reporting.grounds.ground import Cut, Line, Tallies, by_place, tallied
from bangfu.reporting.indicators import Indicator

FRESH = timedelta(days=90)


def span(cut: Cut) -> tuple[datetime, datetime]:
    """(beginning of the year of the day asked about, end of the day, or the moment of knowledge where that is earlier)."""
    begin = timezone.make_aware(datetime.combine(cut.day.replace(month=1, day=1), time.min))
    end = timezone.make_aware(datetime.combine(cut.day, time.max))
    return begin, min(end, cut.as_of.known) if cut.as_of.known else end


class Deliveries:
    """Files received."""

    power = "deliveries.look"

    def tally(self, by: Actor, indicators: Sequence[Indicator], cut: Cut, length: int) -> Tallies:
        return tallied(self._found(by, cut), indicators, {one.slug: Q() for one in indicators}, cut.column(), length)

    def lines(self, by: Actor, indicator: Indicator, cut: Cut, turn: Turn) -> list[Line]:
        order = by_place(cut, "id")
        found = ahead(self._found(by, cut).select_related("source"), order, turn)[: turn.size + 1]
        return [
            Line(
                one.file_name, f"{one.source.name}，{timezone.localtime(one.received_at):%Y-%m-%d} 收到，{one.rows:,} 行", one.place_code, "delivery", one.pk,
                key_of(one, order),
            ) for one in found
        ]

    def _found(self, by: Actor, cut: Cut) -> QuerySet[Delivery]:
        begin, end = span(cut)
        return Delivery.objects.filter(cut.reach(by), received_at__gte=begin, received_at__lte=end).exclude(state="cancelled")


class Applied:
    """Villages, each once."""

    power = "deliveries.look"

    def tally(self, by: Actor, indicators: Sequence[Indicator], cut: Cut, length: int) -> Tallies:
        rows = self._found(by, cut).annotate(at=Substr(cut.column(), 1, length)).values("at").annotate(n=Count(Substr(cut.column(), 1, 12), distinct=True))
        counted = {row["at"]: row["n"] for row in rows.order_by("at")}
        return {one.slug: counted for one in indicators}

    def lines(self, by: Actor, indicator: Indicator, cut: Cut, turn: Turn) -> list[Line]:
        latest: dict[str, Any] = {}
        for one in self._found(by, cut).select_related("delivery__source").order_by(cut.column(), "applied_at"):
            latest[getattr(one, cut.column())[:12]] = one
        back = bool(turn.before)
        codes = sorted((code for code in latest if (code < turn.before if back else code > turn.after)), reverse=back)[: turn.size + 1]
        names = place_names(codes)
        return [
            Line(
                names.get(code, code), f"{latest[code].delivery.source.name}，{timezone.localtime(latest[code].applied_at):%Y-%m-%d} 应用", code, "delivery",
                latest[code].delivery_id, code,
            ) for code in codes
        ]

    def _found(self, by: Actor, cut: Cut) -> QuerySet[DeliveredVillage]:
        _, end = span(cut)
        return DeliveredVillage.objects.filter(cut.reach(by), applied_at__gte=end - FRESH, applied_at__lte=end)
