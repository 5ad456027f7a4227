"""今日: what waits for me, and how my place stands."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from bangfu.crosscheck import queries as crosscheck
from bangfu.crosscheck.queries import KindLine
from bangfu.deliveries import queries as deliveries
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import PlaceRow
from bangfu.organization.queries import place as place_found
from bangfu.registry import queries as registry
from bangfu.reporting.queries import Figure, figures
from bangfu.rules.disclosure import VALID
from bangfu.web.middleware import open_to_all

MOST = 8   # findings shown at once
MOST_KINDS = 12
SHOWN = ("households", "persons", "lifted_households", "monitored_households", "open_findings")   # the numbers that matter


@dataclass(frozen=True)
class Task:
    """One thing that waits for the asker: what, why, and the one click that does it."""

    sentence: str
    why: str
    url: str
    label: str
    must: bool = False


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """The desk of one's own place."""
    by = asker(request)
    return _overview(request, by, by.place_code)


@require_GET
def overview(request: HttpRequest, place: str) -> HttpResponse:
    """The desk of any place within reach, or above it as far as one reaches."""
    return _overview(request, asker(request), place)


def _overview(request: HttpRequest, by: Actor, code: str) -> HttpResponse:
    where = place_found(by, code)
    if where is None:
        raise Http404
    counted = {one.indicator.slug: one for one in figures(by, at=code)} if by.can("reporting.look") else {}
    told = {name: counted[name] for name in SHOWN if name in counted}
    return render(request, "web/today.html", {
        "where": where, "stats": _stats(where, told), "tasks": tasks(by), "parts": _parts(told), "kinds": _kinds(by, code),
        "first": crosscheck.findings(by, place=code, limit=MOST) if where.level == "village" else (),
        "recent": deliveries.deliveries(by, limit=5), "last_run": crosscheck.last_run(by, code) if by.can("crosscheck.look") else None,
        "may_receive": by.can("deliveries.receive"), "may_check": by.can("crosscheck.look"),
    })


def _kinds(by: Actor, code: str) -> list[tuple[KindLine, int, float]]:
    """(check, unsettled findings, percent of the most) at a place, the most first, those there are none of left out."""
    lines = [one for one in (crosscheck.kinds(by, code) if by.can("crosscheck.look") else []) if one.tally.unsettled]
    most = max([1, *(one.tally.unsettled for one in lines)])
    listed = [(one, one.tally.unsettled, one.tally.unsettled * 100 / most) for one in lines]
    return sorted(listed, key=lambda kind: -kind[1])[:MOST_KINDS]


def _stats(where: PlaceRow, figures: dict[str, Figure]) -> list[dict[str, Any]]:
    return [
        {
            "label": one.indicator.name, "number": f"{one.value:,}", "unit": one.indicator.unit, "note": "",
            "url": reverse("figure", args=[where.code, name]), "red": name == "open_findings" and one.value > 0,
        } for name, one in figures.items()
    ]


def _parts(figures: dict[str, Figure]) -> list[dict[str, Any]]:
    """The places below with their households, persons and open findings, the worst first."""
    if not figures:
        return []
    columns = {name: {part.place.code: part.value for part in one.parts} for name, one in figures.items()}
    places = {part.place.code: part.place for part in figures["households"].parts}
    most = max([*columns["open_findings"].values(), 1])
    rows = [
        {"place": one, **{name: values.get(code, 0) for name, values in columns.items()}, "share": columns["open_findings"].get(code, 0) * 100 / most}
        for code, one in places.items()
    ]
    return sorted(rows, key=lambda row: (-row["open_findings"], row["place"].code))


def tasks(by: Actor) -> list[Task]:
    """What waits for the asker, most pressing first; empty when all is done."""
    waiting: list[Task] = []
    if by.can("crosscheck.approve") and (asked := crosscheck.waiting_exemptions(by)):
        waiting.append(Task(f"{asked} 条豁免等您批", "别人申请的，批准后生效", reverse("exemptions"), "去批"))
    if passed := crosscheck.waiting_handovers(by):
        waiting.append(Task(f"{passed} 条疑点转给您办", "别人办不了，转到您的岗位", reverse("passed_findings"), "去办", must=True))
    if asked := registry.waiting_disclosures(by):
        waiting.append(Task(f"{asked} 份批量披露等您批", "别人申请的，批准后才能取走号码", reverse("disclosures"), "去批"))
    if ready := registry.ready_disclosures(by):
        waiting.append(Task(f"{ready} 份批量披露已批准，可以取走", f"批准后 {VALID.days} 天内有效，只能取一次", reverse("disclosures"), "去取"))
    for one in deliveries.deliveries(by, limit=20):
        if one.state == "read" and by.can("deliveries.receive", at=one.place_code):
            waiting.append(Task(f"{one.file_name} 等您确认表头", one.source_name, reverse("delivery", args=[one.id]), "去确认"))
        if one.state == "compared" and by.can("deliveries.apply", at=one.place_code):
            waiting.append(Task(f"{one.file_name} 可以应用了", f"{one.source_name}，{one.rows:,} 行", reverse("delivery", args=[one.id]), "看预览"))
    if by.can("crosscheck.settle") and (count := crosscheck.open_count(by, by.place_code)):
        waiting.append(Task(f"{count} 条疑点待处理", "更正，或写明理由申请豁免", reverse("findings", args=[by.place_code]), "逐条办", must=True))
    return waiting


@open_to_all
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """Whether the program and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})
