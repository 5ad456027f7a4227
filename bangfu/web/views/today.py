"""今日: what waits for me, and how my place stands. What takes longer to count follows as parts of the page."""

from dataclasses import asdict

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bangfu.crosscheck import queries as crosscheck
from bangfu.crosscheck.queries import KindLine
from bangfu.deliveries import queries as deliveries
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.drawing import laid_out
from bangfu.organization.map_actions import LOAD
from bangfu.organization.map_queries import county_map, shapes_of
from bangfu.organization.queries import PlaceRow, place_names
from bangfu.organization.queries import place as place_found
from bangfu.registry import queries as registry
from bangfu.reporting.indicators import INDICATORS
from bangfu.reporting.map_chart import map_chart
from bangfu.reporting.queries import Part, figure, figures_named
from bangfu.rules.place_code import LENGTHS
from bangfu.web import overview as composed
from bangfu.web.before_views import never_closed
from bangfu.web.condition import condition
from bangfu.web.middleware import open_to_all
from bangfu.web.waiting import tasks

MOST = 8   # findings shown at once
MOST_KINDS = 12
MAPPED = "open_findings"   # what the map shows when nobody chose


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
    where, may_count = _place(by, code), by.can("reporting.look")
    counted = {one.indicator.slug: one for one in figures_named(by, composed.SHOWN, at=code)} if may_count else {}
    by_rate = request.GET.get("sort") == "rate"
    parts = composed.parts(by, where, counted, by_rate=by_rate)
    return render(request, "web/today.html", {
        "where": where, "name": _name(where), "stats": composed.stats(where, counted) if may_count else composed.people(by, code),
        "tasks": tasks(by), "parts": parts, "by_rate": by_rate, "kinds": _kinds(by, code),
        "first": crosscheck.findings(by, place=code, limit=MOST) if where.level == "village" else (),
        "recent": deliveries.deliveries(by, limit=5), "last_run": crosscheck.last_run(by, code) if by.can("crosscheck.look") else None,
        "may_receive": by.can("deliveries.receive"), "may_check": by.can("crosscheck.look"), "may_count": may_count, "has_map": bool(parts),
    })


def _place(by: Actor, code: str) -> PlaceRow:
    where = place_found(by, code)
    if where is None:
        raise Http404
    return where


def _name(where: PlaceRow) -> str:
    """What the page is called: a grid by its village too, for every village has a first one."""
    village = where.code[: LENGTHS["village"]]
    return place_names([village]).get(village, "") + where.name if where.level == "grid" else where.name


def _kinds(by: Actor, code: str) -> list[tuple[KindLine, int, float]]:
    """(check, unsettled findings, percent of the most) at a place, the most first, those there are none of left out."""
    lines = [one for one in (crosscheck.kinds(by, code) if by.can("crosscheck.look") else []) if one.tally.unsettled]
    most = max([1, *(one.tally.unsettled for one in lines)])
    listed = [(one, one.tally.unsettled, one.tally.unsettled * 100 / most) for one in lines]
    return sorted(listed, key=lambda kind: -kind[1])[:MOST_KINDS]


@require_GET
def overview_week(request: HttpRequest, place: str) -> HttpResponse:
    """What changed at a place in a week, as a part of its page; and the notes below its numbers, which they are put into place by."""
    by = asker(request)
    where, (day, moment) = _place(by, place), composed.week_began()
    turns = registry.turns_since(by, place, day) if by.can("registry.look") else ()
    changed = crosscheck.findings_since(by, place, moment) if by.can("crosscheck.look") else None
    return render(request, "web/_week.html", {
        "where": where, "since": day, "turns": [(word, turn) for word, turn in zip(("进来", "出去"), turns, strict=False) if turn.persons],
        "ways": [(way, word, getattr(changed, way)) for way, word in crosscheck.WAYS.items() if getattr(changed, way)] if changed else [],
        "applied": deliveries.applied_since(by, place, moment), "may_roster": by.can("registry.look"),
        "notes": composed.notes(by, place, changed).items(),
    })


@require_GET
def overview_trends(request: HttpRequest, place: str) -> HttpResponse:
    """How it went at a place over twelve weeks and months, as a part of its page."""
    by = asker(request)
    return render(request, "web/_trends.html", {"lines": list(composed.lines(by, _place(by, place)))})


@require_GET
def overview_map(request: HttpRequest, place: str) -> HttpResponse:
    """The places below on the county's own map, in the shades of an indicator, as a part of their page."""
    by = asker(request)
    by.must("reporting.look")
    where, chosen = _place(by, place), request.GET.get("indicator", MAPPED)
    if chosen not in INDICATORS:
        raise Http404
    counted = figure(by, chosen, at=place)
    drawing = laid_out(shapes_of(by, [part.place.code for part in counted.parts]))
    loaded = county_map(by, place[: LENGTHS["county"]])
    is_share = counted.of is not None and not counted.indicator.is_money
    values: dict[str, float] = {part.place.code: _shaded(part) for part in counted.parts}
    chart = map_chart(drawing, values, {part.place.code: part.place.name for part in counted.parts}) if drawing else None
    return render(request, "web/_map.html", {
        "where": where, "figure": counted, "chart": chart, "loaded": loaded, "is_share": is_share,
        "unit": "元/人" if counted.indicator.is_money else counted.indicator.unit,
        "may_load": by.can(LOAD), "indicators": _indicators(), "chosen": chosen,
    })


def _shaded(part: Part) -> float:
    """What a place is shaded by: its share where it is a part, of money the whole 元 that come to one, else the number."""
    if part.indicator.is_money:
        return part.average.whole_yuan if part.average else 0
    return part.value if part.of is None else part.percent or 0.0


def _indicators() -> list[tuple[str, list[tuple[str, str]]]]:
    """What the map may show, under its groups: (slug, name) as in the book."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in INDICATORS.values():
        groups.setdefault(one.group, []).append((one.slug, one.name))
    return list(groups.items())


@never_closed
@open_to_all
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """Whether the program can serve (503 when it cannot), and whether disk, queue and backups are as they should be."""
    found = condition()
    return JsonResponse({"ok": found.ok, **asdict(found)}, status=200 if found.ok else 503)
