"""The delivery an address names."""

from uuid import UUID

from django.http import Http404, HttpRequest

from bangfu.deliveries import queries
from bangfu.deliveries.queries import DeliveryRow
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker


def delivery_for(request: HttpRequest, delivery: UUID, power: str = "") -> tuple[Actor, DeliveryRow]:
    """Who is asking, and the delivery. 404 when it is out of reach, Forbidden without the power at the place where it was received."""
    by = asker(request)
    found = queries.delivery(by, delivery)
    if found is None:
        raise Http404
    if power:
        by.must(power, at=found.place_code)
    return by, found
