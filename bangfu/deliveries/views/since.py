"""What a list changed since the last one of its kind: a page, and the villages counted. The workbook may take a job, and is asked for above (`registry`)."""

from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bangfu.deliveries.queries import villages
from bangfu.deliveries.since_last import key_of, since_last_counts
from bangfu.deliveries.since_last import since_last as rows_since
from bangfu.deliveries.since_missing import missing_told, villages_missing
from bangfu.deliveries.views.found import delivery_for

LINES = 100


@require_GET
def since_last(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """The rows that are new, gone or different, village by village."""
    by, found = delivery_for(request, delivery)
    place = request.GET.get("place", "")
    rows = rows_since(by, found.id, place=place, after=request.GET.get("after", ""), limit=LINES + 1)
    more = key_of(rows[LINES - 1]) if len(rows) > LINES else ""
    return render(request, "deliveries/since_last.html", {
        "delivery": found, "missing": missing_told(villages_missing(by, found.id)), "rows": rows[:LINES], "chosen_place": place, "villages": villages(by, found.id),
        "may_export": by.can("reporting.export", at=found.place_code),
        "page": {"total": None, "next_url": f"{request.path}?place={quote(place)}&after={quote(more)}" if more else ""},
    })


@require_GET
def counts(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """Every village counted, as a part of the page: in a county it takes a moment."""
    by, found = delivery_for(request, delivery)
    counted = since_last_counts(by, found.id)
    total = {name: sum(getattr(one, name) for one in counted) for name in ("new", "gone", "came", "left", "changed", "same")}
    return render(request, "deliveries/_since_counts.html", {"delivery": found, "counted": counted, "total": total})
