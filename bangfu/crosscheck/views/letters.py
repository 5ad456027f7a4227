"""出函: the form of a letter about a place's findings, and the letter itself."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import actions, letters, queries
from bangfu.crosscheck.letter_forms import LetterForm
from bangfu.crosscheck.letters import Letter, Told
from bangfu.crosscheck.views.boards import found_place
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker, done
from bangfu.organization.queries import PlaceRow

TO = {"township": "人民政府", "village": "村民委员会"}


@require_GET
def letter_page(request: HttpRequest, place: str) -> HttpResponse:
    """The form, filled with what can be known."""
    by, where = _where(request, place)
    to = f"{where.name.removesuffix('村')}{TO[where.level]}" if where.level in TO else ""
    return _page(request, by, where, LetterForm.suggested(letters.suggested_title(where), to))


def _page(request: HttpRequest, by: Actor, where: PlaceRow, form: LetterForm, *, status: int = 200) -> HttpResponse:
    return render(request, "crosscheck/letter.html", {
        "where": where, "form": form, "count": queries.count(by, place=where.code), "most": letters.MOST, "last_run": queries.last_run(by, where.code),
    }, status=status)


@require_POST
def write_letter(request: HttpRequest, place: str) -> HttpResponse:
    """The letter as PDF; written down before it leaves. What was typed stays when it is refused."""
    by, where = _where(request, place)
    form, made = LetterForm(request.POST), []

    def write() -> None:
        letter = Letter(**form.cleaned_data)
        told = letters.letter_pdf(by, where, letter)
        _note(by, where, letter, told)
        made.append(told.content)
    if not done(form, write):
        return _page(request, by, where, form, status=409)
    name = quote(form.cleaned_data["title"])
    return HttpResponse(made[0], content_type="application/pdf", headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}.pdf"})


def _note(by: Actor, where: PlaceRow, letter: Letter, told: Told) -> None:
    actions.note_letter(by, place=where.code, number=letter.number, title=letter.title, to=letter.to, findings=told.findings, content=told.content)


def _where(request: HttpRequest, place: str) -> tuple[Any, PlaceRow]:
    by = asker(request)
    by.must("crosscheck.print", at=place)
    return found_place(request, place)
