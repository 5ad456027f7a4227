"""The villages of a township or county in one list, and the households or people behind a number of a village."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from bangfu.lists.arranging import Arranged, arranged, leave, left_before
from bangfu.lists.declared import Listing
from bangfu.lists.drawn import Said, drawn
from bangfu.lists.keyset import paged_in_hand, sorted_by
from bangfu.lists.taking import Taken
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import PlaceRow
from bangfu.organization.queries import place as place_found
from bangfu.registry import queries
from bangfu.registry.queries import CutRow
from bangfu.registry.village_cuts import HOUSES, MEMBERS
from bangfu.registry.village_prints import KINDS
from bangfu.reporting.forms import DaysForm
from bangfu.rules.refusal import Refused
from bangfu.web.listings import VILLAGE_HOUSES, VILLAGE_PEOPLE, VILLAGES, behind_cell, village_cell

CUTS = {**MEMBERS, **HOUSES}
NOBODY = ("一个也没有", "在这一天，这个村没有这种情况。")


def asked_for(request: HttpRequest, place: str) -> tuple[Actor, PlaceRow, DaysForm]:
    """Who asks about which place on which days."""
    by = asker(request)
    by.must("registry.look")
    where = place_found(by, place)
    if where is None:
        raise Http404
    return by, where, _days(request.GET.dict())


def _days(told: dict[str, str]) -> DaysForm:
    form = DaysForm(told or None)
    if form.is_bound and not form.is_valid():
        raise Refused("日期不对，请写成 2026-06-30 这样。")
    return form


def villages_list(request: HttpRequest, by: Actor, where: PlaceRow) -> HttpResponse:
    """The villages of a place, counted beside reported."""
    if address := left_before(request, VILLAGES):
        return redirect(address)
    stands = arranged(request, by, VILLAGES, place=where.code)
    leave(request, stands)
    rows, total = queries.villages_below(by, where.code), queries.counts(by, where.code)
    said = Said(
        f"{where.name}各村", "这里还没有村", "地点由县级系统管理员导入。", "home", total=len(rows), take_url=reverse("take_list", args=[VILLAGES.slug]), place=where.code,
    )
    sums = {"households": f"{total.households:,}", "persons": f"{total.persons:,}"}
    page = paged_in_hand(rows, stands.order, stands.turn)
    return render(request, "web/villages.html", {
        "where": where, "list": drawn(by, request.path, stands, page, village_cell, said, sums=sums), "may_take": by.can(VILLAGES.takes),
    })


def villages_taken(by: Actor, stands: Arranged, place: str, most: int) -> Taken:
    """The villages of a list, to be taken away."""
    where = place_found(by, place)
    rows = sorted_by(queries.villages_below(by, place), stands.order)[:most] if where else []
    return Taken(f"{where.name if where else ''}各村", place, rows, village_cell)


@require_GET
def village_rows(request: HttpRequest, place: str, cut: str) -> HttpResponse:
    """The households or people behind one figure of a village."""
    by, where, form = asked_for(request, place)
    listing = _listing(cut)
    stands = arranged(request, by, listing, place=place)
    stands = replace(stands, terms={**stands.terms, "cut": cut})
    label = stands.terms.get("label", "")
    rows = queries.village_rows(by, place, cut, label, form.days) if where.level not in ("county", "township") else None
    if rows is None:
        raise Http404
    page = paged_in_hand(rows, stands.order, stands.turn)
    said = Said(f"{_word(cut)}：{label}", *NOBODY, words=where.name, total=len(rows), take_url=reverse("take_list", args=[listing.slug]), place=place)
    return render(request, "web/village_rows.html", {
        "where": where, "days": form.days, "list": drawn(by, request.path, stands, page, behind_cell, said), "may_take": by.can(listing.takes),
    })


def _listing(cut: str) -> Listing:
    return VILLAGE_PEOPLE if cut in MEMBERS else VILLAGE_HOUSES


def _word(cut: str) -> str:
    return CUTS[cut].word if cut in CUTS else KINDS.get(cut, "")


def behind_taken(by: Actor, stands: Arranged, place: str, most: int) -> Taken:
    """The rows behind a number of a village, to be taken away."""
    terms, where = stands.terms, place_found(by, place)
    cut, label = terms.get("cut", ""), terms.get("label", "")
    days = _days({name: terms[name] for name in ("as_of", "known_on") if name in terms}).days
    known = where is not None and where.level not in ("county", "township") and _listing(cut) == stands.listing
    rows: list[CutRow] = (queries.village_rows(by, place, cut, label, days) or []) if known else []
    return Taken(f"{_word(cut)} {label}", place, sorted_by(rows, stands.order)[:most], behind_cell, where.name if where else "")
