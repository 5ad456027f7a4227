"""历次核对: past runs, what each went by, and repeating one from what it had read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import actions, queries
from bangfu.crosscheck.listings import RUNS, run_cell
from bangfu.crosscheck.views.boards import how_far, job_shown
from bangfu.lists.arranging import Arranged, arranged
from bangfu.lists.drawn import Said, drawn
from bangfu.lists.keyset import Turn
from bangfu.lists.taking import Taken
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker


@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """Past runs."""
    by = asker(request)
    by.must("crosscheck.look")
    stands = arranged(request, by, RUNS)
    page = queries.runs_page(by, turn=stands.turn)
    said = Said("历次核对", "还没有核对过", "在“核对”页发起第一次核对。", "checklist", take_url=reverse("take_list", args=[RUNS.slug]))
    return render(request, "crosscheck/runs.html", {
        "list": drawn(by, request.path, stands, page, run_cell, said), "may_take": by.can(RUNS.takes), "hidden": any(one.persons is None for one in page.rows),
    })


def runs_taken(by: Actor, _: Arranged, __: str, most: int) -> Taken:
    """Past runs, to be taken away."""
    return Taken("历次核对", by.place_code, list(queries.runs_page(by, turn=Turn(size=most)).rows), run_cell)


@require_GET
def run_file(request: HttpRequest, run: UUID) -> HttpResponse:
    """What one of them went by."""
    by = asker(request)
    by.must("crosscheck.look")
    found = queries.run_file(by, run)
    if found is None:
        raise Http404
    return render(request, "crosscheck/run.html", {"found": found, "row": found.row, "job": _job(by, run)})


@require_POST
def repeat(request: HttpRequest, run: UUID) -> HttpResponse:
    """Has it repeated from what it had read."""
    by = asker(request)
    by.must("crosscheck.run")
    found = queries.run_file(by, run)
    if found is None:
        raise Http404
    by.must("crosscheck.run", at=found.row.place_code)
    actions.request_repeat(by, run=run)
    messages.success(request, "正在按当时读到的再算一遍，算完写在这里；疑点不会变。")
    response = redirect("run_file", run)
    response.status_code = 303
    return response


@require_GET
def repeat_progress(request: HttpRequest, run: UUID) -> HttpResponse:
    """How far that is; the page is loaded again once it has ended."""
    by = asker(request)
    by.must("crosscheck.look")
    if queries.run_file(by, run) is None:
        raise Http404
    return how_far(request, _job(by, run))


def _job(by: Actor, run: UUID) -> dict[str, Any] | None:
    return job_shown(by, "crosscheck.repeat", str(run), reverse("repeat_progress", args=[run]), "原样再算", "步")
