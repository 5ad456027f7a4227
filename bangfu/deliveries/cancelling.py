"""What a cancelled delivery leaves behind besides its rows: headings that were explained in it, and a list it was the only file of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from bangfu.deliveries.models import DeliveredColumn, Delivery, LearnedHeader, Source
from bangfu.journal.queries import made_under
from bangfu.workbooks.header import fold_label
from bangfu.workbooks.layout import OWN_LIST

CONFIRMED = ("mapped", "staged", "compared", "applying", "applied")   # a clerk has seen every column
Rewritten = Sequence[tuple[LearnedHeader, dict[str, Any]]]


@dataclass(frozen=True)
class LearnedHere:
    """The headings explained in a delivery. `alone`: nowhere else, so that they go with it; one that nobody confirmed but in a file taken back may be
    as wrong as the file. `elsewhere`: confirmed in another file since, so that they stay and name this one no more. `again`: what `alone` had replaced
    holds again. Both with the values to be written."""

    alone: Sequence[LearnedHeader]
    elsewhere: Rewritten
    again: Rewritten


def learned_here(delivery: Delivery) -> LearnedHere:
    """What was learned in a delivery, as the journal knows it."""
    taught = list(LearnedHeader.objects.filter(pk__in=made_under(("delivery", str(delivery.pk)), LearnedHeader._meta.db_table)))
    confirmed = _confirmed(delivery) if taught else set()
    alone = [one for one in taught if (one.text, one.key) not in confirmed]
    elsewhere = [(one, {"taught_in": ""}) for one in taught if (one.text, one.key) in confirmed]
    return LearnedHere(alone, elsewhere, [(one, {"ended_at": None}) for one in _replaced(alone)])


def own_source_of(delivery: Delivery, going: Collection[LearnedHeader]) -> list[Source]:
    """The list of the county's own that somebody named for this delivery, when no other file of it and no heading is left."""
    source = delivery.source
    others = Delivery.objects.filter(source=source).exclude(pk=delivery.pk)
    learned = LearnedHeader.objects.filter(source=source).exclude(pk__in=[one.pk for one in going])
    alone = source.layout == OWN_LIST and source.slug != OWN_LIST and not others.exists() and not learned.exists()
    return [source] if alone else []


def _confirmed(but: Delivery) -> set[tuple[str, str]]:
    """(heading, field) of every column somebody confirmed in another file of the list."""
    columns = DeliveredColumn.objects.filter(delivery__source=but.source_id, delivery__state__in=CONFIRMED).exclude(delivery=but)
    return {(fold_label(text)[:120], key) for text, key in columns.values_list("text", "key")}


def _replaced(going: Sequence[LearnedHeader]) -> list[LearnedHeader]:
    """What the headings that hold now had replaced, in the entry that taught them."""
    ended = LearnedHeader.objects.filter(recorded_in__in=[one.recorded_in for one in going if one.ended_at is None], ended_at__isnull=False)
    texts = {(one.source_id, one.text) for one in going if one.ended_at is None}
    return [one for one in ended if (one.source_id, one.text) in texts]
