"""What every request passes through."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from bangfu.organization.actor import NOBODY
from bangfu.organization.queries import actor_for
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.web.refusals import refusal_page

Answer = Callable[[HttpRequest], HttpResponse]
LOOKING = ("GET", "HEAD", "OPTIONS")


def nothing_is_cached(answer: Answer) -> Answer:
    """Pages of people who are signed in stay in no cache."""
    def passed(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response
    return passed


def known_by_post(answer: Answer) -> Answer:
    """`request.actor`: the signed-in person at the post they chose, with the rights they have at this very request."""
    def passed(request: HttpRequest) -> HttpResponse:
        signed_in = request.user.is_authenticated
        request.actor = actor_for(request.user, request.session.get("post")) if signed_in else NOBODY  # type: ignore[arg-type, attr-defined]
        return answer(request)
    return passed


class _Refusals:
    """Turns `Refused` into a page, a fragment or JSON: the one place where the program says no over HTTP."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        return refusal_page(request, error, status=403 if isinstance(error, Forbidden) else 409)


def refusals_become_pages(answer: Answer) -> _Refusals:
    """See `_Refusals`."""
    return _Refusals(answer)


def looking_cannot_write(answer: Answer) -> Answer:
    """A GET may only SELECT. Stands innermost, so that the session, which is kept outside of it, may still be written."""
    def passed(request: HttpRequest) -> HttpResponse:
        if request.method not in LOOKING:
            return answer(request)
        with connection.execute_wrapper(_only_reading):
            response = answer(request)
            if hasattr(response, "render") and callable(response.render):
                response = response.render()
            return response
    return passed


def _only_reading(execute: Callable[..., Any], sql: str, params: Sequence[Any], many: bool, context: Any) -> Any:
    if not sql.lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "EXPLAIN")):
        raise RuntimeError("a page that is only looked at tried to write: " + sql.split(" SET ")[0][:80])
    return execute(sql, params, many, context)
