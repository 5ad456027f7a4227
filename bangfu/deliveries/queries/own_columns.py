"""The columns of lists that mean no field of ours: a county's own, kept, shown and found by."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from bangfu.deliveries.models import (
    DeliveredCell,
)
from bangfu.organization.actor import Actor


class OwnCell(NamedTuple):
    """What a list said in one of the county's own columns."""

    source_name: str
    header: str
    value: str
    row: UUID
    data_day: date


def own_headers(by: Actor, *, limit: int = 200) -> list[str]:
    """The headings of columns that lists within reach had and that mean no field of ours: a county's own columns, in the order of the alphabet."""
    found = DeliveredCell.objects.filter(by.scope("row__place_code")) if by.can("deliveries.look") else DeliveredCell.objects.none()
    return list(found.order_by("header").values_list("header", flat=True).distinct()[:limit])


def subjects_with(by: Actor, header: str, value: str, *, limit: int = 2000) -> list[UUID]:
    """The people whose rows say `value` (or begin so; '' for anything) in one of the county's own columns, within reach."""
    if not by.can("deliveries.look"):
        return []
    cells = DeliveredCell.objects.filter(by.scope("row__place_code"), header=header, row__applied_in__isnull=False).exclude(row__subject="")
    if value:
        cells = cells.filter(value__gte=value, value__lt=value + "\U0010ffff")
    return [UUID(one) for one in cells.order_by("row__subject").values_list("row__subject", flat=True).distinct()[:limit]]


def own_columns_of(by: Actor, subject: UUID | str) -> list[OwnCell]:
    """What lists said of a person in columns that mean no field of ours, the latest list first; of one list and column the latest word."""
    if not by.can("deliveries.look"):
        return []
    found = DeliveredCell.objects.filter(by.scope("row__place_code"), row__subject=str(subject), row__applied_in__isnull=False)
    rows = found.select_related("row__delivery__source").order_by("-row__delivery__received_at", "id")
    told: dict[tuple[str, str], OwnCell] = {}
    for one in rows:
        source = one.row.delivery.source
        told.setdefault((source.slug, one.header), OwnCell(source.name, one.header, one.value, one.row_id, one.row.delivery.data_day))
    return list(told.values())
