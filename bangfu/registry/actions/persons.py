"""One person: corrected, entered, gone, looked at."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.deliveries.actions import note_rows_applied
from bangfu.deliveries.models import DeliveredRow
from bangfu.deliveries.rows import opened
from bangfu.facts.models import NOW, Rewriting, changed, corrected, ended, new_id
from bangfu.journal.actions import Deed, Subject, record, record_all
from bangfu.organization.actor import Actor
from bangfu.registry.closing import closed
from bangfu.registry.columns import PERSON, possible, together
from bangfu.registry.counts import keep_up
from bangfu.registry.models import HouseholdRecord, NaturalChange, Person, PersonRecord
from bangfu.registry.moving import Where
from bangfu.registry.records import COMPARED, PURPOSES, SEALED, WORDS, columns, is_same
from bangfu.registry.said import hear
from bangfu.registry.subjects import (
    about_household,
    about_person,
    believed,
    current_household,
    current_person,
    from_origin,
    household_numbered,
    members_now,
    nothing_lost,
    papered,
    past,
    pasts_of,
    reasoned,
)
from bangfu.rules.id_number import read_number, why
from bangfu.rules.natural_change import change_kind, judge, leaving_kinds
from bangfu.rules.refusal import Refused
from bangfu.sealing.ring import ring
from bangfu.walls.reach import whole_county

DEPARTURES = dict(leaving_kinds())
LONE = ("本人", "户主")


@transaction.atomic
def correct_person(
    by: Actor, *, person: UUID, changes: Mapping[str, Any], reason: str, origin: tuple[str, str] = ("", ""), since: date | None = None,
    seen: UUID | None = None,
) -> PersonRecord:
    """Corrects what we hold of a person: `changes` are clear values by column of `columns.PERSON`. `since` None: it was wrong all along;
    a day: it became so on that day. `seen` is the entry of the record the corrector looked at.

    Refused without a reason, for a value that cannot be, when nothing would change, or when somebody else has changed the same column since.
    """
    known = current_person(by, person, "registry.correct")
    reasoned(reason)
    wanted = _checked(known, changes)
    for name in changes:
        by.must_write(f"person.{name}", PERSON[name].word)
    nothing_lost(known, seen, wanted)
    rows, values = pasts_of(known), columns(wanted) | from_origin(origin)
    told = [name for name in columns(wanted) if name not in SEALED]
    made = corrected(rows, values, told) if since is None else changed(rows, values, past(since, "since"))
    deed = Deed(
        "person.corrected", about_person(known), known.place_code, reason=reason, origin=origin, superseded=made.superseded, new=made.new,
    )
    record_all(by, [deed])
    keep_up([deed])
    return made.new[-1]


def _checked(known: PersonRecord, changes: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(changes) - set(PERSON)
    if unknown:
        raise Refused(f"“{min(unknown)}”不是可以更正的项目。")
    wanted = {name: possible(PERSON[name], value) for name, value in changes.items()}
    if "id_number" in wanted:
        wanted |= _number_facts(wanted["id_number"], wanted, str(wanted.get("id_kind", known.id_kind)))
    if all(is_same(known, name, value) for name, value in wanted.items()):
        raise Refused("填的内容和现在的一样，没有要更正的。")
    together({name: wanted.get(name, getattr(known, name)) for name in PERSON}, wanted)
    return wanted


def _number_facts(text: str, wanted: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """A corrected ID number must be right, and says birth and sex unless the correction says them itself."""
    number = read_number(text, kind=kind)
    if number.status not in ("ok", "other"):
        raise Refused(why(number) or "证件号码不对。", field="id_number")
    told = {"birth": wanted.get("birth") or number.birth, "sex": wanted.get("sex") or number.sex}
    return {"id_number": number, **{name: value for name, value in told.items() if value}}


@transaction.atomic
def leave_register(
    by: Actor, *, person: UUID, kind: str, on: date, reason: str, origin: tuple[str, str] = ("", ""), document: str = "",
) -> NaturalChange:
    """Ends a person's record on a day, for a reason of `rules.natural_change`; never_in: then nothing of it was ever true. The household's record
    ends with its last member.

    Refused for a day to come, for a reason that cannot be at that age, or without a reason in words. Their past stays, and is answered as of its days.
    """
    known = current_person(by, person, "registry.correct")
    reasoned(reason)
    if kind not in DEPARTURES:
        raise Refused("请选择去向。", field="kind")
    judge(kind, past(on, "on"), known.birth, timezone.localdate())
    change = _change(known, kind, on, origin, papered(document))
    rows = believed(PersonRecord, "person", [person])[person]
    made = Rewriting(rows, []) if kind == "never_in" else ended(rows, on)
    emptied = _house_after(known, on, never=kind == "never_in")
    deed = Deed(
        f"person.{kind}", about_person(known), known.place_code, reason=reason, origin=origin,
        superseded=[*made.superseded, *emptied.superseded], new=[change, *made.new, *emptied.new],
    )
    record_all(by, [deed])
    keep_up([deed])
    return change


def _house_after(known: PersonRecord, on: date, *, never: bool = False) -> Rewriting[Any]:
    """What becomes of the household when somebody leaves: its record and its spells end with its last member."""
    if any(one.person_id != known.person_id for one in members_now(known.household_id)):
        return Rewriting([], [])
    rows = believed(HouseholdRecord, "household", [known.household_id]).get(known.household_id, [])
    if not rows:
        return Rewriting([], [])
    made, over = Rewriting(rows, []) if never and not _had_others(known) else ended(rows, on), closed(known.household_id, on)
    return Rewriting([*made.superseded, *over.superseded], [*made.new, *over.new])


def _had_others(known: PersonRecord) -> bool:
    return PersonRecord.objects.filter(household=known.household_id).exclude(person=known.person_id).exists()


def _change(known: PersonRecord, kind: str, on: date, origin: tuple[str, str], document: str = "") -> NaturalChange:
    return NaturalChange(
        person_id=known.person_id, household_id=known.household_id, kind=kind, valid_from=on, valid_to=on + timedelta(days=1), document=document,
        place_code=known.place_code, place_then=known.place_code, **from_origin(origin),
    )


@transaction.atomic
def enter_register(by: Actor, *, household: UUID, kind: str, on: date, values: Mapping[str, Any], reason: str, document: str = "") -> UUID:
    """Registers somebody who came into a household (出生, 嫁入 …) on a day: `values` are clear values by column of `columns.PERSON`. Returns the person's id.

    Refused without a name or relation, for an ID number that is wrong or stands in the register already, or a second head.
    """
    place = current_household(by, household, "registry.correct")
    reasoned(reason)
    if change_kind(kind).direction != "in" or change_kind(kind).household_moves:
        raise Refused("请选择增加的原因。", field="kind")
    wanted, document = _newcomer(by, values, members_now(household)), papered(document)
    judge(kind, past(on, "on"), wanted.get("birth"), timezone.localdate())
    deed = _entered(place, kind, on, wanted, reason, document)
    record_all(by, [deed])
    keep_up([deed])
    return next(row.pk for row in deed.new if isinstance(row, Person))


def _entered(place: HouseholdRecord, kind: str, on: date, wanted: Mapping[str, Any], reason: str, document: str = "") -> Deed:
    """The deed that writes a newcomer into a household: the person, their record (one for each place the household was at since), and why they came."""
    person, lay = Person(id=new_id()), Where.of(place.household_id)
    where = {"place_code": place.place_code, "place_then": lay.on(on), "origin_kind": "desk"}
    made = PersonRecord(person=person, household_id=place.household_id, valid_from=on, **where, **columns(_whole(wanted)))
    change = NaturalChange(
        person=person, household_id=place.household_id, kind=kind, valid_from=on, valid_to=on + timedelta(days=1), document=document, **where,
    )
    return Deed("person.entered", about_household(place, f"：{wanted['name']}"), place.place_code, reason=reason, new=[person, *lay.parted(made), change])


def _whole(wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {"id_number": "", "phone": "", **wanted}


def _newcomer(by: Actor, values: Mapping[str, Any], members: Sequence[PersonRecord]) -> dict[str, Any]:
    """The checked values of somebody who comes in."""
    wanted = {name: possible(PERSON[name], value) for name, value in values.items() if name in PERSON and (value not in (None, "") or name == "name")}
    if not wanted.get("name"):
        raise Refused("请填姓名。", field="name")
    if not wanted.get("relation"):
        raise Refused("请选择与户主的关系。", field="relation")
    if wanted["relation"] in LONE and any(one.relation in LONE for one in members):
        raise Refused("这一户已经有户主；请选择与户主的关系。", field="relation")
    for name in wanted:
        by.must_write(f"person.{name}", PERSON[name].word)
    if wanted.get("id_number"):
        wanted |= _number_facts(str(wanted["id_number"]), wanted, str(wanted.get("id_kind", "")))
        _not_here_already(by, str(columns({"id_number": wanted["id_number"]})["id_index"]))
    together(wanted, wanted)
    return wanted


def _not_here_already(by: Actor, index: str) -> None:
    """A number may stand in the register once. Where it stands is said to those who reach it only."""
    with whole_county("a number stands in the register once, wherever"):
        found = PersonRecord.objects.filter(**NOW.filters(), id_index=index).select_related("household").first()
    if found is None:
        return
    where = f"：{found.name}，户 {found.household.number}" if by.can("registry.look", at=found.place_code) else "，在别的地方；请报乡镇或县里核对"
    raise Refused(f"这个证件号码已经在名册里{where}。", field="id_number")


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
    reasoned(reason)
    if row.outcome == "refused":
        raise Refused("这一行是退回的，请先改好再补录。")
    place = household_numbered(by, household_number, "registry.correct")
    if row.id_index and any(one.id_index == row.id_index for one in members_now(place.household_id)):
        raise Refused("这个证件号码已经在这一户里了。")
    said = hear(opened(row.content).understood)
    person, lay = Person(id=new_id()), Where.of(place.household_id)
    where = {"place_code": place.place_code, "place_then": lay.on(since), "origin_kind": "delivered_row", "origin_id": str(row.pk)}
    made = PersonRecord(
        person=person, household_id=place.household_id, valid_from=past(since, "since"), **where, **columns(said.clear(said.person)),
    )
    change = NaturalChange(
        person=person, household_id=place.household_id, kind="added_late", valid_from=since, valid_to=since + timedelta(days=1), **where,
    )
    subject = Subject("household", str(place.household_id), household_number, key=place.household_id)
    deed = Deed("person.added", subject, place.place_code, reason=reason, origin=origin, new=[person, *lay.parted(made), change])
    record_all(by, [deed])
    note_rows_applied(by, applied={row.pk: (str(person.pk), deed.id)})
    keep_up([deed])
    return person.pk


@transaction.atomic
def unmask(by: Actor, *, person: UUID, column: str, reason: str) -> str:
    """Shows one sealed number whole, with a reason that is kept in the journal. `column`: id_number or phone."""
    known = current_person(by, person, "registry.unmask")
    reasoned(reason)
    if column not in COMPARED or column not in PURPOSES:
        raise Refused("没有这一项。")
    clear_text = ring().unseal(getattr(known, column), PURPOSES[column])
    record(by, "person.unmasked", about_person(known, WORDS[column]), at=known.place_code, reason=reason)
    return clear_text
