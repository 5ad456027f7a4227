"""Rows of several packages that lie at a village, for the tests of changes of places; and who sees them."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.config.registered import count_anew
from bangfu.crosscheck.models import Cell, Finding, Run
from bangfu.facts.models import new_id
from bangfu.journal.actions import Subject, record
from bangfu.organization.actions import appoint, create_post, create_user
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.organization.models import User
from bangfu.organization.queries import actor_for
from bangfu.registry.models import Household, HouseholdRecord, Person, PersonRecord
from bangfu.sealing.models import new_subject_key
from tests.county import PASSWORD, SINCE

MODELS = (HouseholdRecord, PersonRecord, Finding)


@dataclass
class House:
    """A household of one at a village, with a finding about its person and the cell the finding rests on."""

    household: Household
    person: Person
    finding: Finding


@transaction.atomic
def house(at: str, group: str = "", name: str = "覃天明") -> House:
    """A household, written by the pen."""
    household, person, number = Household(number=f"H{new_id().hex[-10:]}"), Person(), f"H{new_id().hex[-10:]}"
    new_subject_key(household.pk, secrets.token_bytes(32)).save()
    place = {"place_code": at, "place_then": at}
    rows: list[Any] = [
        household, person,
        HouseholdRecord(household=household, number=number, group=group, valid_from=SINCE, **place),
        PersonRecord(person=person, household=household, name=name, name_folded=name, id_status="ok", valid_from=SINCE, **place),
    ]
    finding = _found(person, number, place)
    rows += [finding.marked_in, finding, Cell(finding=finding, edition=1, position=1, source="register", place_code=at, column="name", value=name)]
    record(PROGRAM, "household.founded", Subject("household", str(household.pk), number, key=household.pk), at=at, new=rows)
    count_anew({at})
    return House(household, person, finding)


def _found(person: Person, number: str, place: dict[str, str]) -> Finding:
    now = timezone.now()
    run = Run(day=date(2026, 6, 30), known_at=now, finished_at=now, checks="", asked_by="程序", **place)
    return Finding(
        identity=new_id().hex, check_slug="missing", fault="missing", subject_kind="person", subject_id=str(person.pk), subject_name="覃天明",
        household_number=number, reason="台账里有，名册里没有", marked_in=run, first_found_at=now, evidence="e", **place,
    )


def clerk(name: str, place: str, role: str = "village_clerk") -> User:
    """A person with a post at a place, for whom `actor_for` is asked anew each time."""
    user = create_user(PROGRAM, username=name, name=name, password=PASSWORD)
    appoint(PROGRAM, user=user, post=create_post(PROGRAM, title=f"{name}的岗位", role=role, place=place, since=SINCE), since=SINCE)
    return user


def seen(by: Actor | User) -> set[UUID]:
    """The households somebody sees now."""
    actor = actor_for(by) if isinstance(by, User) else by
    return set(HouseholdRecord.objects.filter(actor.scope()).values_list("household_id", flat=True))


def ids(*houses: House) -> set[UUID]:
    return {one.household.pk for one in houses}


def codes(one: House) -> set[str]:
    """Every code at which something of a household lies: one, when all of it goes together."""
    found = {row.place_code for model in (HouseholdRecord, PersonRecord) for row in model._default_manager.filter(household=one.household)}
    found |= set(Finding.objects.filter(pk=one.finding.pk).values_list("place_code", flat=True))
    return found | set(Cell.objects.filter(finding=one.finding).values_list("place_code", flat=True))
