"""Sign-in."""

from django.http import HttpRequest, HttpResponse


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """Shown after too many failed tries."""
    return HttpResponse("locked", status=429)
