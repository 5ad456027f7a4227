"""The page of a person, and what is done about them from there."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import actions as crosscheck_actions
from bangfu.crosscheck import queries as crosscheck
from bangfu.deliveries import queries as deliveries
from bangfu.journal.queries import entries, looked_at, looks_of
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker, done, is_opened
from bangfu.registry import actions, queries
from bangfu.registry.forms import CorrectForm, LeaveForm, UnmaskForm, person_form
from bangfu.registry.queries import PersonRow
from bangfu.rules.refusal import Refused
from bangfu.web.asking import stands_at
from bangfu.web.family_tree import family_tree
from bangfu.web.views.households import seen_by

MOST_ENTRIES = 20


@require_GET
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person: what is known, where it comes from, what was found, what happened, who looked."""
    return _page(request, asker(request), person)


def _page(
    request: HttpRequest, by: Actor, person: UUID, *, shown: dict[str, str] | None = None, leave: LeaveForm | None = None, status: int = 200,
) -> HttpResponse:
    file, story = queries.person_file(by, person), queries.story(by, person)
    if file is None and not story:
        raise Http404
    found = file.row if file else None
    stands_at(request, found.place_code if found else by.place_code)
    is_opened(request, "person", person, found.place_code if found else by.place_code)
    written = entries(by, subject=("person", str(person)), limit=MOST_ENTRIES)
    may_correct = found is not None and by.can("registry.correct", at=found.place_code)
    return render(request, "web/person.html", {
        "person": found, "person_id": person, "groups": file.groups if file else (), "doubts": file.doubts if file else (), "story": story,
        "tree": family_tree(file.household) if file else None, "departed": queries.departed(by, person) if found is None else None,
        "origin": _origin(by, found), "own_columns": deliveries.own_columns_of(by, person),
        "findings": crosscheck.findings_of(by, [str(person)]), "shown": shown or {}, "entries": written,
        "label": written[0].subject_label if written else "", "may_correct": may_correct,
        "looks": looked_at(by, ("person", str(person)), stands_at=found.place_code) if found else [], "looked_today": looks_of(by.user_id, timezone.localdate()),
        "leave": leave or (LeaveForm(auto_id="leave_%s") if may_correct else None), "leave_wrong": leave is not None,
        "may_unmask": found is not None and by.can("registry.unmask", at=found.place_code),
    }, status=status)


def _origin(by: Actor, found: PersonRow | None) -> object:
    """The delivered row and its delivery a record rests on, if it rests on one."""
    if found is None or found.origin_kind != "delivered_row":
        return None
    line = deliveries.line(by, found.origin_id)
    return {"line": line[0], "delivery": line[1]} if line else None


@require_GET
def correct_page(request: HttpRequest, person: UUID) -> HttpResponse:
    """The form that corrects a person, filled with what is held of them."""
    by = asker(request)
    by.must("registry.correct")
    found, seen = _within(by, person), queries.person_as_seen(by, person)
    by.must("registry.correct", at=found.place_code)
    return _correct_page(request, found, person_form(by, seen) if seen else None)


def _correct_page(request: HttpRequest, found: PersonRow, form: CorrectForm | None, *, status: int = 200) -> HttpResponse:
    stands_at(request, found.place_code)
    return render(request, "web/person_correct.html", {"person": found, "form": form}, status=status)


@require_POST
def correct(request: HttpRequest, person: UUID) -> HttpResponse:
    """Corrects a person by what differs from what was seen."""
    by = asker(request)
    found = _within(by, person)
    by.must("registry.correct", at=found.place_code)
    form = person_form(by, seen_by(request, lambda seen: queries.person_as_seen(by, person, seen)), request.POST)
    if not done(form, lambda: crosscheck_actions.correct_person(by, person=person, **form.arguments)):
        return _correct_page(request, found, form, status=409)
    messages.success(request, "已更正，留痕里可以查到。")
    return redirect("person", person)


@require_POST
def leave(request: HttpRequest, person: UUID) -> HttpResponse:
    """Notes that a person left the register."""
    by, form = asker(request), LeaveForm(request.POST, auto_id="leave_%s")
    _within(by, person)
    if not done(form, lambda: crosscheck_actions.leave_register(by, person=person, **form.cleaned_data)):
        return _page(request, by, person, leave=form, status=409)
    messages.success(request, "已登记，以前的情况仍可按日期查到。")
    return redirect("person", person)


@require_POST
def unmask(request: HttpRequest, person: UUID) -> HttpResponse:
    """Shows one number whole, once, with a reason that is kept."""
    by, form = asker(request), UnmaskForm(request.POST)
    _within(by, person)
    if not form.is_valid():
        raise Refused("；".join(f"{form.fields[name].label}：{errors[0]}" for name, errors in form.errors.items()))
    data = form.cleaned_data
    shown = actions.unmask(by, person=person, column=data["column"], reason=data["reason"])
    return _page(request, by, person, shown={data["column"]: shown})


def _within(by: Actor, person: UUID) -> PersonRow:
    """A person now in the register; 404 out of reach."""
    found = queries.person(by, person)
    if found is None:
        raise Http404
    return found
