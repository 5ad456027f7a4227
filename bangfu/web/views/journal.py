"""留痕: what was done, and the proof that it still stands as it was written."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from bangfu.journal import queries
from bangfu.journal.queries import VERBS
from bangfu.journal.verify import Verdict
from bangfu.journal.verify import verify as verified
from bangfu.organization.asking import asker
from bangfu.organization.queries import place_names
from bangfu.web.asking import stands_at

ROWS = 50


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """Entries within reach, latest first."""
    return _page(request, None)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Verifies the whole journal now."""
    asker(request).must("journal.verify")
    return _page(request, verified())


def _page(request: HttpRequest, verdict: Verdict | None) -> HttpResponse:
    by = asker(request)
    by.must("journal.look")
    verb, before = request.GET.get("verb", ""), request.GET.get("before", "")
    try:
        behind = UUID(before) if before else None
    except ValueError as error:
        raise Http404 from error
    found = queries.entries(by, verb=verb, before=behind, limit=ROWS + 1)
    next_url = f"{request.path}?verb={verb}&before={found[ROWS - 1].id}" if len(found) > ROWS else ""
    names = place_names(one.place_code for one in found)
    return render(request, "web/journal.html", {
        "rows": [(one, names.get(one.place_code, "")) for one in found[:ROWS]], "verdict": verdict,
        "verbs": sorted(VERBS.items(), key=lambda pair: pair[1]), "verb": verb,
        "seal": queries.last_seal(), "may_verify": by.can("journal.verify"), "may_open": by.can("registry.look"),
        "page": {"total": None, "next_url": next_url, "previous_url": request.path if before else ""},
    })


@require_GET
def entry(request: HttpRequest, entry: UUID) -> HttpResponse:
    """One entry."""
    by = asker(request)
    found = queries.entry(by, entry)
    if found is None:
        raise Http404
    stands_at(request, found.place_code)
    return render(request, "web/entry.html", {
        "entry": found, "place_name": place_names([found.place_code]).get(found.place_code, ""),
        "may_open": by.can("registry.look"), "may_look": by.can("journal.look"),
    })
