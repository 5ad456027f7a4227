"""A place's findings, and the work of settling them one after the other, by keyboard alone if one likes."""

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
from bangfu.crosscheck.forms import CorrectForm, ExemptForm, PassForm, ways
from bangfu.crosscheck.listings import FINDINGS, finding_cell
from bangfu.crosscheck.queries import FindingFile, FindingRow, Narrow
from bangfu.crosscheck.views import narrowing
from bangfu.crosscheck.views.boards import found_place, run_job
from bangfu.crosscheck.views.narrowing import Round, gone_through
from bangfu.lists.arranging import Arranged, arranged, leave, left_before
from bangfu.lists.drawn import Drawn, Said, drawn
from bangfu.lists.keyset import Page, Turn
from bangfu.lists.pasted import keep_pasted
from bangfu.lists.taking import Taken
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker, done
from bangfu.organization.queries import PlaceRow
from bangfu.organization.queries import place as place_found
from bangfu.registry.queries import pasted_column
from bangfu.rules.refusal import Refused

Form = TypeVar("Form", bound=forms.Form)
KEYS = (
    ("N", "下一条"), ("P", "上一条"), ("A", "采用来源的值"), ("C", "更正"), ("E", "报请豁免"), ("T", "转办"), ("U", "撤销刚才这一步"), ("H", "看经过"),
)


@require_GET
def village_findings(request: HttpRequest, place: str) -> HttpResponse:
    """The list at the left, the first finding at the right."""
    by, where = found_place(request, place)
    if address := left_before(request, FINDINGS):
        return redirect(address)
    narrow, stands = narrowing.asked(request.GET), arranged(request, by, FINDINGS, place=place)
    leave(request, stands)
    page = queries.findings_page(by, place=place, narrow=narrow, pasted=stands.pasted, turn=stands.turn)
    total, round_ = queries.count(by, place=place, narrow=narrow, pasted=stands.pasted), Round(place, narrow)
    opened = queries.finding(by, page.rows[0].id) if page.rows else None
    return render(request, "crosscheck/village.html", {
        **_around(by, where, round_), "rows": page.rows, **(_pane(by, opened, round_) if opened else {}),
        "list": _listed(by, where, stands, page, total), "pasted": stands.pasted,
        "without_pasted": f"{request.path}?{stands.query(pasted='') or 'all=1'}",
    })


def _listed(by: Actor, where: PlaceRow, stands: Arranged, page: Page[FindingRow], total: int) -> Drawn:
    """The list at the left as every list is drawn."""
    said = Said(
        f"{where.name}的疑点", "没有这样的疑点", "换一个状态、类别或检查再看。", "filter", total=total, take_url=reverse("take_list", args=[FINDINGS.slug]),
        paste_url=reverse("paste_findings", args=[where.code]), paste_what="证件号码、户编号、手机号", place=where.code,
    )
    return drawn(by, reverse("village_findings", args=[where.code]), stands, page, finding_cell, said)


@require_POST
def paste_findings(request: HttpRequest, place: str) -> HttpResponse:
    """Narrows the list down to the findings about those a pasted column names; its numbers are kept nowhere."""
    by, _ = found_place(request, place)
    keep_pasted(request, pasted_column(by, request.POST.get("lines", "").splitlines()))
    stands = arranged(request, by, FINDINGS, place=place)
    return redirect(f"{reverse('village_findings', args=[place])}?{stands.query(pasted='1')}")


def findings_taken(by: Actor, stands: Arranged, place: str, most: int) -> Taken:
    """The findings of a list, to be taken away."""
    where, narrow = place_found(by, place), narrowing.asked(stands.terms)
    if where is None:
        raise Http404
    page = queries.findings_page(by, place=place, narrow=narrow, pasted=stands.pasted, turn=Turn(size=most))
    return Taken(f"{where.name}疑点", place, page.rows, finding_cell, narrowing.in_words(narrow))


def _around(by: Actor, where: Any, round_: Round) -> dict[str, Any]:
    """What stands around a list of findings of a place."""
    return {
        "where": where, "round": round_, **narrowing.offered(by, round_.narrow), "last_run": queries.last_run(by, where.code), "job": run_job(by, where.code),
        "may_run": by.can("crosscheck.run", at=where.code), "may_print": by.can("crosscheck.print", at=where.code),
        "may_take": by.can("crosscheck.print", at=where.code), "page_keys": KEYS,
    }


@require_GET
def finding(request: HttpRequest, finding: UUID) -> HttpResponse:
    """One finding: the pane alone when htmx asks, else the page of the list it was come to from, with it open."""
    by, found, round_ = _opened(request, finding)
    pane = _pane(by, found, round_)
    if request.headers.get("HX-Request"):
        return render(request, "crosscheck/_pane.html", pane)
    return _page_of(request, by, pane)


def _page_of(request: HttpRequest, by: Actor, pane: dict[str, Any], *, status: int = 200) -> HttpResponse:
    row, round_ = pane["finding"].row, pane["round"]
    _, where = found_place(request, round_.place)
    page = queries.findings_page(by, place=where.code, narrow=round_.narrow, turn=Turn())
    rows = page.rows if any(one.id == row.id for one in page.rows) else (row, *page.rows)
    stands = Arranged(FINDINGS, FINDINGS.columns, FINDINGS.orders[0], "", Turn(), round_.narrow.words())
    total = queries.count(by, place=where.code, narrow=round_.narrow)
    return render(request, "crosscheck/village.html", {
        **_around(by, where, round_), "rows": rows, **pane, "list": _listed(by, where, stands, page, total),
    }, status=status)


def _pane(by: Actor, found: FindingFile, round_: Round, **wrong: Any) -> dict[str, Any]:
    """What the settling pane shows; forms only for an open finding and a post that settles. `wrong`: a form as it was sent, by its name."""
    may = found.row.state == "open" and by.can("crosscheck.settle", at=found.row.place_code)
    correct = wrong.get("correct")
    offered = [correct if correct and one.way == correct.way else one for one in (ways(found, queries.members(by, found)) if may else [])]
    next_one, previous = (look(by, found.row, place=round_.place, narrow=round_.narrow) for look in (queries.next_open, queries.previous_open))
    return {
        "finding": found, "round": round_, "ways": offered, "wrong_way": correct.way if correct else "",
        "exempt": (wrong.get("exempt") or ExemptForm.blank()) if may else None, "exempt_wrong": "exempt" in wrong,
        "pass_on": (wrong.get("pass_on") or pass_form(by, found)) if may else None, "pass_wrong": "pass_on" in wrong,
        "next_url": _address(next_one, round_), "previous_url": _address(previous, round_),
        "decide": _decidable(by, found), "handovers": queries.handovers_of(by, found.row.id), "step": queries.last_step(by),
        "alike": queries.count(by, place=found.row.place_code, narrow=Narrow(state="open", check=found.row.check, fault=found.row.fault)) if may else 0,
    }


def _address(finding: UUID | None, round_: Round) -> str:
    """The page of the next or the one before, which carries the list on; '' for none."""
    return reverse("finding", args=[finding]) + round_.query if finding else ""


def pass_form(by: Actor, found: FindingFile, data: Any = None) -> PassForm:
    """To whom a finding may be passed on."""
    return PassForm(queries.desks(by, place=found.row.place_code), data)


def _decidable(by: Actor, found: FindingFile) -> UUID | None:
    """The exemption that waits for this asker to decide, if there is one."""
    if not by.can("crosscheck.approve", at=found.row.place_code):
        return None
    return next((one.id for one in found.settlements if one.state == "asked" and one.kind == "exemption" and one.by_user != by.user_id), None)


@require_POST
def correct(request: HttpRequest, finding: UUID) -> HttpResponse:
    """Settles by a correction and goes on to the next."""
    by, found, round_ = _to_settle(request, finding)
    form = CorrectForm(request.POST.get("how", ""), queries.members(by, found), request.POST, request.FILES)
    if done(form, lambda: actions.correct_finding(
        by, finding=finding, how=form.cleaned_data["how"], values=form.values, reason=form.cleaned_data["reason"], proof=form.proof_given,
    )):
        messages.success(request, f"{found.row.name}：已更正。再核对一次，疑点就会消除。")
        return _onwards(by, found.row, round_)
    return _page_of(request, by, _pane(by, found, round_, correct=form), status=409)


@require_POST
def accept(request: HttpRequest, finding: UUID) -> HttpResponse:
    """Takes the value of the source over and goes on to the next. One key; what was refused is said on the refusal's own page."""
    by, found, round_ = _to_settle(request, finding)
    settled = actions.accept_source(by, finding=finding)
    messages.success(request, f"{found.row.name}：{settled.reason}，{settled.what}。")
    return _onwards(by, found.row, round_)


@require_POST
def exempt(request: HttpRequest, finding: UUID) -> HttpResponse:
    """Asks for an exemption and goes on to the next."""
    by, found, round_ = _to_settle(request, finding)
    form = ExemptForm(request.POST, auto_id="exempt_%s")
    if done(form, lambda: actions.ask_exemption(
        by, finding=finding, reason=form.cleaned_data["reason"], expires_on=form.cleaned_data["expires_on"],
    )):
        messages.success(request, f"{found.row.name}：已报请豁免，等另一个人批。")
        return _onwards(by, found.row, round_)
    return _page_of(request, by, _pane(by, found, round_, exempt=form), status=409)


@require_POST
def pass_on(request: HttpRequest, finding: UUID) -> HttpResponse:
    """Passes it on to another desk and goes on to the next."""
    by, found, round_ = _to_settle(request, finding)
    form = pass_form(by, found, request.POST)
    if done(form, lambda: actions.pass_on(by, finding=finding, to_post=UUID(form.cleaned_data["to_post"]), word=form.cleaned_data["word"])):
        messages.success(request, f"{found.row.name}：已转办。“转办”页里可以看到对方办了没有。")
        return _onwards(by, found.row, round_)
    return _page_of(request, by, _pane(by, found, round_, pass_on=form), status=409)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Takes the asker's last step back and goes to the finding it was about, or to what became of many."""
    by = asker(request)
    by.must("crosscheck.settle")
    step = queries.last_step(by)
    if step is None or str(step.id) != request.POST.get("step", ""):
        raise Refused("没有可以撤销的一步：后来又有了新的情况，或已经撤销过了。")
    if step.kind == "batch":
        return _undo_together(request, by, step.id)
    found = actions.undo_settlement(by, settlement=step.id) if step.kind == "settlement" else actions.take_back(by, handover=step.id)
    messages.success(request, f"{found.subject_name}：已撤销（{step.words}），疑点重新待处理。")
    response = redirect("finding", found.pk)
    response.status_code = 303
    return response


def _undo_together(request: HttpRequest, by: Actor, batch: UUID) -> HttpResponse:
    done = actions.undo_alike(by, batch=batch)
    messages.success(request, f"一起办的 {done.settled:,} 条都已撤销，疑点重新待处理。" if done.undone_at else f"正在撤销一起办的 {done.settled:,} 条。")
    response = redirect("batch", batch)
    response.status_code = 303
    return response


def _opened(request: HttpRequest, finding: UUID) -> tuple[Actor, FindingFile, Round]:
    """Who is asking, the finding, and the list it was come to from."""
    by = asker(request)
    found = queries.finding(by, finding)
    if found is None:
        raise Http404
    return by, found, gone_through(request.GET, found.row.place_code)


def _to_settle(request: HttpRequest, finding: UUID) -> tuple[Actor, FindingFile, Round]:
    by, found, round_ = _opened(request, finding)
    by.must("crosscheck.settle", at=found.row.place_code)
    return by, found, round_


def _onwards(by: Actor, row: FindingRow, round_: Round) -> HttpResponse:
    next_one, words = queries.next_open(by, row, place=round_.place, narrow=round_.narrow), urlencode(round_.narrow.words())
    response = redirect(_address(next_one, round_) or reverse("village_findings", args=[round_.place]) + (f"?{words}" if words else ""))
    response.status_code = 303
    return response
