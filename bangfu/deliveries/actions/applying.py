"""A compared list is applied, village by village."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.db import transaction

from bangfu.deliveries.models import DeliveredRow, DeliveredVillage, Delivery
from bangfu.deliveries.subjects import delivery_found, subject_of
from bangfu.deliveries.villages import village_applied
from bangfu.facts import bulk
from bangfu.journal.actions import Deed, record, record_all
from bangfu.organization.actor import Actor
from bangfu.rules.delivery import FLOW
from bangfu.rules.refusal import Refused
from bangfu.work.actions import start_job
from bangfu.work.models import Job


@transaction.atomic
def request_apply(by: Actor, *, delivery: UUID) -> Job:
    """Has a compared delivery applied, village by village. Asked twice, it is done once."""
    found = delivery_found(by, delivery, "deliveries.apply", alone=True)
    if found.state == "compared":
        record(by, "delivery.applying", subject_of(found), at=found.place_code, rewritten=[(found, {"state": "applying"})])
    elif found.state not in ("applying", "applied"):
        raise Refused(f"这份表现在是“{FLOW.word(found.state)}”，还不能应用。")
    name = f"{found.source.receiver}.apply"
    return start_job(by, name, subject=str(found.pk), key=f"apply:{found.pk}", at=found.place_code)


@transaction.atomic
def note_rows_applied(by: Actor, *, applied: Mapping[UUID, tuple[str, UUID]]) -> None:
    """Notes for each delivered row whom it was applied to and in which entry. Called within the applying action's transaction."""
    bulk.update(DeliveredRow, ((row, {"subject": subject, "applied_in": entry}) for row, (subject, entry) in applied.items()))


@transaction.atomic
def apply_source_village(by: Actor, *, village: DeliveredVillage, hold: Callable[[], None]) -> None:
    """Puts one village of a list to be held against the register in force."""
    by.must("deliveries.apply", at=village.place_code)
    hold()
    deed = Deed(
        verb="delivery.village_applied", subject=subject_of(village.delivery), at=village.place_code, papers=[village.delivery.digest],
        rewritten=[village_applied(village)],
    )
    record_all(by, [deed])
    rows = DeliveredRow.objects.filter(delivery=village.delivery, place_code=village.place_code).exclude(outcome="refused")
    rows.update(applied_in=deed.id)


@transaction.atomic
def finish_applying(by: Actor, *, delivery: Delivery) -> None:
    """All villages are in. Refused while one is not; said again, as by a job that died behind it, it changes nothing."""
    by.must("deliveries.apply", at=delivery.place_code)
    if delivery.state == "applied":
        return
    if DeliveredVillage.objects.filter(delivery=delivery, applied_at=None).exists():
        raise Refused("还有村没有应用。")
    values = {"state": FLOW.after(delivery.state, "finish")}
    record(by, "delivery.applied", subject_of(delivery), at=delivery.place_code, rewritten=[(delivery, values)])
