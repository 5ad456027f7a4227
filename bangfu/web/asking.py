"""What the pages of the front door say of themselves."""

from django.http import HttpRequest


def stands_at(request: HttpRequest, place_code: str) -> None:
    """Says where a page is that names no place in its address, so that the tree at the left shows it."""
    request.at = place_code  # type: ignore[attr-defined]
