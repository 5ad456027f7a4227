"""The file of a village: what is counted of it, what it reports, who answers for it, its papers; and the villages of a township or county in one list."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bangfu.evidence.actions import keep_paper
from bangfu.evidence.forms import KeepForm
from bangfu.journal.actions import Subject
from bangfu.organization.actor import Actor
from bangfu.organization.queries import PlaceRow, place_names, tag_story
from bangfu.registry import actions, queries
from bangfu.registry.village_forms import ReportForm
from bangfu.rules.papers import kinds_of
from bangfu.rules.refusal import Refused
from bangfu.web.composed import composed, parts_of
from bangfu.web.views.village_lists import asked_for, villages_list
from bangfu.web.village_sections import SECTIONS, VillagePage, stats, village_shelves

FOLLOW = {"people": "正在一个人一个人地数…", "years": "正在数各年的收入和增减…"}   # part that follows → what is said until it is there


@require_GET
def village_file(request: HttpRequest, place: str) -> HttpResponse:
    """一村一档; of a township or county the list of its villages."""
    by, where, form = asked_for(request, place)
    if where.level in ("county", "township"):
        return villages_list(request, by, where)
    file = queries.village_file(by, place, form.days)
    if file is None:
        raise Http404
    names = place_names([place[:6], place[:9]])
    filed = village_shelves(by, file) if where.level == "village" and by.can("evidence.look") else None
    is_village, tags = where.level == "village", tag_story(by, place)
    query = _days(request)
    return render(request, "web/village.html", {
        "where": where, "file": file, "form": form, "query": query, "county_name": names.get(place[:6], ""), "township_name": names.get(place[:9], ""),
        "tags": tags, "stats": stats(file, filed, query), "follow": [(one, FOLLOW[one]) for one in parts_of(SECTIONS)],
        "may_report": is_village and by.can("registry.correct", at=place),
        "may_print": is_village and by.can("registry.print", at=place), **composed(by, VillagePage(where, file, query, tags, filed), place, SECTIONS),
    })


@require_GET
def village_part(request: HttpRequest, place: str, part: str) -> HttpResponse:
    """A part that follows the page of a village: who is counted one by one, and what goes through years."""
    by, where, form = asked_for(request, place)
    file = queries.village_file(by, place, form.days)
    if file is None or part not in FOLLOW or where.level in ("county", "township"):
        raise Http404
    about = VillagePage(where, file, _days(request), (), None)
    return render(request, "web/village/_part.html", {"where": where, "file": file, **composed(by, about, place, SECTIONS, part)})


def _days(request: HttpRequest) -> str:
    """The days asked about, as addresses take them along."""
    return urlencode({name: value for name, value in request.GET.items() if value and name in ("as_of", "known_on")})


@require_GET
def village_report(request: HttpRequest, place: str) -> HttpResponse:
    """The form of what a village reports of itself, filled with what it reported last."""
    by, where, _ = asked_for(request, place)
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
    by, where, _ = asked_for(request, place)
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
    by, where, _ = asked_for(request, place)
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


