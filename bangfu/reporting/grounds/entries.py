"""Entries of the journal in the year of the day, up to it: who looked at whole numbers, what left the program."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from bangfu.journal.models import Entry
from bangfu.journal.queries import VERBS
from bangfu.organization.actor import Actor
from bangfu.reporting.grounds.deliveries import span
from bangfu.reporting.grounds.ground import Cut, Line, Tallies, behind, tallied
from bangfu.reporting.indicators import Indicator


class Entries:
    """Deeds, by their verb. An entry stays where it was written: it has one place only."""

    power = "journal.look"

    def tally(self, by: Actor, indicators: Sequence[Indicator], cut: Cut, length: int) -> Tallies:
        found = self._found(by, cut, [verb for one in indicators for verb in _verbs(one)])
        return tallied(found, indicators, {one.slug: Q(verb__in=_verbs(one)) for one in indicators}, "place_code", length)

    def lines(self, by: Actor, indicator: Indicator, cut: Cut, *, after: str = "", limit: int = 50) -> list[Line]:
        order = ("place_code", "id")
        found = self._found(by, cut, _verbs(indicator)).filter(behind(after, order)).order_by(*order)[:limit]
        return [
            Line(
                f"{one.user_name}（{one.post_title}）", f"{timezone.localtime(one.at):%Y-%m-%d %H:%M} {VERBS.get(one.verb, one.verb)}", one.place_code,
                "entry", one.pk, "\t".join(str(getattr(one, name)) for name in order),
            ) for one in found
        ]

    def _found(self, by: Actor, cut: Cut, verbs: Sequence[str]) -> QuerySet[Entry]:
        begin, end = span(cut)
        return Entry.objects.filter(cut.now(by), verb__in=verbs, at__gte=begin, at__lte=end)


def _verbs(indicator: Indicator) -> list[str]:
    told = indicator.where["verb"]
    return told if isinstance(told, list) else [told]
