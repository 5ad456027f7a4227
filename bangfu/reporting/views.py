"""Pages of 数字: figures, and where each opens."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from bangfu.organization.asking import asker
from bangfu.organization.queries import place as place_found
from bangfu.reporting import queries
from bangfu.reporting.forms import DaysForm
from bangfu.reporting.indicators import INDICATORS


@require_GET
def home_figures(request: HttpRequest) -> HttpResponse:
    """The figures of one's own place."""
    by = asker(request)
    by.must("reporting.look")
    return redirect("figures", by.place_code)


@require_GET
def figures(request: HttpRequest, place: str) -> HttpResponse:
    """All figures of a place, the first one opened."""
    return _page(request, place, next(iter(INDICATORS)))


@require_GET
def figure(request: HttpRequest, place: str, name: str) -> HttpResponse:
    """All figures of a place, one opened into the places below."""
    return _page(request, place, name)


def _page(request: HttpRequest, place: str, name: str) -> HttpResponse:
    by, form = asker(request), DaysForm(request.GET or None)
    by.must("reporting.look")
    if place_found(by, place) is None or name not in INDICATORS:
        raise Http404
    days = form.days
    chosen = queries.figure(by, name, at=place, as_of=days)
    most = max([*(part.value for part in chosen.parts), 1])
    return render(request, "reporting/figures.html", {
        "form": form, "figures": queries.figures(by, at=place, as_of=days), "chosen": chosen, "days": days,
        "parts": [(part, part.value * 100 / most) for part in chosen.parts],
        "rows_url": reverse(chosen.indicator.opens, args=[place]), "query": urlencode({k: v for k, v in request.GET.items() if v}),
    })
