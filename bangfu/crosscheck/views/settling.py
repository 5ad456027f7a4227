"""A village's findings, and the work of settling them one after the other."""

from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import actions, queries
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.forms import CorrectForm, ExemptForm, ways
from bangfu.crosscheck.queries import FindingFile, FindingRow
from bangfu.crosscheck.views.boards import found_place, run_job
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.rules.finding import FLOW
from bangfu.rules.refusal import Refused

ROWS = 50
FILTERS = {"unsettled": "未办结", **FLOW.states}
Form = TypeVar("Form", bound=forms.Form)


@require_GET
def village_findings(request: HttpRequest, place: str) -> HttpResponse:
    """The list at the left, the first finding at the right."""
    by, where = found_place(request, place)
    state = request.GET.get("state", "unsettled")
    check, after = request.GET.get("check", ""), _uuid(request.GET.get("after", ""))
    state, check = state if state in FILTERS else "unsettled", check if check in CHECKS else ""
    rows = queries.findings(by, place=place, state=state, check=check, after=after, limit=ROWS + 1)
    shown = rows[:ROWS]
    return render(request, "crosscheck/village.html", {
        "where": where, "rows": shown, "state": state, "check": check, "filters": FILTERS.items(), "checks": CHECKS.values(),
        "last_run": queries.last_run(by, place), "job": run_job(by, place), "may_run": by.can("crosscheck.run", at=place),
        "may_print": by.can("crosscheck.print", at=place), **(_pane(by, shown[0].id) if shown else {}),
        "page": _page(request, queries.count(by, place=place, state=state, check=check), rows, state, check, after),
    })


def _page(request: HttpRequest, total: int, rows: list[FindingRow], state: str, check: str, after: UUID | None) -> dict[str, Any]:
    kept = {"state": state, "check": check}
    return {
        "total": total, "unit": "条", "previous_url": f"{request.path}?{urlencode(kept)}" if after else "",
        "next_url": f"{request.path}?{urlencode(kept | {'after': str(rows[ROWS - 1].id)})}" if len(rows) > ROWS else "",
    }


@require_GET
def finding(request: HttpRequest, finding: UUID) -> HttpResponse:
    """One finding: the pane alone when htmx asks, else the page of its village with it open."""
    by = asker(request)
    pane = _pane(by, finding)
    if request.headers.get("HX-Request"):
        return render(request, "crosscheck/_pane.html", pane)
    return _page_of(request, by, pane)


def _page_of(request: HttpRequest, by: Actor, pane: dict[str, Any], *, status: int = 200) -> HttpResponse:
    row: FindingRow = pane["finding"].row
    _, where = found_place(request, row.place_code)
    rows = queries.findings(by, place=row.place_code, limit=ROWS)
    if all(one.id != row.id for one in rows):
        rows = [row, *rows]
    return render(request, "crosscheck/village.html", {
        "where": where, "rows": rows, "state": "unsettled", "check": "", "filters": FILTERS.items(), "checks": CHECKS.values(),
        "last_run": queries.last_run(by, row.place_code), "job": run_job(by, row.place_code),
        "may_run": by.can("crosscheck.run", at=row.place_code), "may_print": by.can("crosscheck.print", at=row.place_code), **pane,
        "page": {"total": queries.count(by, place=row.place_code), "unit": "条"},
    }, status=status)


def _pane(by: Actor, wanted: UUID, *, correct: CorrectForm | None = None, exempt: ExemptForm | None = None) -> dict[str, Any]:
    """What the settling pane shows; forms only for an open finding and a post that settles."""
    found = queries.finding(by, wanted)
    if found is None:
        raise Http404
    may = found.row.state == "open" and by.can("crosscheck.settle", at=found.row.place_code)
    offered = ways(found, queries.members(by, found)) if may else []
    if correct:
        offered = [correct if one.way == correct.way else one for one in offered]
    next_one = queries.next_open(by, behind=wanted)
    return {
        "finding": found, "ways": offered, "wrong_way": correct.way if correct else "", "exempt": (exempt or ExemptForm.blank()) if may else None,
        "exempt_wrong": exempt is not None, "next_url": reverse("finding", args=[next_one]) if next_one else "",
        "decide": _decidable(by, found),
    }


def _decidable(by: Actor, found: FindingFile) -> UUID | None:
    """The exemption that waits for this asker to decide, if there is one."""
    if found.row.state != "asked" or not by.can("crosscheck.approve", at=found.row.place_code):
        return None
    return next((one.id for one in found.settlements if one.state == "asked" and one.by_user != by.user_id), None)


@require_POST
def correct(request: HttpRequest, finding: UUID) -> HttpResponse:
    """Settles by a correction and goes on to the next."""
    by = asker(request)
    found = queries.finding(by, finding)
    if found is None:
        raise Http404
    form = CorrectForm(request.POST.get("how", ""), queries.members(by, found), request.POST)
    if _done(form, lambda: actions.correct_finding(
        by, finding=finding, how=form.cleaned_data["how"], values=form.values, reason=form.cleaned_data["reason"],
    )):
        messages.success(request, f"{found.row.name}：已更正。再核对一次，疑点就会消除。")
        return _onwards(by, found.row)
    return _page_of(request, by, _pane(by, finding, correct=form), status=409)


@require_POST
def exempt(request: HttpRequest, finding: UUID) -> HttpResponse:
    """Asks for an exemption and goes on to the next."""
    by = asker(request)
    found = queries.finding(by, finding)
    if found is None:
        raise Http404
    form = ExemptForm(request.POST, auto_id="exempt_%s")
    if _done(form, lambda: actions.ask_exemption(
        by, finding=finding, reason=form.cleaned_data["reason"], expires_on=form.cleaned_data["expires_on"],
    )):
        messages.success(request, f"{found.row.name}：已报请豁免，等另一个人批。")
        return _onwards(by, found.row)
    return _page_of(request, by, _pane(by, finding, exempt=form), status=409)


def _done(form: Form, act: Any) -> bool:
    """Whether the form was right and the deed was done; what was refused stands in the form, and what was typed stays."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return False
    return True


def _onwards(by: Actor, row: FindingRow) -> HttpResponse:
    next_one = queries.next_open(by, behind=row.id)
    response = redirect("finding", next_one) if next_one else redirect("village_findings", row.place_code)
    response.status_code = 303
    return response


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None
