"""Pages of 批量披露: asked for, decided, taken."""

from dataclasses import replace
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bangfu.journal.queries import looks_of
from bangfu.lists.arranging import Arranged, arranged
from bangfu.lists.drawn import Said, drawn
from bangfu.lists.keyset import Turn
from bangfu.lists.taking import Taken
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import PlaceRow
from bangfu.organization.queries import place as place_found
from bangfu.registry import actions, queries
from bangfu.registry.disclosed import as_workbook
from bangfu.registry.disclosure_forms import AskForm, ScopeForm
from bangfu.registry.listings import DISCLOSURES, disclosure_cell
from bangfu.registry.views.exports import XLSX
from bangfu.rules.disclosure import VALID
from bangfu.rules.refusal import Refused

TABS = {"mine": "我申请的", "asked": "等批的", "all": "全部"}
NOTHING = {   # by whether those that wait are looked at: title, sentence
    True: ("没有等批的", "有人申请批量披露，就会出现在这里。"),
    False: ("还没有", "看一个人的号码，到本人页面写明理由就行；要成批地给别的单位，才在这里申请。"),
}


@require_GET
def disclosures(request: HttpRequest) -> HttpResponse:
    """Mine, those that wait, all; and how many whole numbers the asker looked at today."""
    by = asker(request)
    by.must("registry.disclose")
    stands = arranged(request, by, DISCLOSURES)
    which = stands.terms.get("which", "asked" if queries.waiting_disclosures(by) else "mine")
    which = which if which in TABS else "mine"
    page = queries.disclosures(by, which=which, order=stands.order, turn=stands.turn)
    stands = replace(stands, terms={**stands.terms, "which": which})
    said = Said("批量披露", *NOTHING[which == "asked"], "lock", words=TABS[which], take_url=reverse("take_list", args=[DISCLOSURES.slug]))
    return render(request, "registry/disclosures.html", {
        "list": drawn(by, request.path, stands, page, disclosure_cell, said), "may_take": True, "tabs": list(TABS.items()), "tab": which, "at": by.place_code,
        "may_erase": by.can("registry.erase"), "looks": looks_of(by.user_id, timezone.localdate()),
    })


def disclosures_taken(by: Actor, stands: Arranged, _: str, most: int) -> Taken:
    """The disclosures of a list, to be taken away."""
    which = stands.terms.get("which", "mine")
    which = which if which in TABS else "mine"
    page = queries.disclosures(by, which=which, order=stands.order, turn=Turn(size=most))
    return Taken("批量披露", by.place_code, page.rows, disclosure_cell, TABS[which])


@require_GET
def disclosure_form(request: HttpRequest, place: str) -> HttpResponse:
    """The form that asks, with how many persons it would be about."""
    by, where = _where(request, place)
    return _form(request, by, where, AskForm(initial={"status": request.GET.get("status", "")}), request.GET.get("status", ""))


def _where(request: HttpRequest, place: str) -> tuple[Actor, PlaceRow]:
    by = asker(request)
    by.must("registry.disclose")
    where = place_found(by, place)
    if where is None:
        raise Http404
    by.must("registry.disclose", at=place)
    return by, where


def _form(request: HttpRequest, by: Actor, where: PlaceRow, form: AskForm, status: str, answer: int = 200) -> HttpResponse:
    scope = ScopeForm({"status": status}, auto_id="scope_%s")
    chosen = status if scope.is_valid() else ""
    return render(request, "registry/disclosure_form.html", {
        "where": where, "form": form, "scope": scope, "whom": queries.whom(chosen), "days": VALID.days,
        "persons": queries.disclosure_size(by, place=where.code, status=chosen),
    }, status=answer)


@require_POST
def ask_disclosure(request: HttpRequest, place: str) -> HttpResponse:
    """Asks; what was typed stays when it is refused."""
    by, where = _where(request, place)
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            asked = actions.ask_disclosure(by, place=place, **form.cleaned_data)
            messages.success(request, "已报上去，等别人批。批了以后在“今日”里提醒您。")
            return redirect("disclosure", asked.pk)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    return _form(request, by, where, form, request.POST.get("status", ""), answer=409)


@require_GET
def disclosure(request: HttpRequest, disclosure: UUID) -> HttpResponse:
    """One disclosure, with what may be done about it."""
    by, found = _found(request, disclosure)
    return render(request, "registry/disclosure.html", {
        "disclosure": found, "days": VALID.days, "may_take": found.mine and found.state == "approved",
        "may_decide": found.state == "asked" and not found.mine and by.can("registry.approve_disclosure", at=found.place_code),
    })


def _found(request: HttpRequest, disclosure: UUID) -> tuple[Actor, queries.DisclosureRow]:
    """Who is asking, and the disclosure; 404 when it is out of reach."""
    by = asker(request)
    by.must("registry.disclose")
    found = queries.disclosure(by, disclosure)
    if found is None:
        raise Http404
    return by, found


@require_POST
def decide_disclosure(request: HttpRequest, disclosure: UUID) -> HttpResponse:
    """Approves or declines."""
    by, found = _found(request, disclosure)
    decided = actions.decide_disclosure(by, disclosure=found.id, verdict=request.POST.get("verdict", ""), note=request.POST.get("note", ""))
    messages.success(request, "已批准，申请的人可以取走了。" if decided.state == "approved" else "没有批准，意见已告诉申请的人。")
    return redirect("disclosure", disclosure)


@require_POST
def take_disclosure(request: HttpRequest, disclosure: UUID) -> HttpResponse:
    """The workbook, once. Made in memory, sent, kept nowhere."""
    by, found = _found(request, disclosure)
    taken = actions.take_disclosure(by, disclosure=found.id)
    response = HttpResponse(as_workbook(taken), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'批量披露-{taken.serial}.xlsx')}"
    response["Cache-Control"] = "no-store, private"
    return response
