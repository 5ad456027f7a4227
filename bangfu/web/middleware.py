"""What every request passes through."""

import logging
import re
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from itertools import chain
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from bangfu.journal.readings import note_reading
from bangfu.organization.actor import NOBODY
from bangfu.organization.queries import actor_for
from bangfu.rules.refusal import Forbidden, Refused, Unreadable
from bangfu.walls.reach import reaching
from bangfu.web.door import MUST, why_out
from bangfu.web.refusals import refusal_page, refused
from bangfu.work.failpoints import failpoint

log = logging.getLogger("bangfu.door")
Answer = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponse])
LOOKING = ("GET", "HEAD", "OPTIONS")
UNKEPT = re.compile("[\0\ud800-\udfff]")   # no column of PostgreSQL takes a NUL, and no encoding half of a pair
UNREADABLE = "送来的内容里有不能保存的字符，没有收下。请重新录入这一项，不要从别的程序里粘贴。"
NOT_SO = "这个网址不收这样送来的内容，什么都没有改动。请回到今日，再从页面上办一次。"


class _WholeText:
    """Text is UTF-8, as our pages are, whatever a sender says of theirs; and what no database can keep is sent back before anybody looks for it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.encoding = "utf-8"
        return self.answer(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        if any(UNKEPT.search(str(one)) for one in kwargs.values()):
            raise Http404
        typed = (text for each in (request.GET, request.POST) for texts in each.lists() for text in texts[1])
        sent = chain(typed, request.headers.values())   # some headers are kept too, with a sign-in that failed
        return refusal_page(request, Refused(UNREADABLE), status=400) if any(map(UNKEPT.search, sent)) else None


def text_is_whole(answer: Answer) -> _WholeText:
    """See `_WholeText`."""
    return _WholeText(answer)


def nothing_is_cached(answer: Answer) -> Answer:
    """Pages of people who are signed in stay in no cache."""
    def passed(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response
    return passed


class _KnownByPost:
    """`request.actor`: the signed-in person at the post they chose, with the rights they have at this very request. From here on the database reaches as far
    as they do (`walls`).

    Closed by default: a view is for people with a post, unless it says otherwise with `open_to_all` or `open_without_post`.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = request.user.is_authenticated
        request.actor = actor_for(request.user, request.session.get("post")) if signed_in else NOBODY  # type: ignore[arg-type, attr-defined]
        if signed_in:
            request.session.touch()  # type: ignore[attr-defined]
        with reaching(request.actor.ranges):  # type: ignore[attr-defined]
            response = self.answer(request)
            if response.status_code == 200 and (opened := getattr(request, "opened", None)):
                kind, subject, at = opened
                note_reading(request.actor, kind=kind, subject=subject, place_code=at)  # type: ignore[attr-defined]
        return response

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        if getattr(view, "open_to_all", False):
            return None
        if not request.user.is_authenticated:
            return _to_the_door(request)
        if request.actor.post_id is None and not getattr(view, "open_without_post", False):  # type: ignore[attr-defined]
            return refusal_page(request, Forbidden("您现在没有在任的岗位，看不到任何内容。请联系县安全管理员。"), status=403)
        must = request.session.get(MUST)
        return redirect(must) if must and not getattr(view, "before_all", False) else None


def _to_the_door(request: HttpRequest) -> HttpResponse:
    why = why_out(request)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": reverse("sign_in") + (f"?why={why}" if why else "")})
    door = redirect_to_login(request.get_full_path() if request.method in LOOKING else reverse("today"))
    if why:
        door["Location"] += f"&why={why}"
    return door


def known_by_post(answer: Answer) -> _KnownByPost:
    """See `_KnownByPost`."""
    return _KnownByPost(answer)


def open_to_all(view: View) -> View:
    """Marks a view that nobody needs to sign in for."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def open_without_post(view: View) -> View:
    """Marks a view for people who are signed in, whether they hold a post or not."""
    view.open_without_post = True  # type: ignore[attr-defined]
    return view


def before_all(view: View) -> View:
    """Marks a view that somebody may use who has something to do first (`web.door.MUST`): that very thing, and leaving."""
    view.before_all = True  # type: ignore[attr-defined]
    return view


class _Refusals:
    """Turns `Refused` into a page, a fragment or JSON: the one place where the program says no over HTTP. An address that only takes
    forms, opened by hand, is answered with a page too, and one that takes none, sent a form; and what is sealed and cannot be opened is told there, never
    shown as empty."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if response.status_code != 405:
            return response
        page = render(request, "405.html", status=405) if request.method == "GET" else refusal_page(request, Refused(NOT_SO), status=405)
        page["Allow"] = response["Allow"]
        return page

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Unreadable):
            log.error("打不开密存的内容：%s %s：%s", request.method, request.path, error)
            return refusal_page(request, Refused(error.sentence), status=503)
        return refused(request, error) if isinstance(error, Refused) else None


def refusals_become_pages(answer: Answer) -> _Refusals:
    """See `_Refusals`."""
    return _Refusals(answer)


def looking_cannot_write(answer: Answer) -> Answer:
    """A GET may only SELECT. Stands innermost, so that the session, which is kept outside of it, may still be written. On PostgreSQL it is one transaction,
    which is told once how far it reaches; on SQLite a transaction would take the lock of those who write."""
    def passed(request: HttpRequest) -> HttpResponse:
        if request.method not in LOOKING:
            response = answer(request)
            failpoint("web.answered")   # what was done is kept, and nobody told of it yet
            return response
        in_one = transaction.atomic(savepoint=False) if connection.vendor == "postgresql" else nullcontext()
        with in_one, connection.execute_wrapper(_only_reading):
            response = answer(request)
            if hasattr(response, "render") and callable(response.render):
                response = response.render()
            return response
    return passed


def _only_reading(execute: Callable[..., Any], sql: str, params: Sequence[Any], many: bool, context: Any) -> Any:
    if not sql.lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "EXPLAIN")):
        raise RuntimeError("a page that is only looked at tried to write: " + sql.split(" SET ")[0][:80])
    return execute(sql, params, many, context)
