"""Papers of the checks: the list of a village's findings, and how far what a job makes is."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import actions, finding_lists, prints
from bangfu.crosscheck.finding_lists import Of
from bangfu.crosscheck.list_actions import NOTHING, print_findings
from bangfu.crosscheck.views.boards import found_place
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import place_names
from bangfu.registry import queries as registry
from bangfu.registry.actions import take_printing
from bangfu.registry.prints import foot
from bangfu.registry.queries import PrintingRow
from bangfu.rules.refusal import Refused
from bangfu.sealing import files

AT_ONCE = 500   # findings; more are laid out by a job
PDF, SHEET = "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA = {"pdf": PDF, "xlsx": SHEET}
NAMES = {"collection": ("信息采集对照表", "pdf"), "collection_book": ("信息采集对照表", "xlsx"), "findings": (prints.TITLE, "pdf")}


@require_POST
def print_list(request: HttpRequest, place: str) -> HttpResponse:
    """疑点清单 as PDF or .xlsx, of all, a 村民组, a family of checks or a household; a print is written down before it leaves, a long one made by a job."""
    by, where = found_place(request, place)
    kind = request.POST.get("kind", "pdf")
    if where.level != "village" or kind not in MEDIA:
        raise Refused("疑点清单按村打印，请先在左边选一个村。")
    of = _of(request, place)
    number = finding_lists.count(by, of)
    if not number:   # also a 村民组 or a household there is none of, however long its name
        raise Refused(NOTHING)
    if kind == "pdf" and number > AT_ONCE:
        print_findings(by, of=of)
        return HttpResponse(status=303, headers={"Location": reverse("finding_lists", args=[place])})
    below = foot(by.name)
    content = prints.whole_at_once(by, of, below) if kind == "pdf" else prints.workbook(by, of, below)
    actions.note_printed(by, place=place, kind=kind, findings=number)
    return _file(content, prints.file_name(of, where.name, kind), MEDIA[kind])


@require_GET
def lists(request: HttpRequest, place: str) -> HttpResponse:
    """Which list of a village is wanted, and the long ones that were made."""
    by, where = found_place(request, place)
    by.must("crosscheck.print", at=place)
    if where.level != "village":
        raise Refused("疑点清单按村打印，请先在左边选一个村。")
    of = Of(place)
    return render(request, "crosscheck/lists.html", {
        "where": where, "count": finding_lists.count(by, of), "families": finding_lists.families(), "groups": finding_lists.groups_with_findings(by, of),
        "printings": printings_shown(by, place, what=("findings",)), "at_once": AT_ONCE,
    })


def _of(request: HttpRequest, place: str) -> Of:
    """What was asked for. Refused for a family of checks there is none of."""
    said = {name: request.POST.get(name, "").strip() for name in ("group", "family", "household")}
    if said["family"] and said["family"] not in finding_lists.families():
        raise Refused("没有这一类检查，请从列表里选。", field="family")
    return Of(place, **said)


def printings_shown(by: Actor, place: str, *, what: Sequence[str], about: str | None = None) -> list[tuple[PrintingRow, str, dict[str, Any] | None]]:
    """(print, what it is in words, its progress while it is being made), the latest first."""
    rows = registry.printings_of(by, place, what=what, about=about)
    return [(one, _words(one), _progress(one)) for one in rows]


def _words(one: PrintingRow) -> str:
    name, kind = NAMES[one.what]
    of = Of.read(one.place_code, one.about).words if one.what == "findings" else ""
    return f"{name}{'　' + of if of else ''}（{'PDF' if kind == 'pdf' else '表格'}）"


def _progress(one: PrintingRow) -> dict[str, Any] | None:
    job = one.job
    if job is None or job.ended and job.state != "failed":
        return None
    return {
        "url": reverse("paper_progress", args=[one.id]), "label": "排版", "done": job.done, "total": job.total, "unit": "步", "state": job.state,
        "sentence": job.error if job.state == "failed" else job.note,
    }


@require_GET
def paper_progress(request: HttpRequest, printing: UUID) -> HttpResponse:
    """How far a print is; has the page loaded anew when it has ended."""
    job = _progress(_printing(request, printing)[1])
    if job is None or job["state"] == "failed":
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "parts/progress.html", {"job": job})


@require_POST
def download_paper(request: HttpRequest, printing: UUID) -> HttpResponse:
    """What a job made; written down before it leaves."""
    by, found = _printing(request, printing)
    by.must("crosscheck.print", at=found.place_code)
    try:
        content = files.kept(found.digest) if found.state == "made" else b""
    except FileNotFoundError as error:
        raise Refused("这份打印的文件不在存储里，可能没有随备份恢复。请重新打印。") from error
    take_printing(by, printing=printing)
    name, kind = NAMES[found.what]
    return _file(content, f"{place_names([found.place_code]).get(found.place_code, '')}{name}.{kind}", MEDIA[kind])


def _printing(request: HttpRequest, wanted: UUID) -> tuple[Actor, PrintingRow]:
    by = asker(request)
    by.must("crosscheck.print")
    found = registry.printing(by, wanted)
    if found is None or found.what not in NAMES:
        raise Http404
    return by, found


def _file(content: bytes, name: str, media: str) -> HttpResponse:
    return HttpResponse(content, content_type=media, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"})
