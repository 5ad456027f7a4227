"""What delivered rows say to those who take them in or check against them: the rows of a village, what was said before, the lists in force."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from bangfu.deliveries.models import (
    DeliveredRow,
    DeliveredShape,
    DeliveredVillage,
    Delivery,
    Source,
)
from bangfu.organization.actor import Actor

AT_ONCE = 500   # ids in one question


class ListInForce(NamedTuple):
    """The list of a source that is in force for one place: the latest one applied there."""

    source: str
    source_name: str
    place_code: str
    delivery: UUID
    data_day: date


class SourceRow(NamedTuple):
    """One row of a list in force, as the checks read it: no clear number."""

    id: UUID
    delivery: UUID
    number: int
    place_code: str
    name: str
    name_folded: str
    id_index: str
    id18_index: str
    id_status: str
    sex: str
    birth: date | None
    relation: str
    household_number: str
    person_number: str
    event_day: date | None


def rows_to_compare(found: UUID, village: str) -> list[DeliveredRow]:
    """The rows of one village that were not refused, in the order of the sheet; for receivers."""
    rows = DeliveredRow.objects.filter(delivery=found, place_code=village).exclude(outcome="refused")
    return sorted(rows, key=lambda one: one.number)   # not by the database, which would then read the whole delivery in the order of its numbers


def places_delivered(found: UUID) -> list[str]:
    """The places a delivery has rows of, in the order of the codes."""
    return sorted(set(DeliveredRow.objects.filter(delivery=found).values_list("place_code", flat=True).distinct()))


def lists_in_force() -> list[ListInForce]:
    """For each source and place the list applied there last, for the checks."""
    latest: dict[tuple[str, str], ListInForce] = {}
    applied = DeliveredVillage.objects.filter(applied_at__isnull=False).select_related("delivery__source").order_by("applied_at", "id")
    for one in applied:
        source = one.delivery.source
        latest[source.slug, one.place_code] = ListInForce(source.slug, source.name, one.place_code, one.delivery_id, one.delivery.data_day)
    return sorted(latest.values())


def lists_at(place: str) -> list[ListInForce]:
    """The lists in force at one place, in the order of their names."""
    applied = DeliveredVillage.objects.filter(place_code=place, applied_at__isnull=False).select_related("delivery__source").order_by("applied_at", "id")
    latest = {one.delivery.source.slug: one.delivery for one in applied}
    return [ListInForce(slug, one.source.name, place, one.pk, one.data_day) for slug, one in sorted(latest.items())]


def lists_within(by: Actor) -> list[ListInForce]:
    """The lists in force at every place the asker reaches."""
    latest = Window(RowNumber(), partition_by=["delivery__source", "place_code"], order_by=[F("applied_at").desc(), F("id").desc()])
    applied = DeliveredVillage.objects.filter(by.scope(), applied_at__isnull=False).annotate(nth=latest).filter(nth=1)
    told = applied.values_list("delivery__source__slug", "delivery__source__name", "place_code", "delivery_id", "delivery__data_day")
    return sorted(ListInForce(*one) for one in told)


def rows_in_force(source: str) -> Iterator[SourceRow]:
    """The rows of the lists of a source that are in force, for the checks; of lists that are only held against the register also those
    that went back to their sender: whoever stands in one is not absent from the list."""
    fields = [name for name in SourceRow._fields if name not in ("delivery",)]
    for one in lists_in_force():
        if one.source == source:
            rows = DeliveredRow.objects.filter(_counts(source), delivery=one.delivery, place_code=one.place_code)
            for values in rows.order_by("number").values_list("id", "delivery_id", *fields[1:]).iterator():
                yield SourceRow(*values)


def last_deliveries(by: Actor) -> dict[str, tuple[UUID, datetime]]:
    """Source → (its last delivery in the asker's reach that was not cancelled, when it came)."""
    found = Delivery.objects.filter(by.scope()).exclude(state="cancelled").order_by("received_at", "id")
    return {slug: (pk, at) for slug, pk, at in found.values_list("source__slug", "id", "received_at")}


def rows_applied(by: Actor) -> dict[str, int]:
    """Source → rows of its lists in force in the asker's reach, without those refused."""
    now = {(one.delivery, one.place_code): one.source for one in lists_in_force()}
    told: dict[str, int] = {}
    for village in DeliveredVillage.objects.filter(by.scope(), delivery__in={delivery for delivery, _ in now}):
        slug = now.get((village.delivery_id, village.place_code))
        if slug:
            told[slug] = told.get(slug, 0) + village.new + village.changed + village.moved + village.unchanged + village.kept
    return told


def sealed_rows(rows: Collection[str]) -> dict[str, str]:
    """Delivered row → its sealed content: for the sealed process of the checks only, which opens it."""
    wanted, found = sorted(rows), dict[str, str]()
    for start in range(0, len(wanted), AT_ONCE):
        found |= {str(row): token for row, token in DeliveredRow.objects.filter(pk__in=wanted[start:start + AT_ONCE]).values_list("id", "content")}
    return found


def sealed_shapes(rows: Collection[str]) -> dict[str, str]:
    """What the contents of some delivered rows stand under, by its id, sealed: for the sealed process too."""
    wanted, deliveries = sorted(rows), set[UUID]()
    for start in range(0, len(wanted), AT_ONCE):
        deliveries |= set(DeliveredRow.objects.filter(pk__in=wanted[start:start + AT_ONCE]).values_list("delivery_id", flat=True))
    return {one.pk.hex: one.content for one in DeliveredShape.objects.filter(delivery__in=deliveries)}


def _counts(source: str) -> Q:
    applied = Q(applied_in__isnull=False)
    return applied if Source.objects.get(slug=source).receiver == "register" else applied | Q(outcome="refused")
