"""Refused rows go back as the clerk's own workbook."""

import io
from uuid import UUID

from django.db import transaction

from bangfu.deliveries.models import DeliveredRow
from bangfu.deliveries.queries import understanding_of
from bangfu.deliveries.rows import opened
from bangfu.deliveries.subjects import delivery_found
from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import Actor
from bangfu.rules.refusal import Refused
from bangfu.workbooks.row import Fault, Row
from bangfu.workbooks.written import write_refused


@transaction.atomic
def refused_workbook(by: Actor, *, delivery: UUID) -> io.BytesIO:
    """The refused rows within reach as .xlsx: own columns, own order, faulty cells red, the reason behind. Kept nowhere: it holds whole
    numbers, so writing it is journaled as a disclosure. Refused when there are none."""
    found = delivery_found(by, delivery, "deliveries.receive")
    rows = DeliveredRow.objects.filter(by.scope(), delivery=found, outcome="refused").exclude(faults="").order_by("number")   # what was forgotten has none
    target, understanding = io.BytesIO(), understanding_of(found)
    count = write_refused(target, understanding, (_row(one, understanding.by_key["name"].letter) for one in rows.iterator()))
    if not count:
        raise Refused("这份表没有退回的行。")
    subject = Subject("delivery", str(found.pk), f"{found.file_name}：退回 {count} 行"[:160])
    record(by, "delivery.refused_exported", subject, at=found.place_code)
    target.seek(0)
    return target


def _row(one: DeliveredRow, name_letter: str) -> Row:
    """The row as `write_refused` wants it; a fault of the whole row stands at the name."""
    faults = (line.partition("\t") for line in one.faults.splitlines())
    return Row(
        number=one.number, original=dict(opened(one.content).delivered),
        faults=tuple(Fault("", letter or name_letter, "", sentence) for letter, _, sentence in faults),
    )
