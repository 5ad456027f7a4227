"""The exemption register, and the queue of those that wait to be decided."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import actions, exemption_register, queries
from bangfu.crosscheck.exemption_register import RegisterHead
from bangfu.crosscheck.forms import RenewForm
from bangfu.crosscheck.listings import EXEMPTIONS, exemption_cell
from bangfu.lists.arranging import arranged
from bangfu.lists.drawn import Said, drawn
from bangfu.lists.ticked import each_ticked
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import place_names
from bangfu.rules.refusal import Refused

# tab → (state, ending soon, word)
TABS = {
    "asked": ("asked", False, "等批"), "approved": ("approved", False, "在期"), "soon": ("approved", True, "30 天内到期"),
    "declined": ("declined", False, "没批的"), "withdrawn": ("withdrawn", False, "收回的"),
}
MOST = 20_000
NOTHING = {   # by whether those that wait are looked at: title, sentence
    True: ("没有等批的豁免", "有人报请豁免，就会出现在这里。"),
    False: ("这里还没有", "情况属实、不用改的疑点，在疑点页报请豁免，批准后列在这里。"),
}
NOT_IN = {True: ("approver", "note"), False: ("days",)}   # columns without a meaning there
MEDIA = {"pdf": "application/pdf", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@require_GET
def exemptions(request: HttpRequest) -> HttpResponse:
    """One list of the register."""
    by = asker(request)
    by.must("crosscheck.look")
    return _page(request, by, _tab(request.GET.get("state", "asked")))


def _page(request: HttpRequest, by: Actor, tab: str, *, renew: RenewForm | None = None, status: int = 200) -> HttpResponse:
    state, soon, _ = TABS[tab]
    counts = queries.exemption_counts(by)
    stands = arranged(request, by, EXEMPTIONS)
    stands = replace(stands, columns=tuple(one for one in stands.columns if one.key not in NOT_IN[tab == "asked"]), terms={**stands.terms, "state": tab})
    page = queries.exemptions_page(by, state=state, soon=soon, order=stands.order, turn=stands.turn)
    rows, may_choose = page.rows, _may_choose(by, tab)
    said = Said("豁免", *NOTHING[tab == "asked"], "shield-check", total=counts[tab], selects="exemption" if may_choose else "", deeds="crosscheck/_exempt_deeds.html")
    listed = drawn(
        by, reverse("exemptions"), stands, page, exemption_cell, said, row_id=lambda one: str(one.settlement.id),
        why_not=lambda one: "自己" if tab == "asked" and may_choose and one.mine else "",
    )
    return render(request, "crosscheck/exemptions.html", {
        "list": listed, "tab": tab, "may_decide": tab == "asked" and by.can("crosscheck.approve"), "may_renew": by.can("crosscheck.settle"),
        "may_withdraw": any(one.may_withdraw for one in rows), "may_print": by.can("crosscheck.print"), "renew": renew or RenewForm.blank(),
        "tabs": [(name, word, counts[name]) for name, (_, _, word) in TABS.items()],
    }, status=status)


def _may_choose(by: Actor, tab: str) -> bool:
    """Whether anything can be done to what the list shows."""
    return tab == "asked" and by.can("crosscheck.approve") or tab in ("approved", "soon") and by.can("crosscheck.settle")


def _tab(wanted: str) -> str:
    return wanted if wanted in TABS else "asked"


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Approves or declines one exemption or several, each for itself: what cannot be decided is said, the others are done."""
    by = asker(request)
    by.must("crosscheck.approve")
    approve = request.POST.get("verdict") == "approve"
    done = _each(request, lambda one: actions.decide_exemption(by, settlement=one, approve=approve, note=request.POST.get("reason", "")))
    messages.success(request, f"{'批准' if approve else '退回'}了 {done} 条。")
    return _back("asked")


@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Ends exemptions in force before their day, each for itself."""
    by = asker(request)
    by.must("crosscheck.approve")
    done = _each(request, lambda one: actions.withdraw_exemption(by, settlement=one, reason=request.POST.get("reason", "")))
    messages.success(request, f"收回了 {done} 条，疑点重新待处理。")
    return _back("approved")


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Asks that exemptions go on behind their last day, each for itself."""
    by = asker(request)
    by.must("crosscheck.settle")
    form = RenewForm(request.POST)
    if not form.is_valid():
        return _page(request, by, "approved", renew=form, status=409)
    said = form.cleaned_data
    done = _each(request, lambda one: actions.renew_exemption(by, settlement=one, reason=said["reason"], expires_on=said["expires_on"]))
    messages.success(request, f"{done} 条已报请续期，等另一个人批；批准前原来的豁免照常有效。")
    return _back("approved")


def _each(request: HttpRequest, act: Any) -> int:
    """Does a deed to every exemption ticked; what was refused is said, and how many were done returned. Refused when none could be."""
    return len(each_ticked(request, "exemption", "请先勾选要办的申请。", act))


def _back(tab: str) -> HttpResponse:
    response = redirect("exemptions")
    response.status_code = 303
    if tab != "asked":
        response["Location"] += f"?state={tab}"
    return response


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """One list of the register as PDF or .xlsx, as the level above wants it; written down before it leaves."""
    by = asker(request)
    by.must("crosscheck.print", at=by.place_code)
    kind, tab = request.POST.get("kind", "xlsx"), _tab(request.POST.get("state", "approved"))
    if kind not in MEDIA:
        raise Refused("请选导出表格，还是打印成 PDF。")
    state, soon, word = TABS[tab]
    rows = queries.exemptions(by, state=state, soon=soon, limit=MOST)
    place = place_names([by.place_code]).get(by.place_code, by.place_code)
    head = RegisterHead(place, word, timezone.localdate().isoformat(), by.name)
    write = exemption_register.as_pdf if kind == "pdf" else exemption_register.as_workbook
    content = write(head, rows, queries.numbers_of(by, rows))
    actions.note_exemptions_exported(by, place=by.place_code, kind=kind, state=word, exemptions=len(rows))
    response = HttpResponse(content, content_type=MEDIA[kind])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{place}豁免登记表（{word}）.{kind}')}"
    return response
