"""Small lists, delivered and in force, for the tests of the checks: rows go in by the doors every delivery uses."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from bangfu.crosscheck.jobs import compared
from bangfu.deliveries import actions as deliveries
from bangfu.deliveries.actions import Verdict
from bangfu.deliveries.models import DeliveredVillage, Delivery, Source
from bangfu.deliveries.queries import places_delivered, rows_to_compare
from bangfu.deliveries.rows import staged
from bangfu.deliveries.shapes import Shapes
from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import PROGRAM
from bangfu.registry.actions import apply_village
from bangfu.rules.id_number import check_digit, read_number
from bangfu.workbooks.layout import LAYOUTS
from bangfu.workbooks.row import Row
from tests.county import COUNTY, VILLAGE

DAY = date(2026, 6, 30)


def number(serial: int, birth: date = date(1980, 1, 1)) -> str:
    """A right ID number on an unused region code; an odd serial is a man's."""
    first17 = f"990121{birth:%Y%m%d}{serial:03d}"
    return first17 + check_digit(first17)


@dataclass(frozen=True)
class P:
    """One line of a list, in words."""

    household: str
    name: str
    id_number: str
    relation: str = "户主"
    village: str = VILLAGE
    extra: tuple[tuple[str, Any], ...] = ()


def deliver(slug: str, lines: list[P], *, day: date = DAY, place: str = COUNTY, apply: bool = True) -> Delivery:
    """Delivers a list and puts it in force, village by village; without `apply` it is left as read, with its comparison asked for."""
    delivery = _received(slug, day, place)
    shapes = Shapes(delivery)
    rows = [staged(shapes, _row(at, one), one.village) for at, one in enumerate(lines, start=4)]
    deliveries.put_rows(PROGRAM, delivery=delivery, rows=rows, shapes=shapes.unwritten())
    deliveries.finish_staging(PROGRAM, delivery=delivery, rows=len(rows), outside=0)
    if not apply:
        return delivery
    if LAYOUTS[slug].receiver == "register":
        deliveries.write_comparison(PROGRAM, delivery=delivery, verdicts=[Verdict(one.pk, "new") for one in rows], gone={})
    else:
        said = [one for village in places_delivered(delivery.pk) for one in compared(rows_to_compare(delivery.pk, village), [])[0]]
        deliveries.write_comparison(PROGRAM, delivery=delivery, verdicts=said, gone={})
    put = apply_village if LAYOUTS[slug].receiver == "register" else deliveries.apply_source_village
    for village in DeliveredVillage.objects.filter(delivery=delivery).select_related("delivery__source"):
        put(PROGRAM, village=village, hold=lambda: None)
    return delivery


def _received(slug: str, day: date, place: str) -> Delivery:
    source = Source.objects.filter(slug=slug).first()
    new: list[Any] = []
    if source is None:
        source = Source(slug=slug, name=LAYOUTS[slug].title, layout=slug, receiver=LAYOUTS[slug].receiver)
        new.append(source)
    delivery = Delivery(
        source=source, file_name=f"{slug}.xlsx", digest="0" * 64, size=1, data_day=day, received_at=timezone.now(), received_by="试验",
        place_code=place, place_then=place, state="mapped", sheet="Sheet1", header_row=3,
    )
    record(PROGRAM, "delivery.received", Subject("delivery", str(delivery.pk), slug), at=place, new=[*new, delivery])
    return delivery


def _row(at: int, one: P) -> Row:
    judged = read_number(one.id_number)
    values: dict[str, Any] = {
        "household_number": one.household, "name": one.name, "id_number": judged, "relation": one.relation, "sex": judged.sex,
        "birth_date": judged.birth, "person_number": f"{one.household}-{one.name}" if one.household else "",
    } | dict(one.extra)
    return Row(at, {"户编号": one.household, "姓名": one.name, "证件号码": one.id_number, "与户主关系": one.relation}, values)

