"""数据打架: one household as the register and every list in force have it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bangfu.crosscheck import queries
from bangfu.organization.asking import asker


@require_GET
def contradictions(request: HttpRequest, household: UUID) -> HttpResponse:
    """One row a field, one column a source; `all`: also the fields on which everybody agrees. What lists of other places say follows as a part of the page
    (`whole`)."""
    by = asker(request)
    by.must("crosscheck.look")
    whole = request.GET.get("whole") == "1"
    found = queries.contradictions(by, household, elsewhere=whole)
    if found is None:
        raise Http404
    request.at = found.household.place_code  # type: ignore[attr-defined]
    template = "crosscheck/_contradictions.html" if whole else "crosscheck/contradictions.html"
    return render(request, template, {"found": found, "household": found.household, "every": request.GET.get("all") == "1"})
