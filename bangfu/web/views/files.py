"""The file of a person and of a household: composed from what each package has to say."""

from typing import TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import queries as crosscheck
from bangfu.deliveries import queries as deliveries
from bangfu.journal.queries import entries
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.registry import actions, queries
from bangfu.registry.forms import CorrectForm, LeaveForm, UnmaskForm
from bangfu.registry.queries import PersonRow
from bangfu.rules.refusal import Refused
from bangfu.web.asking import stands_at

Form = TypeVar("Form", bound=forms.Form)


@require_GET
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person: what is known, where it comes from, what was found, what happened."""
    return _person_page(request, asker(request), person)


def _person_page(request: HttpRequest, by: Actor, person: UUID, shown: dict[str, str] | None = None) -> HttpResponse:
    found = queries.person(by, person)
    story = queries.story(by, person)
    written = entries(by, subject=("person", str(person)), limit=20)
    if found is None and not story:
        raise Http404
    stands_at(request, found.place_code if found else by.place_code)
    return render(request, "web/person.html", {
        "person": found, "person_id": person, "story": story, "departed": queries.departed(by, person) if found is None else None,
        "origin": _origin(by, found), "findings": crosscheck.findings_of(by, [str(person)]), "shown": shown or {},
        "entries": written, "label": written[0].subject_label if written else "",
        "correct": CorrectForm.of(found) if found and by.can("registry.correct", at=found.place_code) else None,
        "leave": LeaveForm(auto_id="leave_%s") if found and by.can("registry.correct", at=found.place_code) else None,
        "may_unmask": found is not None and by.can("registry.unmask", at=found.place_code),
    })


def _origin(by: Actor, found: PersonRow | None) -> object:
    """The delivered row and its delivery a record rests on, if it rests on one."""
    if found is None or found.origin_kind != "delivered_row":
        return None
    line = deliveries.line(by, found.origin_id)
    return {"line": line[0], "delivery": line[1]} if line else None


@require_GET
def household(request: HttpRequest, household: UUID) -> HttpResponse:
    """One household with its members."""
    by = asker(request)
    found = queries.household(by, household)
    if found is None:
        raise Http404
    stands_at(request, found.place_code)
    people = [str(one.person) for one in found.members]
    return render(request, "web/household.html", {
        "household": found, "findings": crosscheck.findings_of(by, [str(household), *people]),
        "entries": entries(by, subject=("household", str(household)), limit=20),
    })


@require_POST
def correct(request: HttpRequest, person: UUID) -> HttpResponse:
    """Corrects a person from their page."""
    by, form = _who_reaches(request, person), _valid(CorrectForm(request.POST))
    data = form.cleaned_data
    actions.correct_person(
        by, person=person, changes=form.changes, reason=data["reason"], since=data["since"], seen=data["seen"],
    )
    messages.success(request, "已更正，留痕里可以查到。")
    return redirect("person", person)


@require_POST
def leave(request: HttpRequest, person: UUID) -> HttpResponse:
    """Notes that a person left the register."""
    by, data = _who_reaches(request, person), _valid(LeaveForm(request.POST)).cleaned_data
    actions.leave_register(by, person=person, kind=data["kind"], on=data["on"], reason=data["reason"])
    messages.success(request, "已登记，以前的情况仍可按日期查到。")
    return redirect("person", person)


@require_POST
def unmask(request: HttpRequest, person: UUID) -> HttpResponse:
    """Shows one number whole, once, with a reason that is kept."""
    by, data = _who_reaches(request, person), _valid(UnmaskForm(request.POST)).cleaned_data
    shown = actions.unmask(by, person=person, column=data["column"], reason=data["reason"])
    return _person_page(request, by, person, {data["column"]: shown})


def _who_reaches(request: HttpRequest, person: UUID) -> Actor:
    """Who is asking; 404 when the person is out of their reach."""
    by = asker(request)
    if queries.person(by, person) is None:
        raise Http404
    return by


def _valid(form: Form) -> Form:
    """The form, or a refusal that says what is wrong with which field."""
    if not form.is_valid():
        raise Refused("；".join(f"{form.fields[name].label}：{errors[0]}" for name, errors in form.errors.items()))
    return form
