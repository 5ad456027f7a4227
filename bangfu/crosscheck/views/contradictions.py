"""数据打架: one household as the register and every list in force have it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bangfu.crosscheck import queries
from bangfu.organization.asking import asker


@require_GET
def contradictions(request: HttpRequest, household: UUID) -> HttpResponse:
    """One row a field, one column a source; `all`: also the fields on which everybody agrees."""
    by = asker(request)
    by.must("crosscheck.look")
    found = queries.contradictions(by, household)
    if found is None:
        raise Http404
    request.at = found.household.place_code  # type: ignore[attr-defined]
    return render(request, "crosscheck/contradictions.html", {"found": found, "household": found.household, "every": request.GET.get("all") == "1"})
