"""Pages of 数字: figures, how they came to be over time, and the rows behind each."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bangfu.lists.arranging import arranged
from bangfu.lists.drawn import Said, drawn
from bangfu.lists.keyset import Turn
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import PlaceRow, place_names, tag_words
from bangfu.organization.queries import place as place_found
from bangfu.reporting import queries
from bangfu.reporting.actions import note_figures_exported
from bangfu.reporting.forms import DaysForm
from bangfu.reporting.grounds import GROUNDS
from bangfu.reporting.indicators import INDICATORS, Indicator
from bangfu.reporting.listings import FIGURE_ROWS, row_cell, rows_listing
from bangfu.reporting.queries import Figure
from bangfu.reporting.tables import figures_workbook, rows_workbook
from bangfu.reporting.trend_chart import Line as Trended
from bangfu.reporting.trend_chart import month_ends
from bangfu.rules.money import Money
from bangfu.rules.refusal import Refused

MOST_EXPORTED = 20_000


@require_GET
def home_figures(request: HttpRequest) -> HttpResponse:
    """The figures of one's own place."""
    by = asker(request)
    by.must("reporting.look")
    return redirect("figures", by.place_code)


@require_GET
def figures(request: HttpRequest, place: str) -> HttpResponse:
    """All figures of a place, the first one opened."""
    return _page(request, place, next(iter(INDICATORS)))


@require_GET
def figure(request: HttpRequest, place: str, name: str) -> HttpResponse:
    """All figures of a place, one opened into the places below."""
    return _page(request, place, name)


def _page(request: HttpRequest, place: str, name: str) -> HttpResponse:
    """What is at hand stands in the page at once; what has to be counted through follows as a part of it (`figures_counted`)."""
    by, where, form = _asked_for(request, place, request.GET)
    _declared(name)
    found = queries.figures_at_hand(by, at=place, as_of=form.days, tag=form.cut)
    return render(request, "reporting/figures.html", {
        "where": where, "form": form, "days": form.days, "query": form.query, "may_export": by.can("reporting.export", at=place), "later": found is None,
        "name": name,
    } | (_opened(by, found, name) if found else {}))


@require_GET
def figures_counted(request: HttpRequest, place: str, name: str) -> HttpResponse:
    """All figures of a place, one opened, as a part of their page."""
    by, where, form = _asked_for(request, place, request.GET)
    _declared(name)
    found = queries.figures(by, at=place, as_of=form.days, tag=form.cut)
    return render(request, "reporting/_figures.html", {"where": where, "days": form.days, "query": form.query} | _opened(by, found, name))


def _opened(by: Actor, found: Sequence[Figure], name: str) -> dict[str, Any]:
    """The figures by group, and the one that is open; one not known for the day gives way to the first."""
    chosen = next((one for one in found if one.indicator.slug == name), None) or found[0]
    most = max([*(part.value for part in chosen.parts), 1])
    return {
        "groups": _groups(found), "chosen": chosen, "parts": [(part, part.value * 100 / most) for part in chosen.parts],
        "may_open": by.can(GROUNDS[chosen.indicator.rows].power),
    }


def _groups(found: Sequence[Figure]) -> list[tuple[str, list[Figure]]]:
    """Figures under their group, as declared."""
    order = list(dict.fromkeys(one.indicator.group for one in found))
    ordered = sorted(found, key=lambda one: order.index(one.indicator.group))
    return [(group, list(some)) for group, some in groupby(ordered, key=lambda one: one.indicator.group)]


@require_GET
def figure_trend(request: HttpRequest, place: str, name: str) -> HttpResponse:
    """One figure at the ends of the last twelve months, as a part of its page; each day opens to its rows."""
    by, _, form = _asked_for(request, place, request.GET)
    indicator = _declared(name)
    values = queries.trend(by, name, at=place, days=month_ends(form.days.day or timezone.localdate()), tag=form.cut) if indicator.dated else []
    values = [(day, Money(value).whole_yuan if indicator.is_money else value) for day, value in values]   # whole 元 are enough for a line
    opened = reverse("figure_rows", args=[place, name])
    urls = {day: f"{opened}?{form.on(day)}" for day, _ in values} if by.can(GROUNDS[indicator.rows].power) else {}
    return render(request, "reporting/_trend.html", {"line": Trended(f"{indicator.name}，过去十二个月", indicator.unit, values, urls)})


@require_GET
def figure_rows(request: HttpRequest, place: str, name: str) -> HttpResponse:
    """The rows a figure counts, each opening to its page."""
    by, where, form = _asked_for(request, place, request.GET)
    indicator, stands = _declared(name), arranged(request, by, FIGURE_ROWS)
    page = queries.rows_behind(by, name, at=place, as_of=form.days, tag=form.cut, turn=stands.turn)
    counted = queries.figure(by, name, at=place, as_of=form.days, tag=form.cut)
    listing = rows_listing(indicator.unit, list(page.rows[0].beside) if page.rows else [])
    stands = replace(stands, listing=listing, columns=listing.columns)
    names = place_names(one.place_code for one in page.rows)
    said = Said(
        counted.name, "没有这样的", "这个数是 0：在这个地方、这一天没有符合口径的。", total=counted.value if indicator.counts == "rows" else None,
        export_url=reverse("export_figure_rows", args=[place, name]), place=place,
    )
    return render(request, "reporting/rows.html", {
        "where": where, "indicator": indicator, "figure": counted, "days": form.days, "query": form.query, "form": form,
        "list": drawn(by, request.path, stands, page, lambda one, key: row_cell(one, key, names), said), "may_export": by.can("reporting.export", at=place),
    })


@require_POST
def export_figures(request: HttpRequest, place: str) -> FileResponse:
    """All figures of a place with those of the places below, as a workbook; noted in the journal."""
    by, where, form = _asked_for(request, place, request.POST)
    by.must("reporting.export", at=place)
    title = f"{where.name}数字"
    content = figures_workbook(queries.figures(by, at=place, as_of=form.days, tag=form.cut), title=title, note=_note(by, form))
    note_figures_exported(by, place=place, what=f"{title}，{_note(by, form)}", rows=0)
    return FileResponse(content, as_attachment=True, filename=f"{title}_{timezone.localdate():%Y%m%d}.xlsx")


@require_POST
def export_figure_rows(request: HttpRequest, place: str, name: str) -> FileResponse:
    """The rows behind a figure as a workbook; noted in the journal. Refused for more rows than a sheet of this kind should have."""
    by, where, form = _asked_for(request, place, request.POST)
    by.must("reporting.export", at=place)
    indicator = _declared(name)
    page = queries.rows_behind(by, name, at=place, as_of=form.days, tag=form.cut, turn=Turn(size=MOST_EXPORTED))
    if page.following:
        raise Refused(f"超过 {MOST_EXPORTED:,} 行，请先选一个乡镇或村再导出。")
    names, title = place_names({one.place_code for one in page.rows}), f"{where.name}{indicator.name}"
    content, rows = rows_workbook(((one, names.get(one.place_code, one.place_code)) for one in page.rows), title=title, note=_note(by, form))
    note_figures_exported(by, place=place, what=f"{title}，{_note(by, form)}，{rows} 行", rows=rows)
    return FileResponse(content, as_attachment=True, filename=f"{title}_{timezone.localdate():%Y%m%d}.xlsx")


def _note(by: Actor, form: DaysForm) -> str:
    """Which day, as known when, cut to what, and who made it."""
    days = form.days
    told = [f"截至{days.day or timezone.localdate()}", f"按{days.known:%Y-%m-%d}知道的" if days.known else "", form.cut, f"{by.name}导出"]
    return "，".join(filter(None, told))


def _declared(name: str) -> Indicator:
    if name not in INDICATORS:
        raise Http404
    return INDICATORS[name]


def _asked_for(request: HttpRequest, place: str, data: QueryDict) -> tuple[Actor, PlaceRow, DaysForm]:
    by = asker(request)
    by.must("reporting.look")
    where = place_found(by, place)
    if where is None:
        raise Http404
    form = DaysForm(data, tags=[word for word, _ in tag_words(by)])
    told: dict[str, Any] = form.errors
    if told:
        raise Refused("；".join(f"{form.fields[name].label}：{errors[0]}" for name, errors in told.items()))
    return by, where, form
