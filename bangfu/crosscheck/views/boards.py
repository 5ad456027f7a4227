"""The board of findings by place and family, the checks of a family, and the runs."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import actions, queries
from bangfu.crosscheck.checks import FAMILIES
from bangfu.crosscheck.queries import BoardLine, Tally, Trend
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import PlaceRow
from bangfu.organization.queries import place as place_found
from bangfu.work.queries import running_jobs

WIDTH, HEIGHT = 64, 20   # of a little line


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
    families = [queries.total(line.families[nth] for line in lines) for nth in range(len(FAMILIES))]
    return render(request, "crosscheck/board.html", {
        "where": where, "families": FAMILIES, "rows": [_shown(one) for one in lines], "total": queries.total(one.whole for one in lines),
        "totals": _named(families), "last_run": queries.last_run(by, place), "job": run_job(by, place),
        "may_run": by.can("crosscheck.run", at=place), "exemptions": queries.exemption_counts(by), "passed": queries.waiting_handovers(by),
        "may_print": by.can("crosscheck.print", at=place),
    })


def _named(tallies: list[Tally] | tuple[Tally, ...]) -> list[tuple[str, Tally]]:
    return list(zip(FAMILIES, tallies, strict=True))


def _shown(line: BoardLine) -> dict[str, Any]:
    return {"line": line, "families": _named(line.families), "drawn": drawn(line.trend, line.whole.unsettled)}


def drawn(trend: Trend, now: int) -> dict[str, Any] | None:
    """A little line over the last runs and to the present number: its points, and what changed since the run before. None where there was no run."""
    if not trend.points:
        return None
    numbers = [*trend.points, now]
    most, step = max(max(numbers), 1), WIDTH / max(len(numbers) - 1, 1)
    points = " ".join(f"{nth * step:.1f},{HEIGHT - 2 - number * (HEIGHT - 4) / most:.1f}" for nth, number in enumerate(numbers))
    before = trend.before
    return {"points": points, "before": before, "now": now, "change": None if before is None else now - before, "said": " → ".join(map(str, numbers))}


@require_GET
def kinds(request: HttpRequest, place: str) -> HttpResponse:
    """The checks that found something at a place, of one family or all: each opens its list."""
    by, where = found_place(request, place)
    family = request.GET.get("family", "")
    family = family if family in FAMILIES else ""
    lines = queries.kinds(by, place, family)
    groups = [(name, [one for one in lines if one.family == name]) for name in FAMILIES]
    return render(request, "crosscheck/kinds.html", {
        "where": where, "family": family, "families": FAMILIES, "groups": [(name, found) for name, found in groups if found],
        "total": queries.total(one.tally for one in lines), "most": max((one.tally.unsettled for one in lines), default=0), "last_run": queries.last_run(by, place),
    })


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
    return how_far(request, run_job(by, place))


def how_far(request: HttpRequest, job: dict[str, Any] | None) -> HttpResponse:
    """The part that shows how far a job is; where it has ended, the word to load the page again."""
    if job is None:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return render(request, "parts/progress.html", {"job": job})


def run_job(by: Actor, place: str) -> dict[str, Any] | None:
    """The run that waits or goes on over a place, as the progress part shows it."""
    return job_shown(by, "crosscheck.run", place, reverse("run_progress", args=[place]), "核对", "个村")


def job_shown(by: Actor, name: str, subject: str, url: str, label: str, unit: str) -> dict[str, Any] | None:
    """A job of ours that waits or goes on, as the progress part shows it."""
    going_on = next((one for one in running_jobs(by) if one.name == name and one.subject == subject), None)
    if going_on is None:
        return None
    return {
        "url": url, "label": label, "done": going_on.done, "total": going_on.total, "unit": unit, "sentence": going_on.note, "state": going_on.state,
    }


def found_place(request: HttpRequest, place: str) -> tuple[Actor, PlaceRow]:
    """Who is asking, and the place they ask about. 404 when it is out of reach."""
    by = asker(request)
    by.must("crosscheck.look")
    where = place_found(by, place)
    if where is None:
        raise Http404
    return by, where
