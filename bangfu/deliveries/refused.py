"""Refused rows go back as the clerk's own workbook."""

import io
from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from bangfu.accounts.quota import spend
from bangfu.deliveries.models import DeliveredRow, DeliveredSheet, Delivery
from bangfu.deliveries.queries import understanding_of
from bangfu.deliveries.queries.headers import sheets_read
from bangfu.deliveries.rows import opened
from bangfu.deliveries.subjects import delivery_found
from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import Actor
from bangfu.rules.delivery import ROWS_OF_A_SHEET, row_number, sheet_and_row
from bangfu.rules.refusal import Refused
from bangfu.workbooks.header import Understanding
from bangfu.workbooks.row import Fault, Row
from bangfu.workbooks.written import write_refused_sheets


@transaction.atomic
def refused_workbook(by: Actor, *, delivery: UUID) -> io.BytesIO:
    """The refused rows within reach as .xlsx: own columns, own order, those of each sheet in a sheet of its name, faulty cells red, the reason behind. Kept
    nowhere: it holds whole numbers, so writing it is journaled as a disclosure. Refused when there are none."""
    found = delivery_found(by, delivery, "deliveries.receive")
    rows = DeliveredRow.objects.filter(by.scope(), delivery=found, outcome="refused").exclude(faults="").order_by("number")   # what was forgotten has none
    if not rows.exists():
        raise Refused("这份表没有退回的行。")
    target = io.BytesIO()
    count = write_refused_sheets(target, _sheets(found, rows))
    subject = Subject("delivery", str(found.pk), f"{found.file_name}：退回 {count} 行"[:160])
    spend(by, count)
    record(by, "delivery.refused_exported", subject, at=found.place_code)
    target.seek(0)
    return target


def _sheets(found: Delivery, rows: QuerySet[DeliveredRow]) -> Iterator[tuple[str, Understanding, Iterator[Row]]]:
    """(name, what its columns mean, rows) of each sheet that has some; one of a file of which no other sheet was read is called 退回的行."""
    read: list[DeliveredSheet | None] = [*sheets_read(found.pk)]
    for sheet in read or [None]:
        first = row_number(sheet.turn or 0, 1) if sheet else 1
        of = rows.filter(number__gte=first, number__lt=first + ROWS_OF_A_SHEET)
        if of.exists():
            understanding = understanding_of(found, sheet)
            letter = next((understanding.by_key[key].letter for key in ("name", "head_name") if key in understanding.by_key), understanding.columns[0].letter)
            yield sheet.name if sheet and len(read) > 1 else "退回的行", understanding, (_row(one, letter) for one in of.iterator())


def _row(one: DeliveredRow, name_letter: str) -> Row:
    """The row as `write_refused` wants it; a fault of the whole row stands at the name."""
    faults = (line.partition("\t") for line in one.faults.splitlines())
    return Row(
        number=sheet_and_row(one.number)[1], original=dict(opened(one.content).delivered),
        faults=tuple(Fault("", letter or name_letter, "", sentence) for letter, _, sentence in faults),
    )
