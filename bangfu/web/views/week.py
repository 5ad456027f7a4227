"""The findings behind what the desk says of a week."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from bangfu.crosscheck import queries as crosscheck
from bangfu.crosscheck.listings import finding_cell
from bangfu.lists.arranging import Arranged, arranged
from bangfu.lists.drawn import Said, drawn
from bangfu.lists.keyset import Turn
from bangfu.lists.taking import Taken
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import place as place_found
from bangfu.web import overview
from bangfu.web.listings import WEEK_FINDINGS


@require_GET
def week_findings(request: HttpRequest, place: str, way: str) -> HttpResponse:
    """The findings that changed in one way in a week."""
    by = asker(request)
    by.must("crosscheck.look")
    where = place_found(by, place)
    if way not in crosscheck.WAYS or where is None:
        raise Http404
    day, moment = overview.week_began()
    stands = arranged(request, by, WEEK_FINDINGS, place=place)
    stands = replace(stands, terms={**stands.terms, "way": way})
    page = crosscheck.findings_changed(by, place, way, moment, stands.turn)
    total = getattr(crosscheck.findings_since(by, place, moment), way)
    said = Said(
        f"这一周{crosscheck.WAYS[way]}的疑点", "没有这样的疑点", "这一周没有疑点这样变化。", "circle-check", words=where.name, total=total,
        take_url=reverse("take_list", args=[WEEK_FINDINGS.slug]), place=place,
    )
    return render(request, "web/week_findings.html", {
        "where": where, "since": day, "list": drawn(by, request.path, stands, page, finding_cell, said), "may_take": by.can(WEEK_FINDINGS.takes),
    })


def week_taken(by: Actor, stands: Arranged, place: str, most: int) -> Taken:
    """The findings of a list, to be taken away."""
    way, where = stands.terms.get("way", ""), place_found(by, place)
    by.must(WEEK_FINDINGS.takes, at=place)
    known = where is not None and way in crosscheck.WAYS
    rows = crosscheck.findings_changed(by, place, way, overview.week_began()[1], Turn(size=most)).rows if known else ()
    return Taken(f"{where.name if where else ''}这一周{crosscheck.WAYS.get(way, '')}的疑点", place, rows, finding_cell)
