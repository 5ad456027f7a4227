"""区划变更: lines are entered, previewed, and done. What the packages above add (who belongs to which 村民组, counters) comes in as arguments,
put together in `config.urls`."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from bangfu.organization import actions, queries
from bangfu.organization.asking import asker
from bangfu.organization.forms import ChangeForm
from bangfu.organization.moving import Members
from bangfu.organization.preview import ChangePreview
from bangfu.organization.views import back_to
from bangfu.rules.place_code import covers
from bangfu.rules.refusal import Refused

STEPS = ("填写", "预览", "办理")


@require_GET
def change_places(request: HttpRequest) -> HttpResponse:
    """An empty form; `at` names the place one comes from."""
    by, at = asker(request), request.GET.get("at", "")
    by.must("organization.places")
    known = queries.place(by, at) if at and covers(by.ranges, at) else None
    line = f"{known.code} {known.code} {known.name}" if known else ""
    return _page(request, ChangeForm(initial={"lines": line}))


@require_POST
def preview_change(request: HttpRequest, *, members: Members | None = None) -> HttpResponse:
    """What the lines would do. Writes nothing."""
    by, form = asker(request), ChangeForm(request.POST)
    by.must("organization.places")
    if not form.is_valid():
        return _page(request, form, status=409)
    asked = form.cleaned_data
    try:
        return _page(request, form, queries.places_changed(by, asked["lines"], asked["on"], members=members))
    except Refused as refused:
        return _refused(request, form, refused)


@require_POST
def do_change(request: HttpRequest, *, members: Members | None = None, recount: actions.Recount | None = None) -> HttpResponse:
    """Does what was previewed; when it has become impossible since, says why above the same form."""
    by, form = asker(request), ChangeForm(request.POST)
    by.must("organization.places")
    if not form.is_valid():
        return _page(request, form, status=409)
    try:
        done = actions.change_places(by, **form.cleaned_data, members=members, recount=recount)
    except Refused as refused:
        return _refused(request, form, refused)
    messages.success(request, f"区划变更已办：{len(form.cleaned_data['lines'])} 行，{done.rows} 条记录划转。")
    return back_to("places", form.cleaned_data["lines"][0].new)


def _refused(request: HttpRequest, form: ChangeForm, refused: Refused) -> HttpResponse:
    """The same form with what was typed, and each thing that is against it."""
    lines: list[Any] = refused.sentence.split("\n")
    form.add_error(refused.field if refused.field in form.fields else None, lines)
    return _page(request, form, status=409)


def _page(request: HttpRequest, form: ChangeForm, preview: ChangePreview | None = None, *, status: int = 200) -> HttpResponse:
    at = 1 if preview else 0
    context: dict[str, Any] = {
        "form": form, "preview": preview, "hidden": {name: request.POST.get(name, "") for name in form.fields} if preview else {},
        "steps": [{"label": label, "state": "past" if nth < at else "now" if nth == at else "next"} for nth, label in enumerate(STEPS)],
    }
    return render(request, "organization/change.html", context, status=status)
