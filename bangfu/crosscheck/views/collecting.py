"""信息采集对照表: batches of a village, one batch, and the entering of what has come back."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import collection_actions as actions
from bangfu.crosscheck import collection_queries as queries
from bangfu.crosscheck.collection_forms import BatchForm, EntryForm
from bangfu.crosscheck.collection_queries import BatchRow, FormFile
from bangfu.crosscheck.views.boards import found_place
from bangfu.crosscheck.views.prints import printings_shown
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import PlaceRow, groups_of
from bangfu.rules.collecting import read_form_number
from bangfu.rules.refusal import Refused

STATES = {"printed": "待录入", "entered": "已录入", "": "全部"}
PAPERS = (actions.SHEETS, actions.BOOK)
DAY_KEPT = "collection_day"   # in the session: the day on the papers in hand, so that it is typed once


@require_GET
def batches(request: HttpRequest, place: str) -> HttpResponse:
    """The batches of a village, and the form for another."""
    by, where = _village(request, place)
    return render(request, "crosscheck/batches.html", {
        "where": where, "rows": queries.batches(by, place), "form": BatchForm([one.name for one in groups_of(by, place)]),
    })


@require_POST
def open_batch(request: HttpRequest, place: str) -> HttpResponse:
    """Makes the forms and has them printed."""
    by, where = _village(request, place)
    form = BatchForm([one.name for one in groups_of(by, place)], request.POST)
    if form.is_valid():
        try:
            made = actions.open_batch(by, wanted=form.wanted(place))
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        else:
            messages.success(request, f"第 {made.number} 批 {made.forms} 户，正在排版，排好以后在这里下载。")
            return _seen_other(reverse("collection_batch", args=[made.pk]))
    return render(request, "crosscheck/batches.html", {"where": where, "rows": queries.batches(by, place), "form": form}, status=409)


@require_GET
def batch(request: HttpRequest, batch: UUID) -> HttpResponse:
    """One batch: its prints, how far it is entered, its forms."""
    by, found = batch_found(request, batch)
    state = request.GET.get("state", "printed")
    state, after = state if state in STATES else "printed", request.GET.get("after", "0")
    rows = queries.forms(by, found, state=state, after=int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0, limit=queries.FORMS + 1)
    shown = rows[: queries.FORMS]
    further = f"{request.path}?state={state}&after={shown[-1].sequence}" if len(rows) > len(shown) else ""
    return render(request, "crosscheck/batch.html", {
        "batch": found, "rows": shown, "state": state, "states": STATES.items(), "next_waiting": queries.next_waiting(by, found, 0),
        "printings": printings_shown(by, found.place_code, what=PAPERS, about=str(found.id)), "may_enter": by.can("crosscheck.settle", at=found.place_code),
        "today": timezone.localdate(), "page": {"total": None, "previous_url": f"{request.path}?state={state}" if after != "0" else "", "next_url": further},
    })


@require_POST
def print_batch(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Has the forms printed, or written as a workbook, once more."""
    by, found = batch_found(request, batch)
    actions.print_batch(by, batch=found.id, what=request.POST.get("what", actions.SHEETS))
    return _seen_other(reverse("collection_batch", args=[found.id]))


@require_POST
def close_batch(request: HttpRequest, batch: UUID) -> HttpResponse:
    """No more papers are awaited, or more are after all."""
    by, found = batch_found(request, batch)
    (actions.reopen_batch if found.state == "closed" else actions.close_batch)(by, batch=found.id)
    return _seen_other(reverse("collection_batch", args=[found.id]))


@require_GET
def jump(request: HttpRequest, batch: UUID) -> HttpResponse:
    """To the form whose number was typed."""
    by, found = batch_found(request, batch)
    sequence = read_form_number(request.GET.get("number", ""), found.number)
    if not 1 <= sequence <= found.forms:
        raise Refused(f"这一批有 {found.forms} 张表，没有 {sequence} 号。", field="number")
    return redirect("collection_form", found.id, sequence)


@require_GET
def form(request: HttpRequest, batch: UUID, sequence: int) -> HttpResponse:
    """One form: to be entered, or as it was entered."""
    by, file = _form(request, batch, sequence)
    return _entry_page(request, by, file, EntryForm(file, on=_day_in_hand(request)))


@require_POST
def enter(request: HttpRequest, batch: UUID, sequence: int) -> HttpResponse:
    """Enters a form and goes on to the next that waits; stays when it confirms something that is doubted."""
    by, file = _form(request, batch, sequence)
    entry = EntryForm(file, request.POST, request.FILES)
    if not _entered(by, file, entry):
        return _entry_page(request, by, file, entry, status=409)
    request.session[DAY_KEPT] = entry.cleaned_data["on"].isoformat()
    messages.success(request, f"表 {file.number} {file.head}户已录入。")
    if (now := queries.form(by, file.batch, sequence)) and now.confirmed_doubts:
        return _seen_other(reverse("collection_form", args=[batch, sequence]) + "#held")
    return _onwards(by, file)


def _entered(by: Actor, file: FormFile, entry: EntryForm) -> bool:
    """Whether the form was right and is in; what was refused stands in the form, and what was typed stays."""
    if not entry.is_valid():
        return False
    try:
        actions.enter_form(
            by, form=file.id, version=entry.cleaned_data["version"], said=entry.said, rest_unchanged=entry.cleaned_data["rest"],
            on=entry.cleaned_data["on"], photograph=entry.photograph,
        )
    except Refused as refused:
        at = {"file": "photo"}.get(refused.field, refused.field)
        entry.add_error(at if at in entry.fields else None, refused.sentence)
        return False
    return True


@require_POST
def exempt(request: HttpRequest, batch: UUID, sequence: int) -> HttpResponse:
    """Asks for exemptions of findings that rest on what the paper confirms, and goes on."""
    by, file = _form(request, batch, sequence)
    try:
        wanted, until = [UUID(one) for one in request.POST.getlist("finding")], date.fromisoformat(request.POST.get("expires_on", ""))
    except ValueError:
        raise Refused("请勾选疑点，并填到哪天为止。", field="expires_on") from None
    done = actions.exempt_confirmed(by, form=file.id, findings=wanted, expires_on=until)
    messages.success(request, f"{file.head}户：{done} 条疑点已报请豁免，等另一个人批。")
    return _onwards(by, file)


def _entry_page(request: HttpRequest, by: Actor, file: FormFile, entry: EntryForm, *, status: int = 200) -> HttpResponse:
    may = by.can("crosscheck.settle", at=file.place_code) and file.batch.state == "open" and file.state == "printed"
    waiting = queries.next_waiting(by, file.batch, file.sequence)
    return render(request, "crosscheck/entry.html", {
        "file": file, "batch": file.batch, "form": entry, "may_enter": may, "next_waiting": waiting,
        "before": file.sequence - 1, "behind": file.sequence + 1 if file.sequence < file.batch.forms else 0,
        "until": (timezone.localdate() + timedelta(days=90)).isoformat(), "may_settle": by.can("crosscheck.settle", at=file.place_code),
    }, status=status)


def _onwards(by: Actor, file: FormFile) -> HttpResponse:
    waiting = queries.next_waiting(by, file.batch, file.sequence)
    return _seen_other(reverse("collection_form", args=[file.batch.id, waiting]) if waiting else reverse("collection_batch", args=[file.batch.id]))


def _day_in_hand(request: HttpRequest) -> date | None:
    """The day that was typed last."""
    kept = request.session.get(DAY_KEPT, "")
    return date.fromisoformat(kept) if kept else None


def _village(request: HttpRequest, place: str) -> tuple[Actor, PlaceRow]:
    by, where = found_place(request, place)
    by.must("crosscheck.print", at=place)
    if where.level != "village":
        raise Refused("对照表按村印，请先在左边选一个村。")
    return by, where


def batch_found(request: HttpRequest, wanted: UUID) -> tuple[Actor, BatchRow]:
    """Who asks, and a batch within their reach. Http404 for none."""
    by = asker(request)
    by.must("crosscheck.print")
    found = queries.batch(by, wanted)
    if found is None:
        raise Http404
    return by, found


def _form(request: HttpRequest, batch: UUID, sequence: int) -> tuple[Actor, FormFile]:
    by, found = batch_found(request, batch)
    file = queries.form(by, found, sequence)
    if file is None:
        raise Http404
    return by, file


def _seen_other(address: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": address})


