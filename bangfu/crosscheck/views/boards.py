"""The board of findings by place and check, and the runs."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import actions, queries
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.queries import BoardLine
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import PlaceRow
from bangfu.organization.queries import place as place_found
from bangfu.work.queries import running_jobs


@require_GET
def home_findings(request: HttpRequest) -> HttpResponse:
    """The findings of one's own place."""
    by = asker(request)
    by.must("crosscheck.look")
    return redirect("findings", by.place_code)


@require_GET
def findings(request: HttpRequest, place: str) -> HttpResponse:
    """The board of a county or township; a village goes straight to its list."""
    by, where = found_place(request, place)
    if where.level in ("village", "grid"):
        return redirect("village_findings", place)
    lines = queries.board(by, place)
    return render(request, "crosscheck/board.html", {
        "where": where, "checks": CHECKS.values(), "rows": [_shown(one) for one in lines], "total": _total(lines),
        "last_run": queries.last_run(by, place), "job": run_job(by, place), "may_run": by.can("crosscheck.run", at=place),
        "exemptions": queries.exemption_counts(by),
    })


def _shown(line: BoardLine) -> dict[str, Any]:
    return {"line": line, "cells": list(zip(CHECKS, line.by_check, strict=True))}


def _total(lines: list[BoardLine]) -> dict[str, Any]:
    """The sum of a board, column by column."""
    names = ("unsettled", "open", "corrected", "asked", "exempt", "new", "back", "gone")
    cells = [sum(line.by_check[index] for line in lines) for index in range(len(CHECKS))]
    return {"cells": list(zip(CHECKS, cells, strict=True)), **{name: sum(getattr(line, name) for line in lines) for name in names}}


@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """Past runs."""
    by = asker(request)
    by.must("crosscheck.look")
    return render(request, "crosscheck/runs.html", {"rows": queries.runs(by)})


@require_POST
def run(request: HttpRequest, place: str) -> HttpResponse:
    """Has the checks run over a place."""
    by = asker(request)
    actions.request_run(by, at=place)
    return redirect("findings", place)


@require_GET
def progress(request: HttpRequest, place: str) -> HttpResponse:
    """How far the run over a place is; the page is loaded again once it has ended."""
    by, _ = found_place(request, place)
    job = run_job(by, place)
    if job is None:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return render(request, "parts/progress.html", {"job": job})


def run_job(by: Actor, place: str) -> dict[str, Any] | None:
    """The run that waits or goes on over a place, as the progress part shows it."""
    going_on = next((one for one in running_jobs(by) if one.name == "crosscheck.run" and one.subject == place), None)
    if going_on is None:
        return None
    return {
        "url": reverse("run_progress", args=[place]), "label": "核对", "done": going_on.done, "total": going_on.total, "unit": "个村",
        "sentence": going_on.note, "state": going_on.state,
    }


def found_place(request: HttpRequest, place: str) -> tuple[Actor, PlaceRow]:
    """Who is asking, and the place they ask about. 404 when it is out of reach."""
    by = asker(request)
    by.must("crosscheck.look")
    where = place_found(by, place)
    if where is None:
        raise Http404
    return by, where
