"""Entries of the journal in the year of the day, up to it: who looked at whole numbers, what left the program."""

from collections.abc import Sequence

from django.db.models import Count, QuerySet
from django.utils import timezone

from bangfu.journal.models import Entry
from bangfu.journal.queries import VERBS
from bangfu.lists.declared import Order
from bangfu.lists.keyset import Turn, ahead, key_of
from bangfu.organization.actor import Actor
from bangfu.reporting.grounds.deliveries import span
from bangfu.reporting.grounds.ground import Cut, Line, Tallies
from bangfu.reporting.indicators import Indicator


class Entries:
    """Deeds, by their verb. An entry stays where it was written: it has one place only."""

    power = "journal.look"

    def tally(self, by: Actor, indicators: Sequence[Indicator], cut: Cut, length: int) -> Tallies:
        """By verb and place, so that the index of verbs answers it: all other entries, a household each, are not looked through."""
        found = self._found(by, cut, [verb for one in indicators for verb in _verbs(one)])
        told: Tallies = {one.slug: {} for one in indicators}
        for verb, place, number in found.order_by().values_list("verb", "place_code").annotate(n=Count("pk")):
            for one in indicators:
                if verb in _verbs(one):
                    told[one.slug][place[:length]] = told[one.slug].get(place[:length], 0) + number
        return told

    def lines(self, by: Actor, indicator: Indicator, cut: Cut, turn: Turn) -> list[Line]:
        order = Order("rows", "行", ("place_code", "id"))
        found = ahead(self._found(by, cut, _verbs(indicator)), order, turn)[: turn.size + 1]
        return [
            Line(
                f"{one.user_name}（{one.post_title}）", f"{timezone.localtime(one.at):%Y-%m-%d %H:%M} {VERBS.get(one.verb, one.verb)}", one.place_code,
                "entry", one.pk, key_of(one, order),
            ) for one in found
        ]

    def _found(self, by: Actor, cut: Cut, verbs: Sequence[str]) -> QuerySet[Entry]:
        begin, end = span(cut)
        return Entry.objects.filter(cut.now(by), verb__in=verbs, at__gte=begin, at__lte=end)


def _verbs(indicator: Indicator) -> list[str]:
    told = indicator.where["verb"]
    return told if isinstance(told, list) else [told]
