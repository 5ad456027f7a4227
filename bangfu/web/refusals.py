"""How a refusal is shown."""

import logging
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from bangfu.accounts.actions import note_alarm
from bangfu.rules.refusal import Alarming, Forbidden, Refused

log = logging.getLogger("bangfu.door")


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """Says no to somebody known by their post, and writes down what others are to hear of."""
    if isinstance(error, Alarming):
        note_alarm(request.actor, verb=error.verb, told=error.told)  # type: ignore[attr-defined]
    if isinstance(error, Forbidden):
        log.warning("没有给：%s（%s）%s %s", request.actor.name, request.actor.post_title, request.method, request.path)  # type: ignore[attr-defined]
    return refusal_page(request, error, status=403 if isinstance(error, Forbidden) else 409)


def refusal_page(request: HttpRequest, refused: Refused, *, status: int) -> HttpResponse:
    """The sentence as a page, as a notice for htmx, or as JSON for a caller that asks for it."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"refused": refused.sentence, "field": refused.field}, status=status)
    template = "parts/notice.html" if request.headers.get("HX-Request") else "refused.html"
    context = {"kind": "refused", "sentence": refused.sentence, "status": status, "back": _page_before(request)}
    return render(request, template, context, status=status)


def _page_before(request: HttpRequest) -> str:
    """The path of our own page the browser came from; '' when it came from elsewhere, or from this very page."""
    before = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(before, allowed_hosts={request.get_host()}):
        return ""
    parts = urlsplit(before)
    is_ours = parts.path != request.path and not parts.path.startswith("//")   # two strokes begin the name of another machine
    return "" if not is_ours else parts.path + (f"?{parts.query}" if parts.query else "")
