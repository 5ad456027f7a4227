"""What delivered rows say to those who take them in or check against them: the rows of a village, what was said before, the lists in force."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from bangfu.deliveries.models import (
    DeliveredRow,
    DeliveredVillage,
    Source,
)
from bangfu.deliveries.rows import Content, opened


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
    return list(DeliveredRow.objects.filter(delivery=found, place_code=village).exclude(outcome="refused").order_by("number"))


def places_delivered(found: UUID) -> list[str]:
    """The places a delivery has rows of, in the order of the codes."""
    return sorted(set(DeliveredRow.objects.filter(delivery=found).values_list("place_code", flat=True).distinct()))


def last_delivered(source: str, subjects: Iterable[str], *, before: UUID) -> dict[str, Content]:
    """For each person the last applied row of the same source, other than those of the delivery `before`."""
    found = DeliveredRow.objects.filter(subject__in=list(subjects), delivery__source__slug=source, applied_in__isnull=False)
    found = found.exclude(delivery=before).select_related("delivery").order_by("delivery__received_at", "number")
    return {one.subject: opened(one.content) for one in found}


def told_before(source: str, place: str, *, before: UUID) -> dict[str, str]:
    """Whom the rows of the source's last list for a place were applied to: `told_as` → person. The delivery `before` is left out."""
    return {told_as(one): one.subject for one in _last_rows(source, place, before) if told_as(one)}


def named_last(source: str, place: str, *, before: UUID) -> set[str]:
    """The people the source's last list for a place named; the delivery `before` is left out."""
    return {one.subject for one in _last_rows(source, place, before)}


def _last_rows(source: str, place: str, before: UUID) -> Iterable[DeliveredRow]:
    applied = DeliveredVillage.objects.filter(delivery__source__slug=source, place_code=place, applied_at__isnull=False)
    last = applied.exclude(delivery=before).order_by("-applied_at").first()
    return DeliveredRow.objects.filter(delivery=last.delivery_id, place_code=place).exclude(subject="") if last else ()


def told_as(row: DeliveredRow) -> str:
    """What a source calls a person by: its own 人口编号, else number, household and name together; '' when it names nobody."""
    return row.person_number or (f"{row.id_index} {row.household_number} {row.name_folded}" if row.id_index else "")


def lists_in_force() -> list[ListInForce]:
    """For each source and place the list applied there last, for the checks."""
    latest: dict[tuple[str, str], ListInForce] = {}
    applied = DeliveredVillage.objects.filter(applied_at__isnull=False).select_related("delivery__source").order_by("applied_at", "id")
    for one in applied:
        source = one.delivery.source
        latest[source.slug, one.place_code] = ListInForce(source.slug, source.name, one.place_code, one.delivery_id, one.delivery.data_day)
    return sorted(latest.values())


def rows_in_force(source: str) -> Iterator[SourceRow]:
    """The rows of the lists of a source that are in force, for the checks; of lists that are only held against the register also those
    that went back to their sender: whoever stands in one is not absent from the list."""
    fields = [name for name in SourceRow._fields if name not in ("delivery",)]
    for one in lists_in_force():
        if one.source == source:
            rows = DeliveredRow.objects.filter(_counts(source), delivery=one.delivery, place_code=one.place_code)
            for values in rows.order_by("number").values_list("id", "delivery_id", *fields[1:]).iterator():
                yield SourceRow(*values)


def _counts(source: str) -> Q:
    applied = Q(applied_in__isnull=False)
    return applied if Source.objects.get(slug=source).receiver == "register" else applied | Q(outcome="refused")
