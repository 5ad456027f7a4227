"""Whatever file a request brings is looked through before any page sees it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from bangfu.rules.refusal import Refused
from bangfu.sealing.scanning import look_through
from bangfu.web.refusals import refused

Answer = Callable[[HttpRequest], HttpResponse]


class _LookedThrough:
    """Stands behind those who ask who somebody is, so that nobody has files looked through who may not come in."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        if request.method != "POST" or not request.user.is_authenticated:   # whoever is nobody yet is asked for no file
            return None
        try:
            for one in (one for _, files in request.FILES.lists() for one in files):
                look_through(one.chunks(), one.name or "")
                one.seek(0)
        except Refused as error:
            return refused(request, error)
        return None


def files_are_looked_through(answer: Answer) -> _LookedThrough:
    """See `_LookedThrough`."""
    return _LookedThrough(answer)
