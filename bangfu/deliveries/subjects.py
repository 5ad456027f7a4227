"""Deliveries as actions find and name them."""

from datetime import date
from uuid import UUID

from django.utils import timezone

from bangfu.deliveries.models import Delivery
from bangfu.journal.actions import Subject
from bangfu.organization.actor import Actor
from bangfu.rules.refusal import Refused


def past(day: date) -> date:
    """A day that is not to come. Refused for one that is."""
    if day > timezone.localdate():
        raise Refused("数据日期不能晚于今天。", field="data_day")
    return day


def delivery_found(by: Actor, delivery: UUID, power: str, *, alone: bool = False) -> Delivery:
    """A delivery within reach; `alone`: whoever else asks waits until this transaction ends, and sees what it did."""
    within = Delivery.objects.select_related("source").filter(by.scope(), pk=delivery)
    found = (within.select_for_update(of=("self",)) if alone else within).first()
    if found is None:
        raise Refused("没有这份收件，或它不在您岗位的管辖范围内。")
    by.must(power, at=found.place_code)
    return found


def subject_of(delivery: Delivery) -> Subject:
    """A delivery as the journal names it."""
    return Subject("delivery", str(delivery.pk), delivery.title[:160])
