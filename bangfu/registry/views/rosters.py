"""Pages of 名册: the roster of any place on any day, who came and who left, and what a delivered list would change."""

from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bangfu.deliveries.queries import delivery as delivery_found
from bangfu.deliveries.queries import own_headers, villages
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import PlaceRow, tag_words
from bangfu.organization.queries import place as place_found
from bangfu.registry import actions, queries
from bangfu.registry.exporting import AT_ONCE
from bangfu.registry.exports import write_roster
from bangfu.registry.filters import RosterForm
from bangfu.registry.previews import village_changes
from bangfu.registry.views.exports import being_made
from bangfu.rules.place_code import level
from bangfu.rules.refusal import Refused

ROWS, PASSAGES = 50, 200


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
    by, where, form = _asked_for(request, place, request.GET)
    asked, after = form.asked(by, where.code), request.GET.get("after", "")
    lines, more = _page(by, asked, form.by_household, after)
    later = level(where.code) in ("county", "township")
    total = None if later and not asked.is_plain else queries.counted(by, asked)
    context: dict[str, Any] = {
        "where": where, "form": form, "asked": asked, "total": total, "rows": lines, "by_household": form.by_household,
        "own_headers": own_headers(by), "days": asked.as_of, "later": later, "since": form.compared_with,
        "may_export": by.can("reporting.export", at=place), "export_query": form.query(),
        "page": {
            "total": total and (total.households if form.by_household else total.persons), "unit": "户" if form.by_household else "人",
            "next_url": f"{request.path}?{form.query(after=more)}" if more else "", "previous_url": f"{request.path}?{form.query()}" if after else "",
        },
    }
    if form.compared_with and not later:
        context |= _passages(by, asked, form.compared_with)
    return render(request, "registry/roster.html", context)


@require_GET
def roster_total(request: HttpRequest, place: str) -> HttpResponse:
    """How many households and people a roster has, as a part of its page."""
    by, where, form = _asked_for(request, place, request.GET)
    return render(request, "registry/_total.html", {"total": queries.counted(by, form.asked(by, where.code))})


@require_GET
def roster_passages(request: HttpRequest, place: str) -> HttpResponse:
    """Who came into a roster and who left it, as a part of its page."""
    by, where, form = _asked_for(request, place, request.GET)
    asked = form.asked(by, where.code)
    context = _passages(by, asked, form.compared_with) if form.compared_with else {}
    return render(request, "registry/_compared.html", context | {"days": asked.as_of})


def _passages(by: Actor, asked: queries.Asked, since: date) -> dict[str, Any]:
    return {
        "since": since, "came": queries.came(by, asked, since=since, limit=PASSAGES), "left": queries.left(by, asked, since=since, limit=PASSAGES),
        "most": PASSAGES, "before": queries.counted(by, asked.on(since)), "total": queries.counted(by, asked),
    }


@require_POST
def export_roster(request: HttpRequest, place: str) -> HttpResponseBase:
    """The roster as it is seen, as a workbook, numbers masked; noted in the journal. A long one is made by a job."""
    by, where, form = _asked_for(request, place, request.POST)
    by.must("reporting.export", at=place)
    title, asked, content = f"{where.name}名册", form.asked(by, where.code), BytesIO()
    total = queries.counted(by, asked)
    if (total.households if form.by_household else total.persons) > AT_ONCE:
        actions.ask_roster(by, place=place, filters=form.kept, title=f"{title}，{form.words_of_it()}")
        return being_made(request)
    rows = write_roster(content, by, asked, title=title, note=form.words_of_it(), by_household=form.by_household)
    actions.note_export(by, place=where.code, what=f"{title}，{form.words_of_it()}，{rows} 行")
    content.seek(0)
    return FileResponse(content, as_attachment=True, filename=f"{title}_{timezone.localdate():%Y%m%d}.xlsx")


def _asked_for(request: HttpRequest, place: str, data: QueryDict) -> tuple[Actor, PlaceRow, RosterForm]:
    by = asker(request)
    by.must("registry.look")
    where = place_found(by, place)
    if where is None:
        raise Http404
    form = RosterForm(data, tags=[word for word, _ in tag_words(by)])
    if not form.is_valid():
        raise Refused("；".join(f"{form.fields[name].label}：{errors[0]}" for name, errors in form.errors.items()))
    return by, where, form


def _page(by: Actor, asked: queries.Asked, by_household: bool, after: str) -> tuple[list[Any], str]:
    """The lines of one page, and the keyset value of the next; '' when there is none."""
    if by_household:
        houses = queries.households_page(by, asked, after=after, limit=ROWS + 1)
        return list(houses[:ROWS]), queries.household_key(by, houses[ROWS - 1].household, asked.as_of) if len(houses) > ROWS else ""
    people = queries.persons_page(by, asked, after=after, limit=ROWS + 1)
    return list(people[:ROWS]), queries.person_key(by, people[ROWS - 1].person, asked.as_of) if len(people) > ROWS else ""


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
