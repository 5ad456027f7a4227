"""Searching: by name, household number or ID number. A POST, so that no number stands in an address or a log."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from bangfu.organization.asking import asker
from bangfu.registry import queries

MOST = 50


@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """People found by the beginning of a name, a household number, or a whole ID number; one hit is opened at once."""
    by, words = asker(request), request.POST.get("words", "").strip()
    by.must("registry.look")
    found = queries.found(by, words, limit=MOST) if words else []
    if len(found) == 1:
        return redirect("person", found[0].person)
    return render(request, "web/search.html", {"rows": found, "words": "" if any(c.isdigit() for c in words) else words, "most": MOST})
