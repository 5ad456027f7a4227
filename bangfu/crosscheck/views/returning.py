"""A workbook of 信息采集对照表 that comes back: looked at first, then entered in one go, and what was refused given back."""

from datetime import date
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from bangfu.crosscheck import collection_actions as actions
from bangfu.crosscheck import returned_book
from bangfu.crosscheck.collection_queries import BatchRow
from bangfu.crosscheck.returned_book import ReturnedBook
from bangfu.crosscheck.views.collecting import batch_found
from bangfu.organization.actor import Actor
from bangfu.rules.refusal import Refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
def look(request: HttpRequest, batch: UUID) -> HttpResponse:
    """What a workbook would change, field by field, before anything is written."""
    by, found = _to_enter(request, batch)
    given = request.FILES.get("file")
    if given is None:
        raise Refused("请选填好的对照表文件。", field="file")
    rows = returned_book.rows_of(given.read())
    book = returned_book.judged(by, found, rows)
    return _page(request, found, book, returned_book.kept(found, rows, book), request.POST.get("on", ""))


@require_POST
def enter(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Enters what was looked at, all of it or nothing."""
    by, found = _to_enter(request, batch)
    book = returned_book.again(by, found, request.POST.get("kept", ""))
    actions.enter_returned(by, batch=found.id, forms=book.said, on=_day(request.POST.get("on", "")))
    left = f"；{len(book.refused)} 户没有录，改好再传" if book.refused else ""
    messages.success(request, f"录了 {len(book.taken)} 户{left}。")
    return HttpResponse(status=303, headers={"Location": reverse("collection_batch", args=[found.id])})


@require_POST
def refused(request: HttpRequest, batch: UUID) -> HttpResponse:
    """The forms that were not taken, as the clerk's own workbook with the reasons."""
    by, found = _to_enter(request, batch)
    book = returned_book.again(by, found, request.POST.get("kept", ""))
    name = quote(f"{found.place_name}第{found.number}批退回.xlsx")
    return HttpResponse(returned_book.refused_workbook(found, book), content_type=XLSX, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"})


def _page(request: HttpRequest, found: BatchRow, book: ReturnedBook, kept: str, on: str) -> HttpResponse:
    return render(request, "crosscheck/returned.html", {
        "batch": found, "book": book, "kept": kept, "on": _day(on), "today": timezone.localdate(), "changes": sum(len(one.changes) for one in book.taken),
    })


def _to_enter(request: HttpRequest, batch: UUID) -> tuple[Actor, BatchRow]:
    by, found = batch_found(request, batch)
    by.must("crosscheck.settle", at=found.place_code)
    return by, found


def _day(text: str) -> date:
    """The day on the sheets; today where none is said."""
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        raise Refused("填表日期写法像 2026-09-30。", field="on") from None
