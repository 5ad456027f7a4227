"""What a county sets otherwise: what it would find is looked at first, then it is set. One way for checks and for who is believed."""

from collections.abc import Callable
from typing import Protocol

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from bangfu.crosscheck.queries import Preview
from bangfu.organization.asking import asker, done


class Page(Protocol):
    """The page of what is set, with its form as it was sent."""

    def __call__(self, *, status: int = 200, **more: object) -> HttpResponse: ...


def looked_ahead(request: HttpRequest, form: Form, page: Page, find: Callable[[], Preview | None]) -> HttpResponse:
    """The page again with what would be found then; nothing is changed."""
    asker(request).must("crosscheck.settings")
    told: list[Preview | None] = []
    if not done(form, lambda: told.append(find())):
        return page(status=409)
    return page(previewed=True, preview=told[0])


def set_otherwise(request: HttpRequest, form: Form, page: Page, deed: Callable[[], object], word: str, to: str) -> HttpResponse:
    """Sets it and goes to its page at `to`; `word` says what was set."""
    asker(request).must("crosscheck.settings")
    if not done(form, deed):
        return page(status=409)
    messages.success(request, f"{word}改好了，下次核对起算。")
    response = redirect(to)
    response.status_code = 303
    return response
