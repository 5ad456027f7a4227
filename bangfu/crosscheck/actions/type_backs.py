"""补录清单: lines made by corrections, ticked off by hand, and by the next national export."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.accounts.quota import spend
from bangfu.crosscheck.models import TypeBack
from bangfu.crosscheck.national_form import positions, word
from bangfu.crosscheck.typing_back import OPEN, Changed, agreed, changes_of
from bangfu.deliveries.models import DeliveredVillage
from bangfu.facts.models import FOREVER
from bangfu.journal.actions import Deed, Subject, record, record_all
from bangfu.organization.actor import Actor, within
from bangfu.registry import actions as registry
from bangfu.registry.models import HouseholdRecord, NaturalChange, PersonRecord
from bangfu.rules.place_code import CodeRange
from bangfu.rules.refusal import Refused


@transaction.atomic
def note_type_backs(by: Actor, *, entry: UUID, why: str, person: UUID | None = None, household: UUID | None = None) -> list[TypeBack]:
    """Makes a line for every column one entry changed of a person or a household that the national website holds. Called inside the correction's transaction.

    A line still open about the same column is replaced; where a correction was taken back, it is void and no other is made.
    """
    changed = changes_of(entry, person=person, household=household)
    deeds = []
    for one in changed:
        by.must("registry.correct", at=one.place_code)
        deeds.append(_deed(by, one, entry, why))
    if deeds:
        record_all(by, deeds)
    return [row for deed in deeds for row in deed.new if isinstance(row, TypeBack)]


def _deed(by: Actor, one: Changed, entry: UUID, why: str) -> Deed:
    before = list(TypeBack.objects.select_for_update().filter(household=one.household, person=one.person, column=one.column, state__in=OPEN))
    is_back = any(line.old == one.new and line.state == "waiting" for line in before)
    old = before[0].old if before and before[0].state == "waiting" else one.old
    line = TypeBack(
        household_id=one.household, person_id=one.person, place_code=one.place_code, place_then=one.place_code, column=one.column,
        position=positions()[one.column], old=old, new=one.new, why=why[:200], deed=entry, at=timezone.now(), by_name=by.name,
    )
    subject = Subject("household", str(one.household), f"补录：{word(one.column)}", key=one.household)
    rewritten = [(each, {"state": "void" if is_back else "replaced"}) for each in before]
    return Deed("type_back.noted", subject, one.place_code, new=[] if is_back else [line], rewritten=rewritten)


@transaction.atomic
def correct_person(by: Actor, *, person: UUID, **said: Any) -> PersonRecord:
    """`registry.correct_person`, and what of it must be typed back."""
    made = registry.correct_person(by, person=person, **said)
    note_type_backs(by, entry=made.recorded_in, person=person, why=str(said.get("reason", "")))
    return made


@transaction.atomic
def correct_household(by: Actor, *, household: UUID, **said: Any) -> HouseholdRecord:
    """`registry.correct_household`, and what of it must be typed back."""
    made = registry.correct_household(by, household=household, **said)
    note_type_backs(by, entry=made.recorded_in, household=household, why=str(said.get("reason", "")))
    return made


@transaction.atomic
def leave_register(by: Actor, *, person: UUID, **said: Any) -> NaturalChange:
    """`registry.leave_register`, and what of it must be typed back."""
    made = registry.leave_register(by, person=person, **said)
    note_type_backs(by, entry=made.recorded_in, person=person, why=str(said.get("reason", "")))
    return made


@transaction.atomic
def enter_register(by: Actor, *, household: UUID, **said: Any) -> UUID:
    """`registry.enter_register` (加人), and that the person, with all that is told of them, must be typed in."""
    person = registry.enter_register(by, household=household, **said)
    note_type_backs(by, entry=_entry_of(person), person=person, why=str(said.get("reason", "")))
    return person


@transaction.atomic
def split_household(by: Actor, *, household: UUID, members: Mapping[UUID, str], **said: Any) -> UUID:
    """`registry.split_household` (分户), and who has to be taken out of one household of the website and put into the other, as what."""
    made = registry.split_household(by, household=household, members=members, **said)
    _note_each(by, members, str(said.get("reason", "")))
    return made


@transaction.atomic
def merge_households(by: Actor, *, household: UUID, members: Mapping[UUID, str], **said: Any) -> UUID:
    """`registry.merge_households` (并户), and who has to be put into the other household, as what."""
    into = registry.merge_households(by, household=household, members=members, **said)
    _note_each(by, members, str(said.get("reason", "")))
    return into


@transaction.atomic
def move_household(by: Actor, *, household: UUID, **said: Any) -> None:
    """`registry.move_household` (迁到别处), and that the website has it elsewhere."""
    registry.move_household(by, household=household, **said)
    entry = HouseholdRecord.objects.filter(household=household, superseded_at=FOREVER).order_by("recorded_at").values_list("recorded_in", flat=True).last()
    if entry:
        note_type_backs(by, entry=entry, household=household, why=str(said.get("reason", "")))


def _note_each(by: Actor, people: Iterable[UUID], why: str) -> None:
    for person in people:
        note_type_backs(by, entry=_entry_of(person), person=person, why=why)


def _entry_of(person: UUID) -> UUID:
    """The entry that wrote the last record of somebody."""
    found: UUID = PersonRecord.objects.filter(person=person, superseded_at=FOREVER).order_by("recorded_at").values_list("recorded_in", flat=True).last()   # type: ignore[assignment]
    return found


@transaction.atomic
def tick_type_backs(by: Actor, *, place: str, lines: Sequence[UUID], typed: bool = True) -> int:
    """Ticks lines off by hand as typed into the national website, or takes the tick back. Returns how many."""
    by.must("crosscheck.settle", at=place)
    start, goal = ("waiting", "typed") if typed else ("typed", "waiting")
    found = list(TypeBack.objects.select_for_update().filter(by.scope(), pk__in=list(lines), state=start))
    if not found:
        raise Refused("没有勾选到可以办的行；可能已经录过或又改过，请刷新。")
    values = {"state": goal, "typed_by": by.name if typed else "", "typed_at": timezone.now() if typed else None}
    _write(by, "type_back.typed", found, values)
    return len(found)


@transaction.atomic
def see_type_backs(by: Actor, *, village: DeliveredVillage) -> int:
    """Ticks off the lines of a village that a national export just applied there says as the register does. Returns how many."""
    by.must("deliveries.apply", at=village.place_code)
    waiting = TypeBack.objects.select_for_update().filter(within([CodeRange.under(village.place_code)]), state__in=OPEN).order_by("id")
    found = agreed([one for one in waiting if _tells(village, one)], village.delivery_id, village.place_code)
    _write(by, "type_back.seen", found, {"state": "seen", "seen_at": timezone.now(), "seen_in": village.delivery_id})
    return len(found)


def _tells(village: DeliveredVillage, one: TypeBack) -> bool:
    """Whether the export is later than the correction, and about persons or households as the line is."""
    if village.delivery.received_at <= one.at:
        return False
    return village.delivery.source.layout == "national_persons" or one.column.startswith("household.")


def _write(by: Actor, verb: str, found: Sequence[TypeBack], values: dict[str, Any]) -> None:
    by_place: dict[str, list[TypeBack]] = {}
    for one in found:
        by_place.setdefault(one.place_code, []).append(one)
    deeds = [
        Deed(verb, Subject("place", place, f"补录清单 {len(those)} 行"), place, rewritten=[(one, values) for one in those], told=False)
        for place, those in sorted(by_place.items())
    ]
    if deeds:
        record_all(by, deeds)


@transaction.atomic
def note_type_backs_printed(by: Actor, *, place: str, kind: str, lines: int) -> None:
    """Writes down that the list leaves the program on paper or as a workbook. Numbers on it are masked."""
    by.must("crosscheck.print", at=place)
    spend(by, lines)
    record(by, "type_back.printed", Subject("place", place, f"补录清单 {kind} {lines} 行"), at=place)
