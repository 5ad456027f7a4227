"""Pages of 名册: the roster of any place on any day, who came and who left, and what a delivered list would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import islice
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bangfu.deliveries.queries import delivery as delivery_found
from bangfu.deliveries.queries import own_headers, villages
from bangfu.lists.arranging import Arranged, arranged, leave, left_before
from bangfu.lists.drawn import Drawn, Said, drawn, written
from bangfu.lists.pasted import keep_pasted, pasted_token
from bangfu.lists.taking import Taken
from bangfu.lists.ticked import ticked
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import PlaceRow, tag_words
from bangfu.organization.queries import place as place_found
from bangfu.registry import actions, queries
from bangfu.registry.exporting import AT_ONCE
from bangfu.registry.exports import Layout, roster_cell, words_of, write_roster
from bangfu.registry.filters import RosterForm
from bangfu.registry.listings import HOUSEHOLDS, PERSONS, listing_of
from bangfu.registry.previews import village_changes
from bangfu.registry.queries import Counts
from bangfu.registry.views.exports import being_made
from bangfu.rules.place_code import level
from bangfu.rules.refusal import Refused

PASSAGES = 200
NOT_FOUND = "换个条件试试：姓名里连着的几个字、拼音首字母、完整的户编号，或别的日期。别的村的人在这里看不到。"
EMPTY = "把全国系统导出的人口表收进来，应用以后就有了。"


@require_GET
def home_roster(request: HttpRequest) -> HttpResponse:
    """The roster of one's own place."""
    by = asker(request)
    by.must("registry.look")
    address = reverse("roster", args=[by.place_code])
    return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)


@require_GET
def roster(request: HttpRequest, place: str) -> HttpResponse:
    """A roster: households or people of a place on a day, of everybody or of those who count as something; with `since`, who came and who left.

    Where a township or the county has to be counted through, the list stands at once and the numbers follow as parts (`roster_total`, `roster_passages`).
    """
    if address := left_before(request, PERSONS):
        return redirect(address)
    seen = _seen(request, place)
    leave(request, seen.stands)
    by, form, asked, later = seen.by, seen.form, seen.asked, level(place) in ("county", "township")
    is_at_hand = asked.is_plain and asked.as_of.is_now   # a counter says it; a past day is the sum of all steps before
    total = queries.counted(by, asked) if is_at_hand or not later else None
    context: dict[str, Any] = {
        "where": seen.where, "form": form, "asked": asked, "total": total, "list": _drawn(request, seen, total), "own_headers": own_headers(by),
        "days": asked.as_of, "later": later, "since": form.compared_with, "may_export": by.can("reporting.export", at=place),
        "may_take": by.can("registry.print", at=place), "query": seen.stands.query(), "pasted": seen.stands.pasted,
        "without_pasted": f"{request.path}?{seen.stands.query(pasted='') or 'all=1'}",
    }
    if form.compared_with and not later:
        context |= _passages(by, asked, form.compared_with)
    return render(request, "registry/roster.html", context)


def _drawn(request: HttpRequest, seen: "Seen", total: Counts | None) -> Drawn:
    """A page of the list."""
    stands, form = seen.stands, seen.form
    listed = queries.households_listed if form.by_household else queries.persons_listed
    page = listed(seen.by, seen.asked, order=stands.order, turn=stands.turn, keys=stands.keys)
    is_asked = bool(form.kept or seen.stands.pasted)
    said = Said(
        title=f"{seen.where.name}名册", words=form.words_of_it(), total=total and (total.households if form.by_household else total.persons),
        total_url=f"{reverse('roster_total', args=[seen.where.code])}?{stands.query(foot='1')}", take_url=reverse("take_list", args=[stands.listing.slug]),
        export_url=reverse("export_roster", args=[seen.where.code]),
        paste_url=reverse("paste_roster", args=[seen.where.code]), paste_what="证件号码、户编号、人口编号、手机号", place=seen.where.code,
        selects="chosen" if seen.by.can("reporting.export", at=seen.where.code) else "", deeds="registry/_chosen.html",
        empty_title="没有找到" if is_asked else "名册还是空的", empty_icon="search" if is_asked else "users", empty=NOT_FOUND if is_asked else EMPTY,
        empty_url="" if is_asked else reverse("deliveries"), empty_label="去收件",
    )
    return drawn(seen.by, request.path, stands, page, roster_cell, said, row_id=lambda one: str(one.record))


@require_GET
def roster_total(request: HttpRequest, place: str) -> HttpResponse:
    """How many households and people a roster has, as a part of its page; with `foot`, the row of its sums."""
    seen = _seen(request, place)
    by, stands, total = seen.by, seen.stands, queries.counted(seen.by, seen.asked)
    if request.GET.get("foot") != "1":
        return render(request, "registry/_total.html", {"total": total})
    keys = [one.key for one in stands.columns if one.summed]
    made = queries.sums(by, seen.asked, keys, by_household=seen.form.by_household) if keys else {}
    rows = f"{total.households:,} 户" if seen.form.by_household else f"{total.persons:,} 人"
    told = [(one, rows if one.stub else written(made.get(one.key))) for one in stands.columns]
    return render(request, "parts/list_totals.html", {"totals": told})


@require_GET
def roster_passages(request: HttpRequest, place: str) -> HttpResponse:
    """Who came into a roster and who left it, as a part of its page."""
    seen = _seen(request, place)
    context = _passages(seen.by, seen.asked, seen.form.compared_with) if seen.form.compared_with else {}
    return render(request, "registry/_compared.html", context | {"days": seen.asked.as_of})


def _passages(by: Actor, asked: queries.Asked, since: date) -> dict[str, Any]:
    return {
        "since": since, "came": queries.came(by, asked, since=since, limit=PASSAGES), "left": queries.left(by, asked, since=since, limit=PASSAGES),
        "most": PASSAGES, "before": queries.counted(by, asked.on(since)), "total": queries.counted(by, asked),
    }


@require_POST
def paste_roster(request: HttpRequest, place: str) -> HttpResponse:
    """Narrows the roster down to those a pasted column names; its numbers are kept nowhere."""
    seen = _seen(request, place)
    keep_pasted(request, queries.pasted_column(seen.by, request.POST.get("lines", "").splitlines()))
    return redirect(f"{reverse('roster', args=[place])}?{seen.stands.query(pasted='1')}")


@require_POST
def export_roster(request: HttpRequest, place: str) -> HttpResponseBase:
    """The roster as it is seen, as a workbook, numbers masked; noted in the journal. Of chosen rows only, where some are. A long one is made by a job."""
    seen = _seen(request, place)
    by, form = seen.by, seen.form
    by.must("reporting.export", at=place)
    title, content, only = f"{seen.where.name}名册", BytesIO(), _chosen(request)
    total = queries.counted(by, seen.asked)
    if only is None and (total.households if form.by_household else total.persons) > AT_ONCE:
        actions.ask_roster(by, place=place, filters=words_of(form, seen.stands, pasted_token(request)), title=f"{title}，{form.words_of_it()}")
        return being_made(request)
    layout = Layout.of(seen.stands, by_household=form.by_household)
    rows = write_roster(content, by, seen.asked, layout, title=title, words=form.words_of_it(), only=only)
    actions.note_export(by, place=seen.where.code, what=f"{title}，{form.words_of_it()}，{rows} 行", rows=rows)
    content.seek(0)
    return FileResponse(content, as_attachment=True, filename=f"{title}_{timezone.localdate():%Y%m%d}.xlsx")


def _chosen(request: HttpRequest) -> list[UUID] | None:
    """The rows that were ticked; None for all that are found."""
    if "all" in request.POST or "chosen" not in request.POST:
        return None
    return ticked(request, "chosen", "请重新勾选要导出的行。")


def roster_taken(by: Actor, stands: Arranged, place: str, most: int) -> Taken:
    """The rows of a roster that is printed: of people or of households, as the list says that is taken, whatever the filters left behind say."""
    by.must("registry.print", at=place)
    where, form = _place(by, place), _form(by, {**stands.terms, "by": "household" if stands.listing is HOUSEHOLDS else ""})
    asked, keys = form.asked(by, place, stands.pasted), stands.keys
    rows = list(islice(queries.all_listed(by, asked, order=stands.order, keys=keys, by_household=form.by_household, most=most), most))
    return Taken(f"{where.name}名册", place, rows, roster_cell, form.words_of_it())


@dataclass(frozen=True)
class Seen:
    """A roster as it is asked for: who asks, where, by which form, how the list stands, the question."""

    by: Actor
    where: PlaceRow
    form: RosterForm
    stands: Arranged
    asked: queries.Asked


def _seen(request: HttpRequest, place: str) -> Seen:
    by = asker(request)
    by.must("registry.look")
    where, form = _place(by, place), _form(by, request.GET if request.method == "GET" else request.POST)
    stands = arranged(request, by, listing_of(by_household=form.by_household), place=place)
    return Seen(by, where, form, stands, form.asked(by, where.code, stands.pasted))


def _place(by: Actor, place: str) -> PlaceRow:
    where = place_found(by, place)
    if where is None:
        raise Http404
    return where


def _form(by: Actor, data: Mapping[str, Any]) -> RosterForm:
    form = RosterForm(data, tags=[word for word, _ in tag_words(by)])
    if not form.is_valid():
        raise Refused("；".join(f"{form.fields[name].label}：{errors[0]}" for name, errors in form.errors.items()))
    return form


@require_GET
def delivery_changes(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """What applying a delivered list would change, person by person, one village at a time: old → new, moved in, gone."""
    by = asker(request)
    found = delivery_found(by, delivery)
    if found is None or found.receiver != "register":
        raise Http404
    known = villages(by, delivery)
    chosen = request.GET.get("place") or next((one.place_code for one in known if one.changed or one.moved or one.gone), "")
    chosen = chosen or next((one.place_code for one in known), "")
    if not any(one.place_code == chosen for one in known):
        raise Http404
    return render(request, "registry/changes.html", {
        "delivery": found, "villages": known, "chosen": chosen, "changes": village_changes(by, delivery, chosen),
        "applied": any(one.place_code == chosen and one.applied_at for one in known),
    })
