"""The file of a village: what is counted of it, what it reports, who answers for it, its papers; and the villages of a township or county in one list."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.evidence.actions import keep_paper
from bangfu.evidence.filing import Shelf, shelves
from bangfu.evidence.forms import KeepForm
from bangfu.evidence.queries import papers_of
from bangfu.journal.actions import Subject
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import PlaceRow, children, groups_of, place_names, posts_at, tag_story, tags_of
from bangfu.organization.queries import place as place_found
from bangfu.registry import actions, queries
from bangfu.registry.queries import VillageFile
from bangfu.registry.queries.printings import PrintingRow
from bangfu.registry.village_cuts import HOUSES, MEMBERS
from bangfu.registry.village_forms import PrintForm, ReportForm
from bangfu.registry.village_prints import KINDS
from bangfu.reporting.forms import DaysForm
from bangfu.rules.papers import kinds_of, required_for
from bangfu.rules.refusal import Refused
from bangfu.rules.status import FAMILIES, LIFTED

LIFTED_VILLAGE = "出列村"
CUTS = {**MEMBERS, **HOUSES}


@dataclass(frozen=True)
class Opened:
    """A figure with the address of the rows behind it and its share of all, in percent."""

    label: str
    number: int
    note: str
    url: str
    share: float


@require_GET
def village_file(request: HttpRequest, place: str) -> HttpResponse:
    """一村一档; of a township or county the list of its villages."""
    by, where, form = _asked_for(request, place)
    if where.level in ("county", "township"):
        rows = queries.villages_below(by, place)
        return render(request, "web/villages.html", {"where": where, "rows": rows, "total": queries.counts(by, place)})
    file = queries.village_file(by, place, form.days)
    if file is None:
        raise Http404
    names = place_names([place[:6], place[:9]])
    filed = village_shelves(by, file) if where.level == "village" and by.can("evidence.look") else None
    query = urlencode({name: value for name, value in request.GET.items() if value and name in ("as_of", "known_on")})
    return render(request, "web/village.html", {
        "where": where, "file": file, "form": form, "query": query, "county_name": names.get(place[:6], ""), "township_name": names.get(place[:9], ""),
        "tags": tag_story(by, place), "posts": posts_at(by, place), **_parts(by, file), "stats": _stats(file, filed, query),
        "statuses": _labels(file, FAMILIES, query), "troubles": _labels(file, ("risk", "cause", "guarantee"), query),
        "people": _cuts(file, file.members, query), "shortcomings": _shortcomings(file, query), "shelves": filed,
        "only_reported": _only_reported(file), **_deeds(by, where),
    })


def _asked_for(request: HttpRequest, place: str) -> tuple[Actor, PlaceRow, DaysForm]:
    by = asker(request)
    by.must("registry.look")
    where = place_found(by, place)
    if where is None:
        raise Http404
    form = DaysForm(request.GET or None)
    if form.is_bound and not form.is_valid():
        raise Refused("日期不对，请写成 2026-06-30 这样。")
    return by, where, form


def village_shelves(by: Actor, file: VillageFile) -> list[Shelf]:
    """The papers of a village in filing order, what is missing among them."""
    lifted = ["lifted_village"] if any(one.tag == LIFTED_VILLAGE for one in tags_of(by, file.place)) else []
    required = required_for("village", {}, (), [*file.facts, *lifted])
    return shelves(kinds_of("village"), papers_of(by, [("village", file.place)]), required=required)


def _parts(by: Actor, file: VillageFile) -> dict[str, Any]:
    """村民组 with their households, those that stand in the village and are empty too; grids with their counts."""
    known = {share.label: share.number for cut, those in file.houses if cut.slug == "group" for share in those}
    named = {one.name: one for one in groups_of(by, file.place)}
    grids = children(by, file.place)
    tally = queries.counts_below(by, 15, file.place) if grids else {}
    return {
        "groups": [(name, known.get(name, 0), named.get(name)) for name in [*known, *(name for name in named if name not in known)]],
        "grids": [(one, tally.get(one.code)) for one in grids],
    }


def _stats(file: VillageFile, filed: list[Shelf] | None, query: str) -> list[dict[str, Any]]:
    """The numbers at the head, each leading to its rows."""
    def of(kind: str, label: str = "") -> int:
        return sum(one.households for one in file.labels[kind] if not label or one.label == label)
    troubled = sum(share.number for cut, known in file.houses if cut.slug == "shortcoming" for share in known)
    missing = sum(one.missing for one in filed or ())
    return [
        {"label": "在册户", "number": f"{file.households:,}", "unit": "户", "url": _roster(file, query, by="household")},
        {"label": "在册人口", "number": f"{file.persons:,}", "unit": "人", "url": _roster(file, query)},
        {"label": LIFTED, "number": f"{of('assisted', LIFTED):,}", "unit": "户", "url": _roster(file, query, by="household", status=f"assisted:{LIFTED}")},
        {"label": "监测对象", "number": f"{of('monitored'):,}", "unit": "户", "url": _roster(file, query, by="household", status="monitored:")},
        {"label": "住房、饮水和设施短板", "number": f"{troubled:,}", "unit": "处", "url": "#shortcomings", "red": troubled > 0},
        *([{"label": "村里缺的材料", "number": f"{missing}", "unit": "种", "url": "#papers", "red": missing > 0}] if filed is not None else []),
    ]


def _roster(file: VillageFile, query: str, **filters: str) -> str:
    told = "&".join(filter(None, (urlencode(filters), query)))
    return reverse("roster", args=[file.place]) + (f"?{told}" if told else "")


def _rows(file: VillageFile, query: str, cut: str, label: str) -> str:
    return reverse("village_rows", args=[file.place, cut]) + "?" + "&".join(filter(None, (urlencode({"label": label}), query)))


def _labels(file: VillageFile, kinds: Any, query: str) -> list[tuple[str, list[tuple[Any, str, float]]]]:
    """(heading, its labels each with an address and its share of the households). What a household counts as opens in the roster."""
    def address(kind: str, label: str) -> str:
        return _roster(file, query, by="household", status=f"{kind}:{label}") if kind in FAMILIES else _rows(file, query, kind, label)
    return [
        (KINDS[kind], [(one, address(kind, one.label), one.households * 100 / max(1, file.households)) for one in file.labels[kind]])
        for kind in kinds if file.labels[kind]
    ]


def _cuts(file: VillageFile, cuts: Any, query: str) -> list[tuple[str, list[Opened]]]:
    return [
        (cut.word, [Opened(one.label, one.number, cut.unit, _rows(file, query, cut.slug, one.label), one.percent) for one in known])
        for cut, known in cuts if known
    ]


def _shortcomings(file: VillageFile, query: str) -> list[Opened]:
    return [one for _, known in _cuts(file, [pair for pair in file.houses if pair[0].slug == "shortcoming"], query) for one in known]


def _only_reported(file: VillageFile) -> list[tuple[str, list[tuple[str, str]]]]:
    """(heading, (word, text)…) of what a report says that the register cannot count."""
    both = {one.word for one in file.beside}
    told = [(group, [(word, text) for word, text in pairs if word not in both]) for group, pairs in (file.reported.groups if file.reported else ())]
    return [(group, pairs) for group, pairs in told if pairs]


def _deeds(by: Actor, where: PlaceRow) -> dict[str, Any]:
    """What the asker may do on the page."""
    is_village, place = where.level == "village", where.code
    may_print = is_village and by.can("registry.print", at=place)
    return {
        "may_report": is_village and by.can("registry.correct", at=place), "may_print": may_print,
        "printings": [(one, progress_of(one)) for one in queries.printings(by, place)] if may_print else [], "print_form": PrintForm() if may_print else None,
        "keep_form": KeepForm(kinds=kinds_of("village")) if is_village and by.can("evidence.keep", at=place) else None,
        "keep_url": reverse("keep_village_paper", args=[place]),
    }


def progress_of(found: PrintingRow) -> dict[str, Any] | None:
    """The work on a print, as parts/progress.html draws it."""
    if found.job is None:
        return None
    return {
        "url": reverse("printing_progress", args=[found.id]), "label": f"{found.of_whom}，{found.households} 户", "done": found.job.done,
        "total": found.job.total, "unit": "步", "state": found.job.state, "sentence": found.job.error,
    }


@require_GET
def village_rows(request: HttpRequest, place: str, cut: str) -> HttpResponse:
    """The households or people behind one figure of a village."""
    by, where, form = _asked_for(request, place)
    label = request.GET.get("label", "")
    rows = queries.village_rows(by, place, cut, label, form.days) if where.level not in ("county", "township") else None
    if rows is None:
        raise Http404
    word = CUTS[cut].word if cut in CUTS else KINDS[cut]
    return render(request, "web/village_rows.html", {
        "where": where, "word": word, "label": label, "rows": rows, "days": form.days, "of_people": cut in MEMBERS, "with_detail": any(one.detail for one in rows),
    })


@require_GET
def village_report(request: HttpRequest, place: str) -> HttpResponse:
    """The form of what a village reports of itself, filled with what it reported last."""
    by, where, _ = _asked_for(request, place)
    by.must("registry.correct", at=place)
    return _report_page(request, by, where, ReportForm.of(queries.report_of(by, place), by.name))


def _report_page(request: HttpRequest, by: Actor, where: PlaceRow, form: ReportForm, status: int = 200) -> HttpResponse:
    if where.level != "village":
        raise Http404
    return render(request, "web/village_report.html", {
        "where": where, "form": form, "reported": queries.report_of(by, where.code), "before": queries.reports_before(by, where.code),
    }, status=status)


@require_POST
def report_village(request: HttpRequest, place: str) -> HttpResponse:
    """Takes a report. One that is refused comes back with what was typed."""
    by, where, _ = _asked_for(request, place)
    by.must("registry.correct", at=place)
    form = ReportForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.report_village(
                by, place=place, values=form.values, since=form.day, reporter=data["reporter"], reason=data["reason"], seen=data["seen"],
            )
            messages.success(request, "已填报，和计算的数并排放在村档案里。")
            return redirect("village_file", place)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    return _report_page(request, by, where, form, status=409)


@require_POST
def keep_village_paper(request: HttpRequest, place: str) -> HttpResponse:
    """Keeps a paper in the file of a village."""
    by, where, _ = _asked_for(request, place)
    by.must("evidence.keep", at=place)
    form = KeepForm(request.POST, request.FILES, kinds=kinds_of("village"))
    if where.level != "village":
        raise Http404
    if not form.is_valid():
        raise Refused("；".join(str(errors[0]) for errors in form.errors.values()))
    given, data = form.cleaned_data["file"], form.cleaned_data
    keep_paper(
        by, subject=Subject("village", place, where.name), at=place, kind=form.chosen, file_name=given.name, content=given.read(),
        taken_on=data["taken_on"], note=data["note"],
    )
    messages.success(request, "已存入。")
    return redirect("village_file", place)


