"""Pages of 收件: one delivery, step by step, until it is applied."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.deliveries import actions, queries
from bangfu.deliveries.forms import ColumnsForm, NameForm, PasswordForm, SheetsForm
from bangfu.deliveries.queries import DeliveryRow
from bangfu.deliveries.since_missing import missing_told, villages_missing
from bangfu.deliveries.views.found import delivery_for
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.rules.place_code import level
from bangfu.rules.refusal import Refused
from bangfu.work.queries import JobRow, job_with_key
from bangfu.workbooks.layout import LAYOUTS

STEPS = (("上传", ("received", "locked", "unnamed", "unreadable")), ("看懂", ("read", "mapped", "staged")), ("预览", ("compared",)), ("应用", ("applying", "applied")))
WORK = {"received": "understand", "mapped": "stage", "staged": "compare", "applying": "apply"}
LABELS = {"understand": "正在看表", "stage": "正在读行", "compare": "正在和名册比对", "apply": "正在应用"}
UNITS = {"stage": "行", "compare": "个村", "apply": "个村"}


@require_GET
def delivery(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """One delivery at the step it is at."""
    by, found = delivery_for(request, delivery)
    context: dict[str, Any] = {"delivery": found, "steps": _steps(found), "job": _progress(by, found), "may_say": by.can("deliveries.receive", at=found.place_code)}
    if found.state == "locked":
        context["form"] = PasswordForm()
    if found.state == "unnamed":
        context["form"] = NameForm(guess=found.guess)
    if found.state == "read":
        context |= _reading(by, found, ColumnsForm(None, layout=found.layout, columns=queries.columns(by, found.id)))
    if found.state in ("compared", "applying", "applied"):
        context |= _preview(by, found)
    return render(request, "deliveries/delivery.html", context)


def _reading(by: Actor, found: DeliveryRow, form: ColumnsForm) -> dict[str, Any]:
    keys, sheets = [column.key for column in form.columns], queries.sheets(by, found.id)
    required = LAYOUTS[found.layout].required
    return {
        "together": [one for one in sheets if one.turn is not None], "left": [one for one in sheets if one.turn is None and one.rows],
        "sheets_form": SheetsForm(sheets=sheets), "name_form": NameForm(guess=found.source), "form": form,
        "missing": [one.label for one in required if one.key not in keys],
        "duplicated": [column for column in form.columns if column.how == "duplicate"],
        "unsure": [column for column in form.columns if column.how == "unsure"],
        "unknown": [column for column in form.columns if column.how == "unknown"], "known": sum(1 for key in keys if key),
    }


def _preview(by: Actor, found: DeliveryRow) -> dict[str, Any]:
    villages = queries.villages(by, found.id)
    townships = place_names(one.place_code[:9] for one in villages)
    of_register = found.receiver == "register"
    real = [one for one in villages if level(one.place_code) == "village"]   # rows of no known village stand at the township or county
    names = ("new", "changed", "moved", "unchanged", "kept", "refused", "gone")
    return {
        "villages": [(one, townships.get(one.place_code[:9], one.name)) for one in villages], "several": len(set(townships)) > 1,
        "of_register": of_register, "apply_title": "应用到名册" if of_register else "用这份表来核对",
        "missing": missing_told(villages_missing(by, found.id)), "total": {name: sum(getattr(one, name) for one in villages) for name in names},
        "of_villages": len(real), "applied": sum(1 for one in real if one.applied_at), "may_apply": by.can("deliveries.apply", at=found.place_code),
    }


@require_GET
def progress(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """How far the work on a delivery is; has the page loaded anew when it has ended."""
    by, found = delivery_for(request, delivery)
    job = _progress(by, found)
    if job is None or job["state"] in ("done", "failed", "cancelled"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "parts/progress.html", {"job": job})


@require_POST
def unlock(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """Somebody says the password of a locked file."""
    by, found = delivery_for(request, delivery, "deliveries.receive")
    form = PasswordForm(request.POST)
    if form.is_valid():
        try:
            actions.unlock_delivery(by, delivery=found.id, password=form.cleaned_data["password"])
            return redirect("delivery", found.id)
        except Refused as refused:
            form.add_error("password", refused.sentence)
    return _again(request, found, form=form)


@require_POST
def name(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """Somebody says what list a file is."""
    by, found = delivery_for(request, delivery, "deliveries.receive")
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            actions.name_delivery(by, delivery=found.id, layout=form.cleaned_data["layout"], own_name=form.cleaned_data["own_name"])
            return redirect("delivery", found.id)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    if found.state == "unnamed":
        return _again(request, found, form=form)
    raise Refused("；".join(error for errors in form.errors.values() for error in map(str, errors)))


@require_POST
def look_again(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """Somebody says which sheets are read, or where the header is."""
    by, found = delivery_for(request, delivery, "deliveries.receive")
    form = SheetsForm(request.POST, sheets=queries.sheets(by, found.id))
    if not form.is_valid():
        raise Refused("；".join(f"{form.fields[name].label}：{errors[0]}" for name, errors in form.errors.items()))
    actions.look_again(by, delivery=found.id, sheets=form.cleaned_data["sheets"], header_row=form.cleaned_data["header_row"] or 0)
    return redirect("delivery", found.id)


def _again(request: HttpRequest, found: DeliveryRow, form: PasswordForm | NameForm) -> HttpResponse:
    """The page of a delivery that waits for a word, with what was wrong with the one given."""
    context = {"delivery": found, "steps": _steps(found), "form": form, "may_say": True}
    return render(request, "deliveries/delivery.html", context, status=409)


@require_POST
def confirm_columns(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """The clerk says which column is which."""
    by, found = delivery_for(request, delivery, "deliveries.receive")
    form = ColumnsForm(request.POST, layout=found.layout, columns=queries.columns(by, found.id))
    if form.is_valid():
        try:
            actions.confirm_columns(by, delivery=found.id, keys=form.keys, data_day=form.cleaned_data["data_day"])
            return redirect("delivery", found.id)
        except Refused as refused:
            form.add_error(None, refused.sentence)
    context = {"delivery": found, "steps": _steps(found), "may_say": True} | _reading(by, found, form)
    return render(request, "deliveries/delivery.html", context, status=409)


@require_POST
def apply(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """Has a compared delivery applied."""
    by, found = delivery_for(request, delivery, "deliveries.apply")
    actions.request_apply(by, delivery=found.id)
    return redirect("delivery", delivery)


@require_POST
def cancel(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """Drops a delivery nothing of which was applied."""
    by, found = delivery_for(request, delivery, "deliveries.receive")
    actions.cancel(by, delivery=found.id, reason=request.POST.get("reason", ""))
    messages.success(request, "已取消，没有任何内容进入名册。收件里不再有它，留痕里查得到。")
    return redirect("deliveries")


def _steps(found: DeliveryRow) -> list[dict[str, str]]:
    """The wizard's steps as parts/steps.html draws them."""
    now = next((index for index, (_, states) in enumerate(STEPS) if found.state in states), 0)
    if found.state == "applied":
        now = len(STEPS)
    return [
        {"label": label, "state": "past" if index < now else "now" if index == now else "next", "url": ""} for index, (label, _) in enumerate(STEPS)
    ]


def _progress(by: Actor, found: DeliveryRow) -> dict[str, Any] | None:
    """The work going on for a delivery, as parts/progress.html draws it."""
    work = WORK.get(found.state)
    key = f"{work}:{found.id}" + (f":{found.looks}" if found.looks and work == "understand" else "")
    job: JobRow | None = job_with_key(by, key) if work else None
    if work is None or job is None:
        return None
    return {
        "url": reverse("delivery_progress", args=[found.id]), "label": LABELS[work], "done": job.done, "total": job.total,
        "unit": UNITS.get(work, ""), "state": job.state, "sentence": job.error or "", "id": job.id,
    }
