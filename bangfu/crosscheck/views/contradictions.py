"""数据打架: one household as the register and every list in force have it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bangfu.crosscheck import queries
from bangfu.crosscheck.queries import Contradictions, Part
from bangfu.organization.asking import asker


@require_GET
def contradictions(request: HttpRequest, household: UUID) -> HttpResponse:
    """Who stands in which list, then one row a field, one column a source; `all`: also the fields on which everybody agrees. What lists of other places say
    follows as a part of the page (`whole`)."""
    by = asker(request)
    by.must("crosscheck.look")
    whole = request.GET.get("whole") == "1"
    found = queries.contradictions(by, household, elsewhere=whole)
    if found is None:
        raise Http404
    request.at = found.household.place_code  # type: ignore[attr-defined]
    template = "crosscheck/_contradictions.html" if whole else "crosscheck/contradictions.html"
    every = request.GET.get("all") == "1"
    parts = [_part(found, one, every) for one in found.parts]
    return render(request, template, {
        "found": found, "household": found.household, "every": every, "people": [one for one in found.parts if one.person],
        "parts": [one for one in parts if one["lines"]], "alike": [one["title"] for one in parts if not one["lines"]],
    })


def _part(found: Contradictions, part: Part, every: bool) -> dict[str, Any]:
    """One of them with the lines to be shown, and of the lists only those that say something in these."""
    lines = [one for one in part.lines if one.differs or every]
    speaking = [nth for nth in range(len(found.sources)) if any(line.cells[nth] for line in lines)]
    return {
        "title": part.title, "person": part.person, "sources": [found.sources[nth] for nth in speaking],
        "lines": [(line, [line.cells[nth] for nth in speaking]) for line in lines],
    }
