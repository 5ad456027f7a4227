"""帮助 and 导览."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bangfu.organization.asking import asker
from bangfu.rules.powers import ROLES
from bangfu.web import helping
from bangfu.web.tours import STARTS, tour_of

MOST_WORDS = 40


@require_GET
def help_home(request: HttpRequest) -> HttpResponse:
    """All parts, or those in which words stand."""
    asker(request)
    words = request.GET.get("words", "").strip()[:MOST_WORDS]
    return render(request, "web/help.html", {"words": words, "found": helping.found(words)})


@require_GET
def help_part(request: HttpRequest, part: str) -> HttpResponse:
    """One part: what it is for, and how things are done there."""
    asker(request)
    found = helping.part(part)
    if found is None:
        raise Http404
    return render(request, "web/help_part.html", {"part": found, "parts": helping.parts()})


@require_GET
def tour(request: HttpRequest) -> HttpResponse:
    """The tour as a page to be read, for whoever has no script or does not want to be led."""
    return render(request, "web/tour.html", _told(request))


@require_GET
def tour_steps(request: HttpRequest) -> HttpResponse:
    """The tour as the script shows it, beside what it points at."""
    return render(request, "web/_tour.html", _told(request))


def _told(request: HttpRequest) -> dict[str, Any]:
    by = asker(request)
    return {"steps": tour_of(by), "word": ROLES[by.role].word if by.role in ROLES else ""}


@require_POST
def tour_done(request: HttpRequest) -> HttpResponse:
    """It was seen to its end or left: it does not start by itself again."""
    asker(request)
    request.session.pop(STARTS, None)
    return redirect("today")
