"""补录清单: what a deed upon the register changed that the national website holds, and whether an export says it by now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from bangfu.crosscheck.models import TypeBack
from bangfu.crosscheck.national_form import MEMBER, PLACE, WORDS, positions
from bangfu.deliveries.models import DeliveredRow
from bangfu.deliveries.rows import opened
from bangfu.facts.models import FOREVER, NOW
from bangfu.organization.queries import place_names
from bangfu.registry.columns import HOUSEHOLD, PERSON, Column, shown
from bangfu.registry.models import HouseholdRecord, NaturalChange, PersonRecord
from bangfu.registry.records import INDEXES, PURPOSES, is_alike
from bangfu.registry.said import Said, hear_before
from bangfu.rules import id_number
from bangfu.rules.natural_change import KINDS
from bangfu.sealing.ring import ring

OPEN = ("waiting", "typed")
GIVEN_BY_THEM = ("person_number",)   # the national system makes it when somebody is typed in
OWN_NUMBER = "本县-"   # how the number of a household begins that the national system has none for


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
    """What one entry changed of a person or a household that the national form holds, in the order of the form: of who is new, everything that is told."""
    found = [*_columns_changed(entry, person, household), *(_came_or_left(entry, person) if person else _moved(entry, household))]
    return sorted(found, key=lambda one: positions()[one.column])


def _columns_changed(entry: UUID, person: UUID | None, household: UUID | None) -> Iterator[Changed]:
    of: dict[str, Any] = {"person": person} if person else {"household": household}
    model: Any = PersonRecord if person else HouseholdRecord
    before = model.objects.filter(**of, superseded_in=entry).order_by("-valid_from").first()
    after = model.objects.filter(**of, recorded_in=entry).order_by("-valid_from").first()
    if after is None or before is None and (not person or model.objects.filter(person=person).exclude(recorded_in=entry).exists()):
        return   # who comes back stands there as they were
    columns: Mapping[str, Column] = PERSON if person else HOUSEHOLD
    for name, column in columns.items():
        key = name if person else f"household.{name}"
        if key in positions() and (before or key not in GIVEN_BY_THEM) and (not is_alike(before, after, name) if before else _shown(column, after)):
            yield Changed(after.household_id, person, after.place_code, key, _shown(column, before) if before else "", _shown(column, after))


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


def _moved(entry: UUID, household: UUID | None) -> Iterator[Changed]:
    """A household that lives elsewhere from a day on."""
    rows = HouseholdRecord.objects.filter(household=household, recorded_in=entry, superseded_at=FOREVER).order_by("valid_from")
    now, before = rows.last(), HouseholdRecord.objects.filter(household=household, superseded_in=entry).order_by("valid_from").last()
    if now is None or before is None or now.place_then == before.place_then:
        return
    places = place_names([now.place_then, before.place_then])
    old, new = (f"{places.get(one.place_then, one.place_then)}{one.group}" for one in (before, now))
    yield Changed(now.household_id, None, now.place_code, PLACE, old, new)


def _shown(column: Column, record: Any) -> str:
    """A value of a record; of a number its head and tail."""
    if column.kind != "number":
        return shown(column, getattr(record, column.name))[:120]
    clear = ring().unseal(getattr(record, column.name), PURPOSES[column.name]) if getattr(record, column.name) else ""
    return id_number.masked(clear) if column.name == "id_number" else f"{clear[:3]}****{clear[-4:]}" if clear else ""


def agreed(lines: Iterable[TypeBack], delivery: UUID, village: str) -> list[TypeBack]:
    """Those lines of a village that a delivered export says as the register does by now."""
    wanted = list(lines)
    if not wanted:   # mostly: then the export need not be read again
        return []
    rows = list(DeliveredRow.objects.filter(delivery=delivery, place_code=village).exclude(subject=""))
    told = _Told({one.subject: one.household_number for one in rows}, {one.household_number for one in rows})
    heard = {one.subject: hear_before(opened(one.content).understood) for one in rows if one.subject in _subjects(wanted)}
    people = {one.person_id: one for one in PersonRecord.objects.filter(**NOW.filters(), person__in=[one.person_id for one in wanted if one.person_id])}
    homes = {one.household_id: one for one in HouseholdRecord.objects.filter(**NOW.filters(), household__in=[one.household_id for one in wanted])}
    return [one for one in wanted if (_is_there(one, told, people, wanted) if one.column in WORDS else _is_agreed(one, heard, people, homes))]


class _Told(NamedTuple):
    """What an export says of a village: the household number of each person, and of all households."""

    homes: Mapping[str, str]
    numbers: set[str]


def _is_there(one: TypeBack, told: _Told, people: Mapping[UUID, PersonRecord], wanted: Iterable[TypeBack]) -> bool:
    """Whether the export has somebody in the household, or not, as the register does; of a household that moved, whether it has it in the village.

    A household founded here has no number of theirs yet: who split off is there once the export no more has them where they left.
    """
    number = one.household.number
    if one.person_id is None:
        return number in told.numbers
    listed, there = told.homes.get(str(one.person_id)), people.get(one.person_id)
    if there is None or there.household_id != one.household_id:
        return listed != number
    if not number.startswith(OWN_NUMBER):
        return listed == number
    left = {each.household.number for each in wanted if each.person_id == one.person_id and each.household_id != one.household_id}
    return listed is not None and listed not in left


def _subjects(lines: Iterable[TypeBack]) -> set[str]:
    return {str(one.person_id or one.household_id) for one in lines}


def _is_agreed(
    one: TypeBack, heard: Mapping[str, Said | None], people: Mapping[UUID, PersonRecord], homes: Mapping[UUID, HouseholdRecord],
) -> bool:
    said = heard.get(str(one.person_id or one.household_id))
    record: Any = people.get(one.person_id) if one.person_id else homes.get(one.household_id)
    name = one.column.removeprefix("household.")
    part = {} if said is None else said.person if one.person_id else said.household
    if record is None or name not in part:
        return False
    return bool(getattr(record, INDEXES.get(name, name)) == part[name])
