"""What is done to the register: a delivered village taken over, a person corrected, added, or gone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.deliveries.actions import note_rows_applied
from bangfu.deliveries.models import DeliveredRow, DeliveredVillage
from bangfu.deliveries.queries import rows_to_compare
from bangfu.deliveries.rows import opened
from bangfu.facts import bulk
from bangfu.facts.models import NOW, Rewriting, changed, corrected, ended, new_id
from bangfu.journal.actions import TWO_AT_ONCE, Subject, record, record_all
from bangfu.organization.actor import Actor
from bangfu.organization.models import Place
from bangfu.registry.counts import recount
from bangfu.registry.judging import judge_village
from bangfu.registry.models import Departure, HouseholdRecord, Person, PersonRecord
from bangfu.registry.records import COMPARED, LENGTHS, SEALED, WORDS, clear, columns, phone_index
from bangfu.registry.taking import believed, take_over
from bangfu.rules import place_code
from bangfu.rules.codes import LABOUR, NATION, RELATION, SCHOOLING, SEX, STUDENT
from bangfu.rules.id_number import EARLIEST_BIRTH, read_number, why
from bangfu.rules.refusal import Refused
from bangfu.sealing.ring import ring

LABELS = {"relation": RELATION, "sex": SEX, "nation": NATION, "schooling": SCHOOLING, "student": STUDENT, "labour": LABOUR}
DEPARTURES = {"died": "死亡", "moved_out": "迁出", "married_out": "嫁出", "never_in": "本不应在册"}


@dataclass(frozen=True)
class VillageTaken:
    """What applying one village did."""

    new: int
    changed: int
    unchanged: int


@transaction.atomic
def apply_village(by: Actor, *, village: DeliveredVillage, hold: Callable[[], None]) -> VillageTaken:
    """Takes one village of a delivered list over into the register, whole or not at all.

    Rows are judged again here, within the transaction, so that what somebody changed since the preview is respected. One journal entry a
    household. Refused when the village is already in; `hold` proves that the job is still this worker's.
    """
    by.must("deliveries.apply", at=village.place_code)
    hold()
    _one_at_a_time(village.place_code)
    rows = rows_to_compare(village.delivery_id, village.place_code)
    judged = judge_village(village.delivery.source.slug, rows, village.place_code).rows
    taking = take_over(village, judged)
    bulk.insert(taking.keys)
    record_all(by, taking.deeds)
    note_rows_applied(by, applied=taking.applied)
    recount({village.place_code, *(one.record.place_code for one in judged if one.record)})
    tally = [one.outcome for one in judged]
    return VillageTaken(tally.count("new"), tally.count("changed") + tally.count("moved"), tally.count("unchanged") + tally.count("kept"))


def _one_at_a_time(village: str) -> None:
    """Villages of a county are taken over one after the other, whoever does it: two lists with the same new people must not double them."""
    Place.objects.select_for_update().filter(code=village[: place_code.LENGTHS["county"]]).first()


@transaction.atomic
def correct_person(
    by: Actor, *, person: UUID, changes: Mapping[str, Any], reason: str, origin: tuple[str, str] = ("", ""), since: date | None = None,
    seen: UUID | None = None,
) -> PersonRecord:
    """Corrects what we hold of a person: `changes` are clear values by column of `COMPARED`. `since` None: it was wrong all along;
    a day: it became so on that day. `seen` is the entry of the record the corrector looked at.

    Refused without a reason, for a value that cannot be, when nothing would change, or when the record has moved on since it was seen.
    """
    known = _current(by, person, "registry.correct")
    if seen is not None and known.recorded_in != seen:
        raise Refused(TWO_AT_ONCE)
    _reasoned(reason)
    wanted = _checked(known, changes)
    for name in changes:
        by.must_write(f"person.{name}", WORDS[name])
    rows, values = believed([person])[person], columns(wanted) | _from(origin)
    told = [name for name in columns(wanted) if name not in SEALED]
    made = corrected(rows, values, told) if since is None else changed(rows, values, _past(since, "since"))
    record(
        by, "person.corrected", _about(known), at=known.place_code, reason=reason, origin=origin, superseded=made.superseded, new=made.new,
    )
    return made.new[-1]


def _checked(known: PersonRecord, changes: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(changes) - set(COMPARED)
    if unknown:
        raise Refused(f"“{min(unknown)}”不是可以更正的项目。")
    wanted = {name: _possible(name, value) for name, value in changes.items()}
    if "id_number" in wanted:
        wanted |= _number_facts(wanted["id_number"], wanted)
    if all(_same(known, name, value) for name, value in wanted.items()):
        raise Refused("填的内容和现在的一样，没有要更正的。")
    return wanted


def _possible(name: str, value: Any) -> Any:
    """A value as it is kept: labels in the words of the national lists. Refused for one that cannot be."""
    word, most = WORDS[name], LENGTHS.get(name, 0)
    if name == "name" and not str(value).strip():
        raise Refused("姓名不能为空。", field="name")
    if name in LABELS and LABELS[name].label(str(value)) is None:
        raise Refused(f"“{value}”不是“{word}”里可选的说法。", field=name)
    if isinstance(value, str) and most and len(value) > most:
        raise Refused(f"“{word}”写了 {len(value)} 个字，最多 {most} 个。", field=name)
    if isinstance(value, int) and not 0 <= value <= most:
        raise Refused(f"“{word}”是 {value}，不是可能的数。", field=name)
    if isinstance(value, date) and not EARLIEST_BIRTH <= value <= timezone.localdate():
        raise Refused(f"“{word}”{value} 不是可能的日期。", field=name)
    return LABELS[name].label(str(value)) if name in LABELS else value


def _number_facts(text: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """A corrected ID number must be right, and says birth and sex unless the correction says them itself."""
    number = read_number(text)
    if number.status != "ok":
        raise Refused(why(number) or "证件号码不对。", field="id_number")
    return {"birth": wanted.get("birth") or number.birth, "sex": wanted.get("sex") or number.sex}


def _same(known: PersonRecord, name: str, value: Any) -> bool:
    if name == "id_number":
        return bool(columns({name: value})["id_index"] == known.id_index)
    if name == "phone":
        return phone_index(value or "") == known.phone_index
    return bool(getattr(known, name) == value)


@transaction.atomic
def leave_register(by: Actor, *, person: UUID, kind: str, on: date, reason: str, origin: tuple[str, str] = ("", "")) -> Departure:
    """Ends a person's record on a day: died, moved_out, married_out, or never_in (then nothing of it was ever true).

    Refused for a day to come, or without a reason. Their past stays, and is answered as of its days.
    """
    known = _current(by, person, "registry.correct")
    _reasoned(reason)
    if kind not in DEPARTURES:
        raise Refused("请选择去向：死亡、迁出、嫁出，或本不应在册。", field="kind")
    departure = Departure(person_id=person, kind=kind, on=_past(on, "on"), place_code=known.place_code, place_then=known.place_code)
    rows = believed([person])[person]
    made = Rewriting(rows, []) if kind == "never_in" else ended(rows, on)
    record(
        by, f"person.{kind}", _about(known), at=known.place_code, reason=reason, origin=origin, superseded=made.superseded,
        new=[departure, *made.new],
    )
    recount({known.place_code})
    return departure


@transaction.atomic
def add_person(
    by: Actor, *, delivered_row: UUID, household_number: str, since: date, reason: str, origin: tuple[str, str] = ("", ""),
) -> UUID:
    """Registers the person of a delivered row as a member of a household that is in the register at the row's place. Returns the person's id.

    Refused when the household is not there, the same ID number already stands in it, or the row was sent back itself.
    """
    row = DeliveredRow.objects.filter(by.scope(), pk=delivered_row).first()
    if row is None:
        raise Refused("没有这一行，或它不在您岗位的管辖范围内。")
    by.must("registry.correct", at=row.place_code)
    _reasoned(reason)
    if row.outcome == "refused":
        raise Refused("这一行是退回的，请先改好再补录。")
    place = HouseholdRecord.objects.filter(by.scope(), **NOW.filters(), number=household_number).select_related("household").first()
    if place is None:
        raise Refused(f"名册里没有户编号“{household_number}”，请核对；新的户要先在全国系统里建。", field="household_number")
    members = PersonRecord.objects.filter(**NOW.filters(), household=place.household)
    if row.id_index and members.filter(id_index=row.id_index).exists():
        raise Refused("这个证件号码已经在这一户里了。")
    person = Person(id=new_id())
    made = PersonRecord(
        person=person, household=place.household, valid_from=_past(since, "since"), place_code=place.place_code, place_then=place.place_code,
        **columns(clear(opened(row.content).understood)), origin_kind="delivered_row", origin_id=str(row.pk),
    )
    subject = Subject("household", str(place.household_id), household_number, key=place.household_id)
    entry = record(by, "person.added", subject, at=place.place_code, reason=reason, origin=origin, new=[person, made])
    note_rows_applied(by, applied={row.pk: (str(person.pk), entry.id)})
    recount({place.place_code})
    return person.pk


@transaction.atomic
def unmask(by: Actor, *, person: UUID, column: str, reason: str) -> str:
    """Shows one sealed number whole, with a reason that is kept in the journal. `column`: id_number or phone."""
    known = _current(by, person, "registry.unmask")
    _reasoned(reason)
    if column not in ("id_number", "phone"):
        raise Refused("没有这一项。")
    clear_text = ring().unseal(getattr(known, column), "registry." + column)
    record(by, "person.unmasked", _about(known, WORDS[column]), at=known.place_code, reason=reason)
    return clear_text


def _current(by: Actor, person: UUID, power: str) -> PersonRecord:
    known = PersonRecord.objects.filter(by.scope(), **NOW.filters(), person=person).select_related("household").first()
    if known is None:
        raise Refused("名册里现在没有这个人，或不在您岗位的管辖范围内。")
    by.must(power, at=known.place_code)
    return known


def _about(known: PersonRecord, what: str = "") -> Subject:
    label = f"{known.name}（户 {known.household.number}）{what}"
    return Subject("person", str(known.person_id), label[:160], key=known.household_id)


def _past(day: date, field: str) -> date:
    if day > timezone.localdate():
        raise Refused("日期不能晚于今天。", field=field)
    return day


def _from(origin: tuple[str, str]) -> dict[str, str]:
    return {"origin_kind": origin[0] or "desk", "origin_id": origin[1]}


def _reasoned(reason: str) -> None:
    if len(reason.strip()) < 2:
        raise Refused("请写明理由。", field="reason")
