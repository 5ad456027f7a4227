"""What is asked of every request of somebody known, before any view sees it: whether the doors are open, and whether what it brings may come in."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

from bangfu.rules.refusal import Refused
from bangfu.sealing.ring import ring
from bangfu.sealing.scanning import look_through
from bangfu.web.refusals import refusal_page, refused

Answer = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponse])
CLOSED = "正在更换号码索引的密钥，这几分钟谁也不能使用；换完自动恢复，请稍后再来。"
COME_AGAIN = "60"   # seconds


class _BeforeViews:
    """A middleware that answers in the place of a view, or lets it."""

    def __init__(self, answer: Answer, instead: Callable[[HttpRequest, Any], HttpResponse | None]) -> None:
        self.answer, self.instead = answer, instead

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        return self.instead(request, view)


def doors_are_open(answer: Answer) -> _BeforeViews:
    """While the blind indexes are brought under another key nobody is let in, for nobody would be found by a number; what tells of the machine itself is there."""
    return _BeforeViews(answer, _closed)


def files_are_looked_through(answer: Answer) -> _BeforeViews:
    """Whatever file comes in is looked through, by whatever page. Not for whoever is nobody yet: they are asked for none."""
    return _BeforeViews(answer, _not_taken)


def never_closed(view: View) -> View:
    """Marks a view that is there also while nobody is let in."""
    view.never_closed = True  # type: ignore[attr-defined]
    return view


def _closed(request: HttpRequest, view: Any) -> HttpResponse | None:
    if not ring().closed or getattr(view, "never_closed", False):
        return None
    page = refusal_page(request, Refused(CLOSED), status=503)
    page["Retry-After"] = COME_AGAIN
    return page


def _not_taken(request: HttpRequest, _view: Any) -> HttpResponse | None:
    if request.method != "POST" or not request.user.is_authenticated:
        return None
    try:
        for one in (one for _, files in request.FILES.lists() for one in files):
            look_through(one.chunks(), one.name or "")
            one.seek(0)
    except Refused as error:
        return refused(request, error)
    return None
