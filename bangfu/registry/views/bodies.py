"""Pages of 主体: enterprises, cooperatives, farms, schools, clinics, banks."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.lists.arranging import Arranged, arranged, leave, left_before
from bangfu.lists.drawn import Said, drawn
from bangfu.lists.keyset import Turn
from bangfu.lists.taking import Taken
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import PlaceRow
from bangfu.organization.queries import place as place_found
from bangfu.registry import actions, queries
from bangfu.registry.body_forms import BodyForm, CloseBodyForm, CorrectBodyForm
from bangfu.registry.listings import BODIES, body_cell
from bangfu.rules.codes import BODY_KIND
from bangfu.rules.contact import phone_warning
from bangfu.rules.refusal import Refused


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
    if address := left_before(request, BODIES):
        return redirect(address)
    stands = arranged(request, by, BODIES, place=place)
    leave(request, stands)
    kind, words = _asked(stands)
    page = queries.bodies_page(by, place=place, kind=kind, words=words, order=stands.order, turn=stands.turn)
    may_add = by.can("registry.bodies", at=place) and where.level in ("township", "village", "grid")
    said = Said(f"{where.name}主体", *_nothing(place, bool(kind or words), may_add), words=kind, take_url=reverse("take_list", args=[BODIES.slug]), place=place)
    return render(request, "registry/bodies.html", {
        "where": where, "kinds": BODY_KIND.labels, "kind": kind, "words": words, "may_add": may_add, "may_take": True,
        "list": drawn(by, request.path, stands, page, body_cell, said),
    })


def _asked(stands: Arranged) -> tuple[str, str]:
    """Of which kind, and called what."""
    return stands.terms.get("kind", "").strip(), stands.terms.get("words", "").strip()


def _nothing(place: str, is_asked: bool, may_add: bool) -> tuple[str, str, str, str, str]:
    """What stands where there is no body: title, sentence, icon, and the one thing to do."""
    if is_asked:
        return "没有找到", "换个写法试试：名称里的几个字，或完整的 18 位代码。别处的主体在这里看不到。", "search", "", ""
    if not may_add:
        return "还没有登记主体", "在左边选一个乡镇或村，就可以登记。", "home", "", ""
    return (
        "还没有登记主体", "带着农户干的合作社、企业、大户，和这里的学校、卫生院、银行，登记一次，别处都能用。", "home",
        reverse("body_form", args=[place]), "登记一个",
    )


def bodies_taken(by: Actor, stands: Arranged, place: str, most: int) -> Taken:
    """The bodies of a place, to be taken away."""
    where, (kind, words) = place_found(by, place), _asked(stands)
    if where is None:
        raise Http404
    page = queries.bodies_page(by, place=place, kind=kind, words=words, order=stands.order, turn=Turn(size=most))
    return Taken(f"{where.name}主体", place, page.rows, body_cell, kind)


def _where(request: HttpRequest, place: str) -> tuple[Actor, PlaceRow]:
    by = asker(request)
    by.must("registry.look")
    where = place_found(by, place)
    if where is None:
        raise Http404
    return by, where


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
