"""Pages of 佐证: one paper, what was stored of it, and taking it out of its file."""

from uuid import UUID

from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from bangfu.evidence import actions, queries
from bangfu.evidence.forms import WithdrawForm
from bangfu.evidence.queries import PaperRow
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker, is_opened
from bangfu.organization.queries import place_names
from bangfu.rules.refusal import Refused


@require_GET
def paper(request: HttpRequest, paper: UUID) -> HttpResponse:
    """One paper: what it shows, what it belongs to, who kept it."""
    by, found = _found(request, paper)
    return render(request, "evidence/paper.html", {
        "paper": found, "place_name": place_names([found.place_code]).get(found.place_code, found.place_code),
        "may_open": queries.may_open(by, found), "may_withdraw": found.standing and by.can("evidence.keep", at=found.place_code),
    })


@require_GET
@csp_update({"sandbox": ()})  # type: ignore[arg-type]
def paper_content(request: HttpRequest, paper: UUID) -> HttpResponse:
    """What was stored, to be looked at in the browser: a JPEG or a PDF, which may run nothing, ask nobody and be taken for nothing else."""
    by, found = _found(request, paper)
    is_opened(request, "paper", paper, found.place_code)
    stored = queries.content(by, paper)
    if stored is None:
        raise Http404
    return HttpResponse(stored.body, content_type=stored.media_type, headers={
        "Content-Disposition": content_disposition_header(False, stored.name) or "inline", "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store, private",
    })


@require_POST
def withdraw(request: HttpRequest, paper: UUID) -> HttpResponse:
    """Takes a paper out of its file."""
    by, found = _found(request, paper)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        raise Refused(str(form.errors["reason"][0]), field="reason")
    actions.withdraw_paper(by, paper=found.id, reason=form.cleaned_data["reason"])
    messages.success(request, "已撤下，理由记在留痕里。")
    return redirect("paper", paper)


def _found(request: HttpRequest, paper: UUID) -> tuple[Actor, PaperRow]:
    """Who is asking, and the paper. Forbidden without the power to look, 404 when it is out of reach."""
    by = asker(request)
    by.must("evidence.look")
    found = queries.paper(by, paper)
    if found is None:
        raise Http404
    return by, found
