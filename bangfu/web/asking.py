"""What every view asks of its request."""

from django.http import HttpRequest

from bangfu.organization.actor import Actor


def asker(request: HttpRequest) -> Actor:
    """Who is asking: the actor that `web.middleware.known_by_post` put there."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def stands_at(request: HttpRequest, place_code: str) -> None:
    """Says where a page is that names no place in its address, so that the tree at the left shows it."""
    request.at = place_code  # type: ignore[attr-defined]
