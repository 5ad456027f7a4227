"""留痕: what was done, and the proof that it still stands as it was written."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck.views.boards import how_far, job_shown
from bangfu.journal import queries
from bangfu.journal import readings as looks
from bangfu.journal.queries import VERBS, EntryRow
from bangfu.journal.readings import ReadingRow
from bangfu.lists.arranging import Arranged, arranged, leave, left_before
from bangfu.lists.drawn import Cell, Said, drawn
from bangfu.lists.keyset import Turn, page_of
from bangfu.lists.taking import Taken
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import place_names
from bangfu.organization.verifying import JOB, request_verification
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.whole_number import whole_number
from bangfu.web.asking import stands_at
from bangfu.web.listings import JOURNAL, READINGS, entry_cell, reading_cell
from bangfu.web.templatetags.desk import page_of as page_of_kind

OPENS = ("household", "person")   # what was looked at and has a page of its own
NOBODY_LOOKED = ("还没有", "有人打开户、人或佐证的页面，会记在这里。", "eye")
NOT_SEEN = ("没有找到", "这个人没有看过您管的地方的档案。姓名要写全。", "search")
EMPTY = "收件、应用、更正、豁免、打印，每做一件都会记在这里。"


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """Entries within reach, latest first."""
    if address := left_before(request, JOURNAL):
        return redirect(address)
    return _page(request)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Has the whole journal verified; its page says how far that is, and then what came of it."""
    request_verification(asker(request))
    response = redirect("journal")
    response.status_code = 303
    return response


@require_GET
def verify_progress(request: HttpRequest) -> HttpResponse:
    """How far that is; the page is loaded again once it has ended."""
    by = asker(request)
    by.must("journal.look")
    return how_far(request, _verifying(by))


def _verifying(by: Actor) -> dict[str, Any] | None:
    return job_shown(by, JOB, by.place_code[: LENGTHS["county"]], reverse("verify_progress"), "验留痕", "条和行")


def _page(request: HttpRequest) -> HttpResponse:
    by = asker(request)
    by.must("journal.look")
    stands = arranged(request, by, JOURNAL)
    leave(request, stands)
    verb = stands.terms.get("verb", "")
    page = page_of(_found(by, verb, stands.turn), stands.turn, lambda one: str(one.id))
    said = Said("留痕", "还没有留痕", EMPTY, "history", words=VERBS.get(verb, ""), take_url=reverse("take_list", args=[JOURNAL.slug]))
    return render(request, "web/journal.html", {
        "list": drawn(by, reverse("journal"), stands, page, _cell(by, page.rows), said), "may_take": True, "verified": queries.last_verified(by), "job": _verifying(by),
        "verbs": sorted(VERBS.items(), key=lambda pair: pair[1]), "verb": verb,
        "seal": queries.last_seal(), "may_verify": by.can("journal.verify"),
    })


def _found(by: Actor, verb: str, turn: Turn) -> list[EntryRow]:
    """The entries of a page and one more, in the direction of the turn."""
    try:
        before, behind = (UUID(key) if key else None for key in (turn.after, turn.before))
    except ValueError as error:
        raise Http404 from error
    found = queries.entries(by, verb=verb, before=before, behind=behind, limit=turn.size + 1)
    return found[::-1] if behind else found


def _cell(by: Actor, rows: Sequence[EntryRow]) -> Callable[[EntryRow, str], Cell]:
    """What stands in a row: also the place, and the subject's page for whoever may open it."""
    names, may_open = place_names(one.place_code for one in rows), by.can("registry.look")

    def cell(row: EntryRow, key: str) -> Cell:
        if key == "place":
            return Cell(names.get(row.place_code, ""))
        if key == "what" and may_open and page_of_kind(row.subject_kind, row.subject_id):
            return Cell(row.subject_label, of=(row.subject_kind, row.subject_id))
        return entry_cell(row, key)
    return cell


def journal_taken(by: Actor, stands: Arranged, _: str, most: int) -> Taken:
    """The entries of a list, to be taken away."""
    verb = stands.terms.get("verb", "")
    rows = queries.entries(by, verb=verb, limit=most)
    return Taken("留痕", by.place_code, rows, _cell(by, rows), VERBS.get(verb, ""))


@require_GET
def readings(request: HttpRequest) -> HttpResponse:
    """Who looked at which files, latest first; of one person if asked for."""
    if address := left_before(request, READINGS):
        return redirect(address)
    by = asker(request)
    by.must("journal.look")
    stands = arranged(request, by, READINGS)
    leave(request, stands)
    name = stands.terms.get("name", "").strip()
    page = page_of(_looks(by, name, stands.turn), stands.turn, lambda one: str(one.id))
    said = Said("阅览记录", *(NOT_SEEN if name else NOBODY_LOOKED), words=name, take_url=reverse("take_list", args=[READINGS.slug]))
    return render(request, "web/readings.html", {
        "list": drawn(by, reverse("readings"), stands, page, _look_cell(by, page.rows), said), "may_take": True, "name": name,
    })


def _looks(by: Actor, name: str, turn: Turn) -> list[ReadingRow]:
    """The looks of a page and one more, in the direction of the turn."""
    before, behind = (whole_number(key) or None for key in (turn.after, turn.before))
    return looks.readings(by, name=name, before=before, behind=behind, limit=turn.size + 1)


def _look_cell(by: Actor, rows: Sequence[ReadingRow]) -> Callable[[ReadingRow, str], Cell]:
    """What stands in a row: also the place, and the subject's file for whoever may open it."""
    names, may_open = place_names(one.place_code for one in rows), by.can("registry.look")

    def cell(row: ReadingRow, key: str) -> Cell:
        if key == "place":
            return Cell(names.get(row.place_code, ""))
        if key == "subject" and may_open and row.subject_kind in OPENS:
            return Cell(row.subject, of=(row.subject_kind, row.subject_id))
        return reading_cell(row, key)
    return cell


def readings_taken(by: Actor, stands: Arranged, _: str, most: int) -> Taken:
    """The looks of a list, to be taken away."""
    name = stands.terms.get("name", "").strip()
    rows = looks.readings(by, name=name, limit=most)
    return Taken("阅览记录", by.place_code, rows, _look_cell(by, rows), name)


@require_GET
def entry(request: HttpRequest, entry: UUID) -> HttpResponse:
    """One entry."""
    by = asker(request)
    found = queries.entry(by, entry)
    if found is None:
        raise Http404
    stands_at(request, found.place_code)
    return render(request, "web/entry.html", {
        "entry": found, "place_name": place_names([found.place_code]).get(found.place_code, ""),
        "may_open": by.can("registry.look"), "may_look": by.can("journal.look"),
    })
