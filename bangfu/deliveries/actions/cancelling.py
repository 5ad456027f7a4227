"""A delivery is dropped. It is out of sight at once; what it brought goes bit by bit, and then it stands nowhere but in the journal."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.deliveries.cancelling import learned_here, own_source_of
from bangfu.deliveries.models import DeliveredCell, DeliveredColumn, DeliveredRow, DeliveredSheet, DeliveredVillage, Delivery
from bangfu.deliveries.subjects import delivery_found, subject_of
from bangfu.journal.actions import record
from bangfu.organization.actor import Actor
from bangfu.rules.delivery import CANCELLABLE, FLOW
from bangfu.rules.refusal import Refused
from bangfu.work.actions import start_job
from bangfu.work.models import Job

CLEARING = "deliveries.clear"
AT_A_TIME = 2_000   # rows removed in one transaction


@transaction.atomic
def cancel(by: Actor, *, delivery: UUID, reason: str = "") -> None:
    """Drops a delivery before anything of it was applied: nobody sees it any more, what works on it stops, and what it brought is cleared away by a job.

    Refused once applying has begun: what is in the register is corrected there.
    """
    found = delivery_found(by, delivery, "deliveries.receive", alone=True)
    if found.state not in CANCELLABLE:
        raise Refused(f"这份表{FLOW.word(found.state)}，不能取消了；已经进名册的内容有错，请在名册里更正，或再传一份改好的表。")
    Job.objects.filter(subject=str(found.pk), state__in=("waiting", "running")).update(state="cancelled", worker="", ended_at=timezone.now())
    record(by, "delivery.cancelled", subject_of(found), at=found.place_code, reason=reason, rewritten=[(found, {"state": "cancelled"})])
    start_job(by, CLEARING, subject=str(found.pk), key=f"clear:{found.pk}", at=found.place_code)


@transaction.atomic
def clear_rows(by: Actor, *, delivery: Delivery, hold: Callable[[], None]) -> int:
    """Removes some thousand staged rows of a cancelled delivery, and their cells. Returns how many; 0 when there are none left."""
    by.must("deliveries.receive", at=delivery.place_code)
    rows = DeliveredRow.objects.filter(delivery=delivery)
    beyond = rows.order_by("number").values_list("number", flat=True)[AT_A_TIME : AT_A_TIME + 1].first()
    some = rows if beyond is None else rows.filter(number__lt=beyond)
    DeliveredCell.objects.filter(row__in=some).delete()
    removed = some.only("pk").delete()[0]
    hold()
    return removed


@transaction.atomic
def clear(by: Actor, *, delivery: Delivery, hold: Callable[[], None]) -> None:
    """Removes a cancelled delivery whose rows and file are gone: itself, its villages, columns and sheets, the jobs that worked on it, the list of the
    county's own it alone was of, and the headings explained in it alone. What it had unlearned holds again."""
    by.must("deliveries.receive", at=delivery.place_code)
    headers = learned_here(delivery)
    villages = list(DeliveredVillage.objects.filter(delivery=delivery))
    DeliveredColumn.objects.filter(delivery=delivery).delete()
    DeliveredSheet.objects.filter(delivery=delivery).delete()
    record(
        by, "delivery.cleared", subject_of(delivery), at=delivery.place_code, rewritten=[*headers.again, *headers.elsewhere],
        removed=[*villages, *headers.alone, delivery, *own_source_of(delivery, headers.alone)],
    )
    Job.objects.filter(subject=str(delivery.pk), state__in=("done", "failed", "cancelled")).delete()
    hold()
