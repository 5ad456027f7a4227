"""补录清单: what a deed upon the register changed that the national website holds, and whether an export says it by now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bangfu.crosscheck.models import TypeBack
from bangfu.crosscheck.national_form import MEMBER, positions
from bangfu.deliveries.models import DeliveredRow
from bangfu.deliveries.rows import opened
from bangfu.facts.models import FOREVER, NOW
from bangfu.registry.columns import HOUSEHOLD, PERSON, Column, shown
from bangfu.registry.models import HouseholdRecord, NaturalChange, PersonRecord
from bangfu.registry.records import INDEXES, PURPOSES, is_alike
from bangfu.registry.said import Said, hear_before
from bangfu.rules import id_number
from bangfu.rules.natural_change import KINDS
from bangfu.sealing.ring import ring

OPEN = ("waiting", "typed")


@dataclass(frozen=True)
class Changed:
    """One column that became otherwise: of whom, what it was and is, as may be shown."""

    household: UUID
    person: UUID | None
    place_code: str
    column: str
    old: str
    new: str


def changes_of(entry: UUID, *, person: UUID | None = None, household: UUID | None = None) -> list[Changed]:
    """What one entry changed of a person or a household that the national form holds, in the order of the form."""
    found = [*_columns_changed(entry, person, household), *(_came_or_left(entry, person) if person else ())]
    return sorted(found, key=lambda one: positions()[one.column])


def _columns_changed(entry: UUID, person: UUID | None, household: UUID | None) -> Iterator[Changed]:
    of: dict[str, Any] = {"person": person} if person else {"household": household}
    model: Any = PersonRecord if person else HouseholdRecord
    before = model.objects.filter(**of, superseded_in=entry).order_by("-valid_from").first()
    after = model.objects.filter(**of, recorded_in=entry).order_by("-valid_from").first()
    if before is None or after is None:
        return
    columns: Mapping[str, Column] = PERSON if person else HOUSEHOLD
    for name, column in columns.items():
        key = name if person else f"household.{name}"
        if key in positions() and not is_alike(before, after, name):
            yield Changed(after.household_id, person, after.place_code, key, _shown(column, before), _shown(column, after))


def _came_or_left(entry: UUID, person: UUID) -> Iterator[Changed]:
    for one in NaturalChange.objects.filter(person=person, recorded_in=entry, superseded_at=FOREVER):
        kind = KINDS[one.kind]
        old, new = ("不在册", f"{kind.word}（{one.valid_from}）") if kind.direction == "in" else ("在册", f"{kind.word}（{one.valid_from}）")
        if one.household_id:
            yield Changed(one.household_id, person, one.place_code, MEMBER, old, new)
    for one in NaturalChange.objects.filter(person=person, superseded_in=entry):   # taken back
        kind = KINDS[one.kind]
        if one.household_id:
            yield Changed(one.household_id, person, one.place_code, MEMBER, kind.word, "不在册" if kind.direction == "in" else "在册")


def _shown(column: Column, record: Any) -> str:
    """A value of a record; of a number its head and tail."""
    if column.kind != "number":
        return shown(column, getattr(record, column.name))[:120]
    clear = ring().unseal(getattr(record, column.name), PURPOSES[column.name]) if getattr(record, column.name) else ""
    return id_number.masked(clear) if column.name == "id_number" else f"{clear[:3]}****{clear[-4:]}" if clear else ""


def agreed(lines: Iterable[TypeBack], delivery: UUID, village: str) -> list[TypeBack]:
    """Those lines of a village that a delivered export says as the register does by now."""
    rows = list(DeliveredRow.objects.filter(delivery=delivery, place_code=village).exclude(subject=""))
    subjects = {one.subject for one in rows}
    wanted = list(lines)
    heard = {one.subject: hear_before(opened(one.content).understood) for one in rows if one.subject in _subjects(wanted)}
    people = {one.person_id: one for one in PersonRecord.objects.filter(**NOW.filters(), person__in=[one.person_id for one in wanted if one.person_id])}
    homes = {one.household_id: one for one in HouseholdRecord.objects.filter(**NOW.filters(), household__in=[one.household_id for one in wanted])}
    return [one for one in wanted if _is_agreed(one, subjects, heard, people, homes)]


def _subjects(lines: Iterable[TypeBack]) -> set[str]:
    return {str(one.person_id or one.household_id) for one in lines}


def _is_agreed(
    one: TypeBack, subjects: set[str], heard: Mapping[str, Said | None], people: Mapping[UUID, PersonRecord], homes: Mapping[UUID, HouseholdRecord],
) -> bool:
    if one.column == MEMBER:
        return (str(one.person_id) in subjects) == (one.person_id in people)
    said = heard.get(str(one.person_id or one.household_id))
    record: Any = people.get(one.person_id) if one.person_id else homes.get(one.household_id)
    name = one.column.removeprefix("household.")
    part = {} if said is None else said.person if one.person_id else said.household
    if record is None or name not in part:
        return False
    return bool(getattr(record, INDEXES.get(name, name)) == part[name])
