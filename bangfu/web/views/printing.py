"""Files on paper: of one household at once, of a village at once, and of all households of a village by a job."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import PlaceRow, groups_of, place_names, posts_at, tag_story
from bangfu.organization.queries import place as place_found
from bangfu.registry import actions, prints, queries
from bangfu.registry.queries.printings import PrintingRow
from bangfu.registry.village_forms import PrintForm
from bangfu.registry.village_prints import village_pdf
from bangfu.rules.refusal import Refused
from bangfu.sealing import files
from bangfu.web.village_sections import progress_of, village_shelves


@require_POST
def print_household(request: HttpRequest, household: UUID) -> HttpResponse:
    """The file of one household as PDF; written down before it leaves."""
    by = asker(request)
    found = queries.household_file(by, household)
    if found is None:
        raise Http404
    by.must("registry.print", at=found.row.place_code)
    content = prints.household_pdf(prints.foot(by.name), found)
    actions.note_household_printed(by, household=household)
    return _pdf(content, f"户 {found.row.number} 档案")


@require_POST
def print_village_file(request: HttpRequest, place: str) -> HttpResponse:
    """The file of a village as PDF; written down before it leaves."""
    by, where = _village(request, place)
    file = queries.village_file(by, place)
    if file is None:
        raise Http404
    names = place_names([place[:6], place[:9]])
    content = village_pdf(
        prints.foot(by.name), file, above=(names.get(place[:6], ""), names.get(place[:9], "")), name=where.name, tags=tag_story(by, place),
        groups=groups_of(by, place), posts=posts_at(by, place), shelves=village_shelves(by, file),
    )
    actions.note_village_printed(by, place=place)
    return _pdf(content, f"{where.name}档案")


@require_POST
def print_village(request: HttpRequest, place: str) -> HttpResponse:
    """Asks for the files of all households of a village."""
    by, _ = _village(request, place)
    form = PrintForm(request.POST)
    if not form.is_valid():
        raise Refused("请从列表里选打印哪些户。", field="status")
    actions.print_village(by, place=place, status=form.cleaned_data["status"])
    messages.success(request, "已开始排版，排好以后在这里下载，保留七天。")
    return redirect(reverse("village_file", args=[place]) + "#printings")


@require_GET
def printing_progress(request: HttpRequest, printing: UUID) -> HttpResponse:
    """How far a print is; has the page loaded anew when it has ended."""
    found = _printing(request, printing)[1]
    job = progress_of(found)
    if job is None or job["state"] in ("done", "failed", "cancelled"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "parts/progress.html", {"job": job})


@require_POST
def download_printing(request: HttpRequest, printing: UUID) -> HttpResponse:
    """The PDF of a print; written down before it leaves."""
    by, found = _printing(request, printing)
    by.must("registry.print", at=found.place_code)
    try:
        content = files.kept(found.digest) if found.state == "made" else b""
    except FileNotFoundError as error:
        raise Refused("这份打印的文件不在存储里，可能没有随备份恢复。请重新打印。") from error
    actions.take_printing(by, printing=printing)
    name = place_names([found.place_code]).get(found.place_code, "")
    return _pdf(content, f"{name}农户档案 {found.of_whom}")


def _village(request: HttpRequest, place: str) -> tuple[Actor, PlaceRow]:
    by = asker(request)
    by.must("registry.print")
    where = place_found(by, place)
    if where is None:
        raise Http404
    by.must("registry.print", at=place)
    if where.level != "village":
        raise Refused("村档案按村打印，请先选一个村。")
    return by, where


def _printing(request: HttpRequest, wanted: UUID) -> tuple[Actor, PrintingRow]:
    by = asker(request)
    by.must("registry.print")
    found = queries.printing(by, wanted)
    if found is None:
        raise Http404
    return by, found


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.pdf"})
