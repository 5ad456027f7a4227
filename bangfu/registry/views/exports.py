"""Lists as workbooks: small ones at once, long ones by a job, with how far they are, for seven days."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.deliveries.queries import delivery as delivery_found
from bangfu.deliveries.since_last import since_last_size
from bangfu.deliveries.since_workbook import since_workbook
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.registry import actions, queries
from bangfu.registry.exporting import AT_ONCE
from bangfu.registry.queries.printings import PrintingRow
from bangfu.rules.refusal import Refused
from bangfu.sealing import files

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """The lists one had made, with those that are being made."""
    by = asker(request)
    by.must("reporting.export")
    return render(request, "registry/exports.html", {"rows": [(one, progress_of(one)) for one in queries.exports(by)]})


@require_GET
def export_progress(request: HttpRequest, export: UUID) -> HttpResponse:
    """How far a list is; has the page loaded anew when it has ended."""
    job = progress_of(_found(request, export)[1])
    if job is None or job["state"] in ("done", "failed", "cancelled"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "parts/progress.html", {"job": job})


@require_POST
def take_export(request: HttpRequest, export: UUID) -> HttpResponse:
    """The workbook; written down before it leaves."""
    by, found = _found(request, export)
    by.must("reporting.export", at=found.place_code)
    try:
        content = files.kept(found.digest) if found.state == "made" else b""
    except FileNotFoundError as error:
        raise Refused("这份导出的文件不在存储里，可能没有随备份恢复。请重新导出。") from error
    actions.take_printing(by, printing=export)
    name = f"{found.title.replace('/', '_')}_{found.asked_at:%Y%m%d}.xlsx"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"})


@require_POST
def export_since_last(request: HttpRequest, delivery: UUID) -> HttpResponseBase:
    """What a list changed since the last one of its kind, numbers of persons left out; noted in the journal."""
    by = asker(request)
    found = delivery_found(by, delivery)
    if found is None:
        raise Http404
    by.must("reporting.export", at=found.place_code)
    place = request.POST.get("place", "")
    if since_last_size(by, delivery, place=place) > AT_ONCE:
        actions.ask_differences(by, delivery=delivery, place=place)
        return being_made(request)
    content = since_workbook(by, delivery=delivery, place=place)
    return FileResponse(content, as_attachment=True, filename=f"与上次比_{found.file_name.rpartition('.')[0] or found.file_name}.xlsx")


def being_made(request: HttpRequest) -> HttpResponse:
    """The page on which a list that has been asked for can be waited for, and found again."""
    messages.success(request, "行数多，正在做。做好以后在这里下载，保留七天；可以先去办别的。")
    return redirect("exports")


def progress_of(found: PrintingRow) -> dict[str, Any] | None:
    """The work on a list, as parts/progress.html draws it."""
    if found.job is None:
        return None
    return {
        "url": reverse("export_progress", args=[found.id]), "label": found.title, "done": found.job.done, "total": found.job.total,
        "unit": "行" if found.what == "roster" else "个村", "state": found.job.state, "sentence": found.job.error,
    }


def _found(request: HttpRequest, wanted: UUID) -> tuple[Actor, PrintingRow]:
    by = asker(request)
    by.must("reporting.export")
    found = queries.export(by, wanted)
    if found is None:
        raise Http404
    return by, found
