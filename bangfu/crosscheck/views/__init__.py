"""Pages of 核对."""

from django.http import HttpRequest

from bangfu.organization.actor import Actor


def asker(request: HttpRequest) -> Actor:
    """Who is asking."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
