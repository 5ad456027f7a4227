"""Pages of 地方: one module a screen."""

from django.http import HttpResponse
from django.shortcuts import redirect

from bangfu.organization.actor import Actor

LOOKING = ("organization.look", "organization.grids")


def must_look(by: Actor) -> None:
    """Forbidden unless the post looks after places in one way or another."""
    if not any(by.can(power) for power in LOOKING):
        by.must(LOOKING[0])


def back_to(name: str, *arguments: str) -> HttpResponse:
    """On to a page after a deed."""
    response = redirect(name, *arguments)
    response.status_code = 303
    return response
