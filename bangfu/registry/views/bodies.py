"""Pages of 主体: enterprises, cooperatives, farms, schools, clinics, banks."""

import io
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import PlaceRow
from bangfu.organization.queries import place as place_found
from bangfu.registry import actions, queries
from bangfu.registry.body_forms import BodyForm, CloseBodyForm, CorrectBodyForm
from bangfu.rules.codes import BODY_KIND
from bangfu.rules.contact import phone_warning
from bangfu.rules.refusal import Refused
from bangfu.workbooks.written import ListColumn, write_list

ROWS, MOST = 50, 20_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    ListColumn("所在地", 16), ListColumn("名称", 36), ListColumn("类型", 12), ListColumn("统一社会信用代码", 22, "id"), ListColumn("负责人", 10),
    ListColumn("联系电话", 14, "id"), ListColumn("地址", 30), ListColumn("主营", 24), ListColumn("成立日期", 12, "day"),
)


@require_GET
def home_bodies(request: HttpRequest) -> HttpResponse:
    """The bodies of one's own place."""
    by = asker(request)
    by.must("registry.look")
    return redirect("bodies", by.place_code)


@require_GET
def bodies(request: HttpRequest, place: str) -> HttpResponse:
    """Bodies at a place and below, by place, kind and name, fifty a page."""
    by, where = _where(request, place)
    kind, words, after = (request.GET.get(name, "").strip(" ") for name in ("kind", "words", "after"))
    found = queries.bodies(by, place=place, kind=kind, words=words, after=_keyset(after), limit=ROWS + 1)
    asked = {name: value for name, value in (("kind", kind), ("words", words)) if value}
    more = urlencode({**asked, "after": found[ROWS - 1].key}) if len(found) > ROWS else ""
    return render(request, "registry/bodies.html", {
        "where": where, "rows": found[:ROWS], "kinds": BODY_KIND.labels, "kind": kind, "words": words,
        "may_add": by.can("registry.bodies", at=place) and where.level in ("township", "village", "grid"),
        "page": {
            "total": None, "next_url": f"{request.path}?{more}" if more else "",
            "previous_url": f"{request.path}?{urlencode(asked)}" if after else "",
        },
    })


def _where(request: HttpRequest, place: str) -> tuple[Actor, PlaceRow]:
    by = asker(request)
    by.must("registry.look")
    where = place_found(by, place)
    if where is None:
        raise Http404
    return by, where


def _keyset(after: str) -> str:
    """The keyset value as it came; 404 for one that no page of ours gave out."""
    parts = after.split("\t")
    try:
        is_ours = not after or (len(parts) == len(queries.BODY_KEYS) and bool(UUID(parts[-1])))
    except ValueError:
        is_ours = False
    if not is_ours:
        raise Http404
    return after


@require_POST
def export_bodies(request: HttpRequest, place: str) -> HttpResponse:
    """The same list as .xlsx, as the asker sees it; written down before it leaves."""
    by, where = _where(request, place)
    rows = queries.bodies(by, place=place, kind=request.POST.get("kind", ""), words=request.POST.get("words", ""), limit=MOST)
    target = io.BytesIO()
    note = f"{where.name}，{timezone.localdate()} 由{by.name}导出。电话只显示头尾。"
    listed = [(one.place_name, one.name, one.kind, one.credit_code, one.head, one.phone, one.address, one.business, one.founded_on) for one in rows]
    write_list(target, f"{where.name}主体", COLUMNS, listed, note)
    actions.note_bodies_exported(by, place=place, bodies=len(rows))
    response = HttpResponse(target.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{where.name}主体.xlsx')}"
    return response


@require_GET
def body_form(request: HttpRequest, place: str) -> HttpResponse:
    """The form for a body that is not known yet."""
    by, where = _where(request, place)
    by.must("registry.bodies", at=place)
    return _form(request, where, BodyForm.empty())


@require_POST
def register_body(request: HttpRequest, place: str) -> HttpResponse:
    """Registers a body; what was typed stays when it is refused."""
    by, where = _where(request, place)
    by.must("registry.bodies", at=place)
    form = BodyForm(request.POST)
    if form.is_valid():
        try:
            made = actions.register_body(by, place=place, values=form.values, since=form.cleaned_data["since"], reason=form.cleaned_data["reason"])
            _done(request, "已登记。", form.cleaned_data["phone"])
            return redirect("body", made.body_id)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    return _form(request, where, form, status=409)


def _form(request: HttpRequest, where: PlaceRow, form: BodyForm, status: int = 200) -> HttpResponse:
    return render(request, "registry/body_form.html", {"where": where, "form": form}, status=status)


def _done(request: HttpRequest, sentence: str, phone: str) -> None:
    """Says that it is done, and what looks wrong about the telephone number, which is kept all the same."""
    messages.success(request, sentence)
    if warning := phone_warning(phone):
        messages.warning(request, warning)


@require_GET
def body(request: HttpRequest, body: UUID) -> HttpResponse:
    """One body: what is known, and what happened."""
    by, found = _found(request, body)
    return _page(request, by, found)


def _found(request: HttpRequest, body: UUID) -> tuple[Actor, queries.BodyRow]:
    """Who is asking, and the body; 404 when it is out of reach."""
    by = asker(request)
    by.must("registry.look")
    found = queries.body(by, body)
    if found is None:
        raise Http404
    return by, found


def _page(request: HttpRequest, by: Actor, found: queries.BodyRow, **more: Any) -> HttpResponse:
    may = by.can("registry.bodies", at=found.place_code) and found.closed_on is None
    return render(request, "registry/body.html", {
        "body": found, "story": queries.body_story(by, found.body), "correct": CorrectBodyForm.of(found) if may else None,
        "close": CloseBodyForm(auto_id="close_%s") if may else None,
        "may_unmask": bool(found.phone) and found.closed_on is None and by.can("registry.unmask", at=found.place_code), "shown": "", **more,
    }, status=409 if "wrong" in more else 200)


@require_POST
def correct_body(request: HttpRequest, body: UUID) -> HttpResponse:
    """Corrects a body from its page; what was typed stays when it is refused."""
    by, found = _found(request, body)
    by.must("registry.bodies", at=found.place_code)
    form = CorrectBodyForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.correct_body(by, body=body, changes=form.changes, reason=data["reason"], since=data["since"], seen=data["seen"])
            _done(request, "已更正，留痕里可以查到。", data["phone"])
            return redirect("body", body)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    return _page(request, by, found, correct=form, wrong=True)


@require_POST
def close_body(request: HttpRequest, body: UUID) -> HttpResponse:
    """Notes that a body is no more."""
    by, found = _found(request, body)
    form = CloseBodyForm(request.POST)
    if not form.is_valid():
        raise Refused("；".join(f"{form.fields[name].label}：{errors[0]}" for name, errors in form.errors.items()))
    actions.close_body(by, body=found.body, on=form.cleaned_data["on"], reason=form.cleaned_data["reason"])
    messages.success(request, "已注销，以前的情况仍可查到。")
    return redirect("body", body)


@require_POST
def unmask_body(request: HttpRequest, body: UUID) -> HttpResponse:
    """Shows the telephone number whole, once, with a reason that is kept."""
    by, found = _found(request, body)
    return _page(request, by, found, shown=actions.unmask_body(by, body=body, reason=request.POST.get("reason", "")))
