"""Deliveries as actions find and name them."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from bangfu.deliveries.models import Delivery
from bangfu.journal.actions import Subject
from bangfu.organization.actor import Actor
from bangfu.rules.refusal import Refused
from bangfu.sealing import files
from bangfu.walls.reach import whole_county


def past(day: date) -> date:
    """A day that is not to come. Refused for one that is."""
    if day > timezone.localdate():
        raise Refused("数据日期不能晚于今天。", field="data_day")
    return day


def delivery_found(by: Actor, delivery: UUID, power: str, *, alone: bool = False) -> Delivery:
    """A delivery within reach; `alone`: whoever else asks waits until this transaction ends, and sees what it did."""
    within = Delivery.objects.select_related("source").filter(by.scope(), pk=delivery)
    found = (within.select_for_update(of=("self",), no_key=True) if alone else within).first()   # rows may still be put in below it
    if found is None or found.state == "cancelled":
        raise Refused("没有这份收件，或它不在您岗位的管辖范围内。")
    by.must(power, at=found.place_code)
    return found


def subject_of(delivery: Delivery) -> Subject:
    """A delivery as the journal names it."""
    return Subject("delivery", str(delivery.pk), delivery.title[:160])


@whole_county("the same file may have been handed in anywhere")
def discard_unused(deliveries: Iterable[Delivery], settled: Collection[str] = ("cancelled",)) -> None:
    """Removes the files of deliveries, as received and as opened, but for those another delivery that is not `settled` (states) still needs: the same content
    may have come twice, once with a password and once without."""
    mine = list(deliveries)
    digests = {digest for one in mine for digest in (one.digest, one.opened) if digest}
    others = Delivery.objects.filter(Q(digest__in=digests) | Q(opened__in=digests)).exclude(state__in=settled)
    for digest in digests - {digest for one in others for digest in (one.digest, one.opened)}:
        files.discard(digest)
