"""A household forgotten: nothing that names its people is left, and the chain still holds."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from bangfu.facts.models import NOW
from bangfu.journal.actions import Deed, Subject, destroy_keys, record_all
from bangfu.organization.actor import Actor
from bangfu.registry.columns import HOUSEHOLD, PERSON, empty
from bangfu.registry.models import Household, HouseholdRecord, NaturalChange, PersonRecord
from bangfu.registry.moving import DATED
from bangfu.registry.subjects import reasoned
from bangfu.rules.refusal import Refused

FORGOTTEN = "（已注销）"
# what a figure of a past day still needs, and what names nobody
KEPT_OF_PERSON = frozenset({"sex", "relation", "nation", "schooling", "student", "labour"})
KEPT_OF_HOUSEHOLD = frozenset({"standard"})


@transaction.atomic
def erase_household(by: Actor, *, household: UUID, reason: str, document: str) -> None:
    """Forgets a household that is no longer in the register (个人信息保护法 第四十七条): blanks whatever names or describes its people in every record of every
    day, and destroys the key under which the journal's words about it are sealed. Counts of past days stay; the chain still verifies.

    Refused while anybody of it is in the register, without a paper, or when it has been forgotten already.
    """
    record_ = HouseholdRecord.objects.filter(by.scope(), household=household).order_by("-valid_from", "-recorded_at").select_related("household").first()
    if record_ is None:
        raise Refused("没有这一户，或它不在您岗位的管辖范围内。")
    by.must("registry.erase", at=record_.place_code)
    reasoned(reason)
    reasoned(document)
    if PersonRecord.objects.filter(**NOW.filters(), household=household).exists():
        raise Refused("这一户还有人在册，不能注销；全户都不再在册以后才可以。")
    if record_.erased_in is not None:
        raise Refused("这一户已经注销过了。")
    subject = Subject("household", str(household), FORGOTTEN)
    deed = Deed(
        "household.erased", subject, record_.place_code, reason=f"{document}：{reason}"[:500], erased=_blanked(household, record_.household),
    )
    record_all(by, [deed])
    destroy_keys([household])


def _blanked(household: UUID, anchor: Household) -> list[tuple[Any, Mapping[str, Any]]]:
    """Each row with the values that take the place of its content."""
    label = f"注销-{str(household)[-12:]}"
    people = [(row, _of_person(row)) for row in PersonRecord.objects.filter(household=household, erased_in=None)]
    houses = [(row, _of_household(label)) for row in HouseholdRecord.objects.filter(household=household, erased_in=None)]
    others: list[tuple[Any, Mapping[str, Any]]] = [
        (row, {"document": "", **{name: "" for name in ("remark", "note", "handling") if hasattr(row, name)}})
        for model in (*DATED, NaturalChange) for row in model.objects.filter(household=household, erased_in=None)
    ]
    return [*people, *houses, *others, (anchor, {"number": label})]


def _of_person(row: PersonRecord) -> dict[str, Any]:
    """Of a birth the year stays, for the ages a past figure counts."""
    blank = {name: empty(column) for name, column in PERSON.items() if name not in KEPT_OF_PERSON}
    year = row.birth.replace(month=1, day=1) if row.birth else None
    sealed = {"id_index": "", "id18_index": "", "phone_index": "", "id_status": "blank"}
    return {**blank, **sealed, "name": FORGOTTEN, "name_folded": FORGOTTEN, "birth": year, "dropout_reason": "", "origin_kind": "", "origin_id": ""}


def _of_household(label: str) -> dict[str, Any]:
    blank = {name: empty(column) for name, column in HOUSEHOLD.items() if name not in KEPT_OF_HOUSEHOLD}
    return {**blank, "number": label, "phone_index": "", "bank_index": "", "origin_kind": "", "origin_id": ""}
