"""Many alike settled together: chosen in a list, done with one deed, and what became of each."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import actions, queries
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.checks.page import in_words
from bangfu.crosscheck.forms import AlikeForm
from bangfu.crosscheck.queries import Narrow
from bangfu.crosscheck.views.boards import found_place, how_far, job_shown
from bangfu.lists.ticked import ticked
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import PlaceRow
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.work.queries import job_with_key

ROWS = 100


@require_GET
def alike(request: HttpRequest, place: str) -> HttpResponse:
    """The open findings of one check and fault at a place, to be ticked."""
    by, where = found_place(request, place)
    return _page(request, by, where, request.GET.get("check", ""), request.GET.get("fault", ""), None)


def _page(request: HttpRequest, by: Actor, where: PlaceRow, slug: str, fault: str, form: AlikeForm | None, *, status: int = 200) -> HttpResponse:
    check = CHECKS.get(slug)
    fault = fault if check and fault in check.reason else ""
    known: dict[str, Any] = {"where": where, "check": check, "fault": fault, "sentence": in_words(check, check.reason[fault]) if check and fault else ""}
    if not check or not fault:
        return render(request, "crosscheck/alike.html", {**known, "kinds": _kinds(by, where.code)}, status=status)
    narrow = Narrow(state="open", check=slug, fault=fault)
    after = _uuid(request.GET.get("after", ""))
    rows = queries.findings(by, place=where.code, narrow=narrow, after=after, limit=ROWS + 1)
    kept = {"check": slug, "fault": fault}
    return render(request, "crosscheck/alike.html", {
        **known, "rows": rows[:ROWS], "form": form or AlikeForm.blank(), "may_settle": by.can("crosscheck.settle", at=where.code),
        "page": {
            "total": queries.count(by, place=where.code, narrow=narrow), "unit": "条", "previous_url": f"{request.path}?{urlencode(kept)}" if after else "",
            "next_url": f"{request.path}?{urlencode(kept | {'after': str(rows[ROWS - 1].id)})}" if len(rows) > ROWS else "",
        },
    }, status=status)


def _kinds(by: Actor, place: str) -> list[dict[str, Any]]:
    """(check, fault) pairs that have open findings at a place, the most first."""
    known = [(CHECKS[slug], fault, number) for slug, fault, number in queries.faults_open(by, place=place) if slug in CHECKS]
    return [
        {"title": check.title, "sentence": in_words(check, check.reason.get(fault, "")), "number": number, "words": urlencode({"check": check.slug, "fault": fault})}
        for check, fault, number in known
    ]


@require_POST
def settle(request: HttpRequest, place: str) -> HttpResponse:
    """Settles those chosen, or all of them, and shows what became of each."""
    by, where = found_place(request, place)
    by.must("crosscheck.settle", at=place)
    check, fault, form = request.POST.get("check", ""), request.POST.get("fault", ""), AlikeForm(request.POST)
    if form.is_valid():
        try:
            made = actions.settle_alike(
                by, place=place, check=check, fault=fault, how=form.cleaned_data["how"], reason=form.cleaned_data["reason"],
                expires_on=form.cleaned_data["expires_on"],
                findings=None if request.POST.get("all") == "1" else ticked(request, "finding", "请先勾选要办的疑点。", at_least=0),
            )
            response = redirect("batch", made.pk)
            response.status_code = 303
            return response
        except Forbidden:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    return _page(request, by, where, check, fault, form, status=409)


@require_GET
def batch(request: HttpRequest, batch: UUID) -> HttpResponse:
    """What became of each."""
    by = asker(request)
    by.must("crosscheck.look")
    found = queries.batch(by, batch)
    if found is None:
        raise Http404
    step, undoing = queries.last_step(by), job_with_key(by, f"undo:{batch}")
    return render(request, "crosscheck/alike_batch.html", {
        "batch": found, "job": _job(by, batch), "undoing": undoing, "step": step if step and step.id == batch and not (undoing and not undoing.ended) else None,
    })


@require_GET
def batch_progress(request: HttpRequest, batch: UUID) -> HttpResponse:
    """How far it is; the page is loaded again once it has ended."""
    by = asker(request)
    by.must("crosscheck.look")
    if queries.batch(by, batch) is None:
        raise Http404
    return how_far(request, _job(by, batch))


def _job(by: Actor, batch: UUID) -> dict[str, Any] | None:
    """What goes on about it: the settling, or the undoing."""
    address = reverse("batch_progress", args=[batch])
    settling = job_shown(by, "crosscheck.settle", str(batch), address, "一起办", "条")
    return settling or job_shown(by, "crosscheck.undo", str(batch), address, "整批撤销", "条")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None
