"""What every view asks of its request first."""

from django.http import HttpRequest

from bangfu.organization.actor import Actor


def asker(request: HttpRequest) -> Actor:
    """Who is asking: the actor the front door's middleware put there."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
