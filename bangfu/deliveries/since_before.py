"""What a delivered list is held against: the list of the same source that was in force for a place when it was received."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bangfu.deliveries.models import DeliveredVillage, Delivery
from bangfu.organization.actor import Actor
from bangfu.rules.place_code import level


@dataclass(frozen=True)
class Compared:
    """What a delivery is compared with: the last applied list of the source for a place, and its data day. None: there is none."""

    delivery: UUID
    data_day: date


def list_asked(by: Actor, delivery: UUID) -> Delivery | None:
    """The delivery asked about; None for a post that may not look at deliveries, or for one that was cancelled."""
    if not by.can("deliveries.look"):
        return None
    return Delivery.objects.select_related("source").filter(pk=delivery).exclude(state="cancelled").first()


def before_at(delivery: Delivery, code: str) -> Compared | None:
    """The list of the same source that was in force for a place when this one was received."""
    applied = DeliveredVillage.objects.filter(
        delivery__source=delivery.source, place_code=code, applied_at__isnull=False, delivery__received_at__lt=delivery.received_at,
    )
    last = applied.exclude(delivery=delivery.pk).select_related("delivery").order_by("-delivery__received_at").first()
    return Compared(last.delivery_id, last.delivery.data_day) if last else None


def last_lists(by: Actor, delivery: Delivery) -> dict[str, Compared]:
    """Village within reach → the list of the same source that was in force there when this one was received."""
    applied = DeliveredVillage.objects.filter(
        by.scope(), delivery__source=delivery.source, applied_at__isnull=False, delivery__received_at__lt=delivery.received_at,
    ).exclude(delivery=delivery.pk).order_by("delivery__received_at")
    known = applied.values_list("place_code", "delivery_id", "delivery__data_day")
    return {code: Compared(of, day) for code, of, day in known if level(code) == "village"}
