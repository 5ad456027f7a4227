"""The roster, and what a delivered list would change."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from bangfu.deliveries.queries import delivery as delivery_found
from bangfu.deliveries.queries import villages
from bangfu.organization.asking import asker
from bangfu.organization.queries import place as place_found
from bangfu.registry import queries
from bangfu.registry.previews import village_changes

ROWS = 50


@require_GET
def home_roster(request: HttpRequest) -> HttpResponse:
    """The roster of one's own place."""
    by = asker(request)
    by.must("registry.look")
    return redirect("roster", by.place_code)


@require_GET
def roster(request: HttpRequest, place: str) -> HttpResponse:
    """People at a place, by village and name, fifty a page."""
    by = asker(request)
    by.must("registry.look")
    where = place_found(by, place)
    if where is None:
        raise Http404
    words, after = request.GET.get("words", "").strip(), request.GET.get("after", "")
    if after and after.count("\t") != 2:
        raise Http404
    found = queries.persons(by, place=place, words=words, after=after, limit=ROWS + 1)
    more = queries.key_behind(by, found[ROWS - 1].person) if len(found) > ROWS else ""
    total = queries.counts(by, place)
    return render(request, "registry/roster.html", {
        "where": where, "rows": found[:ROWS], "words": words, "total": total,
        "page": {
            "total": None if words else total.persons, "unit": "人",
            "next_url": f"{request.path}?{urlencode({'words': words, 'after': more})}" if more else "",
            "previous_url": f"{request.path}?{urlencode({'words': words})}" if after else "",
        },
    })


@require_GET
def delivery_changes(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """What applying a delivered list would change, person by person, one village at a time: old → new, moved in, gone."""
    by = asker(request)
    found = delivery_found(by, delivery)
    if found is None or found.receiver != "register":
        raise Http404
    known = villages(by, delivery)
    chosen = request.GET.get("place") or next((one.place_code for one in known if one.changed or one.moved or one.gone), "")
    chosen = chosen or next((one.place_code for one in known), "")
    if not any(one.place_code == chosen for one in known):
        raise Http404
    return render(request, "registry/changes.html", {
        "delivery": found, "villages": known, "chosen": chosen, "changes": village_changes(by, delivery, chosen),
        "applied": any(one.place_code == chosen and one.applied_at for one in known),
    })
