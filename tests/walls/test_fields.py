"""Every role and every field of the powers table: what an answer of the program really holds, and whether the field is really written. The cells stand here once more,
written out, so that a change of the table is a change of this one too."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from bangfu.organization.actor import PROGRAM, Actor
from bangfu.registry import actions, queries
from bangfu.registry.models import PersonRecord
from bangfu.registry.queries.as_seen import person_as_seen
from bangfu.rules.place_code import CodeRange
from bangfu.rules.powers import FIELDS, ROLES
from bangfu.rules.refusal import Forbidden
from tests.county import VILLAGE, County
from tests.deliveries.office import number
from tests.registry.homes import HOUSE, home

WHO = ("grid_worker", "village_clerk", "township_clerk", "county_officer", "administrator", "security_administrator", "auditor", "program", "")
# read whole (R), masked (m) or not at all (-) by each of WHO
READS = {
    "person.id_number": "mmmm---m-", "person.phone": "mmmm---m-", "household.phone": "mmmm---m-", "household.bank_account": "-mmm---m-",
    "household.collector_phone": "mmmm---m-", "body.phone": "-mmm---m-", "person.minimum_living": "RRRR---R-", "person.destitute_support": "RRRR---R-",
}
# written (w) or refused (-)
WRITES = {
    "person.id_number": "-www---w-", "person.phone": "-www---w-", "household.phone": "-www---w-", "household.bank_account": "-www---w-",
    "household.collector_phone": "-www---w-", "body.phone": "-www---w-", "person.minimum_living": "---w---w-", "person.destitute_support": "---w---w-",
}
SAID: dict[str, Any] = {
    "person.id_number": number(701, date(1966, 4, 5)), "person.phone": "15499000002", "household.phone": HOUSE["phone"],
    "household.bank_account": HOUSE["bank_account"], "household.collector_phone": "15499000003", "body.phone": "15499000004", "person.minimum_living": "是",
    "person.destitute_support": "是",
}
OTHER: dict[str, Any] = {
    "person.id_number": number(702, date(1966, 4, 5)), "person.phone": "15499000012", "household.phone": "15499000011", "household.bank_account": "622999000000000016",
    "household.collector_phone": "15499000013", "body.phone": "15499000014", "person.minimum_living": "否", "person.destitute_support": "否",
}


@pytest.fixture
def known(county: County) -> dict[str, UUID]:
    """A household, its head and an enterprise, with something in every field."""
    household = home(PROGRAM, **HOUSE, collector_phone=SAID["household.collector_phone"])
    person = PersonRecord.objects.get(household=household).person_id
    told = {"minimum_living": "是", "destitute_support": "是"}
    actions.correct_person(PROGRAM, person=person, changes=told, reason="民政名单")
    body = actions.register_body(
        PROGRAM, place=VILLAGE, since=date(2026, 1, 1), reason="看了执照", values={"name": "上垟合作社", "kind": "种养大户", "phone": SAID["body.phone"]},
    )
    return {"household": household, "person": person, "body": body.body_id}


def actor(role: str) -> Actor:
    """Somebody of a role who reaches the village."""
    return replace(PROGRAM, user_id=1, role=role, ranges=(CodeRange.under(VILLAGE),))


def answered(by: Actor, field: str, known: dict[str, UUID]) -> Any:
    """What the program answers for a field; None when the row itself is not answered."""
    subject, _, column = field.partition(".")
    if field.startswith("person.") and column not in ("id_number", "phone"):
        seen = person_as_seen(by, known["person"])
        return seen and seen.values[column]
    row = getattr(queries, subject)(by, known[subject])
    return row and getattr(row, column)


def read(value: Any, whole: str) -> str:
    """R, m or -: the value as it is, its last digits only, nothing."""
    if not value:
        return "-"
    if value == whole:
        return "R"
    assert whole not in value and value[-4:] == whole[-4:], value
    return "m"


def test_the_cells_are_those_of_the_table() -> None:
    assert set(READS) == set(WRITES) == set(FIELDS) and set(WHO) == {*ROLES, ""}


@pytest.mark.once
@pytest.mark.parametrize("who", WHO)
def test_what_is_answered_is_what_each_cell_says(known: dict[str, UUID], who: str) -> None:
    found = {field: read(answered(actor(who), field, known), SAID[field]) for field in READS}
    assert found == {field: cells[WHO.index(who)] for field, cells in READS.items()}


@pytest.mark.once
@pytest.mark.parametrize("who", WHO)
def test_what_is_written_is_what_each_cell_says(known: dict[str, UUID], who: str) -> None:
    found = {field: written(actor(who), field, known) for field in WRITES}
    assert found == {field: cells[WHO.index(who)] for field, cells in WRITES.items()}


def written(by: Actor, field: str, known: dict[str, UUID]) -> str:
    """w or -: whether the field was corrected. Undone afterwards."""
    subject, _, column = field.partition(".")
    correct: Any = getattr(actions, f"correct_{subject}")
    with transaction.atomic():
        try:
            correct(by, changes={column: OTHER[field]}, reason="对照证件", **{subject: known[subject]})
        except Forbidden:
            return "-"
        transaction.set_rollback(True)
    return "w"
