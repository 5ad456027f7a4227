"""The file of a household on one page, and what is done upon it from there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import actions as crosscheck_actions
from bangfu.crosscheck import queries as crosscheck
from bangfu.evidence.actions import keep_paper
from bangfu.evidence.forms import KeepForm
from bangfu.journal.actions import Subject
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker, done, is_opened
from bangfu.organization.queries import place_names
from bangfu.registry import queries
from bangfu.registry.filters import DaysForm
from bangfu.registry.forms import HouseholdForm, household_form
from bangfu.registry.queries import HouseholdFile, Seen
from bangfu.rules.papers import kinds_of
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.refusal import Refused
from bangfu.web.asking import stands_at
from bangfu.web.composed import composed
from bangfu.web.household_deeds import DEEDS, HouseholdDeed, deed_of
from bangfu.web.household_sections import SECTIONS, HouseholdPage
from bangfu.web.remarks import remarks


@require_GET
def household(request: HttpRequest, household: UUID) -> HttpResponse:
    """One household: who, where, what it counts as, how it lives, what it earns, what happened, what is missing. One that is in the register no more is
    shown as it was on its last day."""
    by, asked = asker(request), DaysForm(request.GET)
    file = queries.household_file(by, household, asked.as_of)
    last = queries.last_file(by, household) if file is None and asked.as_of.is_now else None
    if file or last:
        return _page(request, by, file or last, asked)   # type: ignore[arg-type]
    span = queries.household_span(by, household)
    if span is None:
        raise Http404
    return render(request, "web/household_not_then.html", {"household": household, "as_of": asked, "span": span}, status=404)


def _page(request: HttpRequest, by: Actor, file: HouseholdFile, asked: DaysForm) -> HttpResponse:
    row = file.row
    stands_at(request, row.place_code)
    is_opened(request, "household", row.household, row.place_code)
    span = queries.household_span(by, row.household)
    is_gone = span is not None and span[1] is not None
    is_now = asked.as_of.is_now and not is_gone
    findings = crosscheck.findings_of(by, [str(row.household), *(str(one.person) for one in row.members)])
    names = place_names(row.place_code[: LENGTHS[level]] for level in ("township", "village", "grid"))
    return render(request, "web/household.html", {
        "file": file, "household": row, "as_of": asked, "is_now": is_now, "is_gone": is_gone, "findings": findings, "remarks": remarks(file, findings),
        "where": [names[code] for code in sorted(names)], "deeds": _deeds(by, row.place_code) if is_now else [],
        "may_check": by.can("crosscheck.look", at=row.place_code), "may_print": is_now and by.can("registry.print", at=row.place_code),
        "may_erase": is_gone and by.can("registry.erase", at=row.place_code), "may_correct": is_now and by.can("registry.correct", at=row.place_code),
        **composed(by, HouseholdPage(file, is_now, findings), row.place_code, SECTIONS),
    })


def _deeds(by: Actor, place_code: str) -> list[tuple[str, list[HouseholdDeed]]]:
    """(heading, deeds) of what the asker may do there."""
    groups: dict[str, list[HouseholdDeed]] = {}
    for one in DEEDS.values():
        if by.can(one.power, at=place_code):
            groups.setdefault(one.group, []).append(one)
    return list(groups.items())


@require_GET
def household_form_page(request: HttpRequest, household: UUID, deed: str) -> HttpResponse:
    """The form of one deed: a page of its own, or for htmx the inside of the dialog."""
    by, chosen = asker(request), _deed(deed)
    file = _within(by, household)
    by.must(chosen.power, at=file.row.place_code)
    return _deed_page(request, file, chosen, chosen.form(by, file, initial=request.GET.dict()))


@require_POST
def household_deed(request: HttpRequest, household: UUID, deed: str) -> HttpResponse:
    """Does one deed; what was refused stands in the form, and what was typed stays."""
    by, chosen = asker(request), _deed(deed)
    file = _within(by, household)
    by.must(chosen.power, at=file.row.place_code)
    form = chosen.form(by, file, request.POST)
    if "reckon" in request.POST:
        form.errors.pop("reason", None)   # asked for when it is kept, not while it is reckoned
        return _deed_page(request, file, chosen, form)
    made: list[Any] = []
    if not done(form, lambda: made.append(chosen.act(by, household=household, **form.arguments))):
        return _deed_page(request, file, chosen, form, status=409)
    messages.success(request, chosen.done)
    return redirect("household", made[0] if deed in ("split", "merge") else household)


def _deed(slug: str) -> HouseholdDeed:
    try:
        return deed_of(slug)
    except Refused as error:
        raise Http404 from error


def _within(by: Actor, household: UUID) -> HouseholdFile:
    """The file of a household now in the register; 404 out of reach."""
    by.must("registry.look")
    file = queries.household_file(by, household)
    if file is None:
        raise Http404
    return file


def _deed_page(request: HttpRequest, file: HouseholdFile, deed: HouseholdDeed, form: HouseholdForm, *, status: int = 200) -> HttpResponse:
    stands_at(request, file.row.place_code)
    template = "web/household/_deed.html" if request.headers.get("HX-Request") else "web/household_deed.html"
    return render(request, template, {"household": file.row, "deed": deed, "form": form}, status=status)


@require_GET
def correct_household_page(request: HttpRequest, household: UUID) -> HttpResponse:
    """The form that corrects a household, filled with what is held of it."""
    by = asker(request)
    file, seen = _within(by, household), queries.household_as_seen(by, household)
    by.must("registry.correct", at=file.row.place_code)
    return _correct_page(request, file, household_form(by, seen) if seen else None)


def _correct_page(request: HttpRequest, file: HouseholdFile, form: Any, *, status: int = 200) -> HttpResponse:
    stands_at(request, file.row.place_code)
    return render(request, "web/household_correct.html", {"household": file.row, "form": form}, status=status)


@require_POST
def correct_household(request: HttpRequest, household: UUID) -> HttpResponse:
    """Corrects a household by what differs from what was seen. Two who changed the same: the second is told, with the form as typed."""
    by = asker(request)
    file = _within(by, household)
    by.must("registry.correct", at=file.row.place_code)
    form = household_form(by, seen_by(request, lambda seen: queries.household_as_seen(by, household, seen)), request.POST)
    if not done(form, lambda: crosscheck_actions.correct_household(by, household=household, **form.arguments)):
        return _correct_page(request, file, form, status=409)
    messages.success(request, "已更正，留痕里可以查到。")
    return redirect("household", household)


def seen_by(request: HttpRequest, asked: Any) -> Seen:
    """The record as the sender of a form saw it. Refused when the form does not say, or says what never was."""
    try:
        found = asked(UUID(request.POST.get("seen", "")))
    except ValueError:
        found = None
    if found is None:
        raise Refused("没有收到您看的是哪一次的记录，请刷新页面后再改。")
    known: Seen = found
    return known


@require_POST
def keep_household_paper(request: HttpRequest, household: UUID) -> HttpResponse:
    """Keeps a paper in the file of a household."""
    by = asker(request)
    file = _within(by, household)
    by.must("evidence.keep", at=file.row.place_code)
    form = KeepForm(request.POST, request.FILES, kinds=kinds_of("household"))
    if not form.is_valid():
        raise Refused("；".join(str(errors[0]) for errors in form.errors.values()))
    given = form.cleaned_data["file"]
    subject = Subject("household", str(household), f"户 {file.row.number}", key=household)
    keep_paper(
        by, subject=subject, at=file.row.place_code, kind=form.chosen, file_name=given.name, content=given.read(),
        taken_on=form.cleaned_data["taken_on"], note=form.cleaned_data["note"],
    )
    messages.success(request, f"{form.chosen.word}已存入。")
    return redirect("household", household)
