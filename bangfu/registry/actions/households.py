"""A household: corrected, made, split, merged, moved."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from bangfu.evidence.actions import rehome_papers
from bangfu.facts import bulk
from bangfu.facts.models import FOREVER, Rewriting, changed, corrected, ended, new_id
from bangfu.journal.actions import Deed, record_all
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place as place_found
from bangfu.registry.actions.persons import enter_register
from bangfu.registry.closing import closed
from bangfu.registry.columns import HOUSEHOLD, PERSON, empty, possible, together
from bangfu.registry.counts import keep_up, recount, step_anew
from bangfu.registry.models import Household, HouseholdRecord, NaturalChange, PersonRecord, StatusSpell
from bangfu.registry.moving import Where, carried
from bangfu.registry.records import SEALED, columns, is_same
from bangfu.registry.subjects import (
    about_household,
    believed,
    current_household,
    from_origin,
    household_numbered,
    members_now,
    nothing_lost,
    papered,
    past,
    pasts_of,
    reasoned,
)
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.refusal import Refused
from bangfu.sealing.models import new_subject_key

HEAD = "户主"
DAY = timedelta(days=1)


@transaction.atomic
def correct_household(
    by: Actor, *, household: UUID, changes: Mapping[str, Any], reason: str, origin: tuple[str, str] = ("", ""), since: date | None = None,
    seen: UUID | None = None,
) -> HouseholdRecord:
    """Corrects what we hold of a household: `changes` are clear values by column of `columns.HOUSEHOLD`; `since` and `seen` as in `correct_person`.

    Refused without a reason, for a value that cannot be, when nothing would change, or when somebody else has changed the same column since.
    """
    known = current_household(by, household, "registry.correct")
    reasoned(reason)
    unknown = set(changes) - set(HOUSEHOLD)
    if unknown:
        raise Refused(f"“{min(unknown)}”不是可以更正的项目。")
    wanted = {name: possible(HOUSEHOLD[name], value) for name, value in changes.items()}
    for name in wanted:
        by.must_write(f"household.{name}", HOUSEHOLD[name].word)
    if all(is_same(known, name, value) for name, value in wanted.items()):
        raise Refused("填的内容和现在的一样，没有要更正的。")
    together({name: wanted.get(name, getattr(known, name)) for name in HOUSEHOLD}, wanted)
    told = {name: value for name, value in columns(wanted).items() if name not in SEALED}
    nothing_lost(known, seen, wanted)
    rows, values = pasts_of(known), columns(wanted) | from_origin(origin)
    made = corrected(rows, values, list(told)) if since is None else changed(rows, values, past(since, "since"))
    deed = Deed(
        "household.corrected", about_household(known), known.place_code, reason=reason, origin=origin, superseded=made.superseded, new=made.new,
    )
    record_all(by, [deed])
    keep_up([deed])
    return made.new[-1]


@transaction.atomic
def register_household(
    by: Actor, *, number: str, place: str, since: date, head: Mapping[str, Any], values: Mapping[str, Any], kind: str = "added_late", reason: str,
) -> UUID:
    """Registers a household that was not in the register, with its head. `number` may be '' for one the national system does not know; it then gets
    one of the county's own. Returns the household's id.

    Refused for a number that is known already, a place that is no village or grid within reach, or a head who is in the register elsewhere.
    """
    by.must("registry.correct", at=place)
    reasoned(reason)
    where = _village(by, place)
    household = _new_household(number)
    wanted = columns({"phone": "", **_of_house(by, values)})
    record_ = HouseholdRecord(
        household=household, number=household.number, valid_from=past(since, "since"), place_code=where, place_then=where, origin_kind="desk", **wanted,
    )
    bulk.insert([new_subject_key(household.pk, secrets.token_bytes(32))])
    deed = Deed("household.registered", about_household(record_), where, reason=reason, new=[household, record_])
    record_all(by, [deed])
    keep_up([deed])
    enter_register(by, household=household.pk, kind=kind, on=since, values={**head, "relation": HEAD}, reason=reason)
    return household.pk


def _of_house(by: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    """The checked values of a new household."""
    wanted = {name: possible(HOUSEHOLD[name], value) for name, value in values.items() if name in HOUSEHOLD and value not in (None, "")}
    for name in wanted:
        by.must_write(f"household.{name}", HOUSEHOLD[name].word)
    together(wanted, wanted)
    return wanted


def _village(by: Actor, place: str) -> str:
    found = place_found(by, place)
    if found is None or found.level not in ("village", "grid"):
        raise Refused("请选择这一户在哪个村（或网格）。", field="place")
    return found.code


def _new_household(number: str) -> Household:
    """An unsaved household. Without a number it gets one nobody else gives out."""
    wanted, made = number.strip(), new_id()
    if len(wanted) > 40:
        raise Refused(f"户编号写了 {len(wanted)} 个字，最多 40 个。", field="number")
    if wanted and Household.objects.filter(number=wanted).exists():
        raise Refused(f"户编号“{wanted}”已经有了；同一户请直接补人，不要重建。", field="number")
    return Household(id=made, number=wanted or f"本县-{str(made)[-12:].upper()}")


@transaction.atomic
def split_household(
    by: Actor, *, household: UUID, members: Mapping[UUID, str], on: date, reason: str, number: str = "", document: str = "",
) -> UUID:
    """分户: some members leave and form a household of their own from a day on. `members`: person → relation in the new household, one of them 户主.

    Who splits off from a 脱贫户 stays one (厅字〔2016〕16号), so the 户类型 goes along; whether the new household is at risk is for its own recognition.
    Refused unless somebody stays, there is exactly one head on either side, and the day is not to come. Returns the new household's id.
    """
    known = current_household(by, household, "registry.correct")
    reasoned(reason)
    members, document = _relations(members), papered(document)
    here = members_now(household)
    going = [one for one in here if one.person_id in members]
    staying = [one for one in here if one.person_id not in members]
    _may_part(going, staying, members)
    new = _new_household(number)
    bulk.insert([new_subject_key(new.pk, secrets.token_bytes(32))])
    house = known.draft(household_id=new.pk, number=new.number, valid_from=past(on, "on"), valid_to=known.valid_to, **_own(known))
    lay = Where.of(household)
    deed = _moved_over(known, going, members, house, lay, on, ("split_out", "split_in"), document)
    written = Deed(
        "household.split", about_household(known, f"分出户 {new.number}"), known.place_code, reason=reason,
        new=[new, *lay.parted(house), *deed.new, *_kind_of(household, new.pk, on, document)], superseded=deed.superseded,
    )
    record_all(by, [written])
    keep_up([written])
    return new.pk


def _kind_of(household: UUID, new: UUID, on: date, document: str) -> list[StatusSpell]:
    """The 户类型 of a household, for the one that splits off from it on a day."""
    now = StatusSpell.objects.filter(household=household, family="assisted", superseded_at=FOREVER, valid_to=FOREVER_DAY)
    return [one.draft(household_id=new, valid_from=max(on, one.valid_from), document=document or one.document, **from_origin(("", ""))) for one in now]


def _relations(members: Mapping[UUID, str]) -> dict[UUID, str]:
    """Relations as the national list has them. Refused for one it does not have, and for none."""
    found = {person: str(possible(PERSON["relation"], relation)) for person, relation in members.items()}
    if not all(found.values()):
        raise Refused("请给每个人选与户主的关系。", field="members")
    return found


def _own(known: HouseholdRecord) -> dict[str, Any]:
    """What a household that splits off does not take along: land and house stay with those who stay, until somebody says otherwise."""
    stays = [name for name, column in HOUSEHOLD.items() if column.group in ("住房", "土地（亩）") or name in ("bank", "bank_account")]
    return {name: empty(HOUSEHOLD[name]) for name in stays} | {"bank_index": "", **from_origin(("", ""))}


def _may_part(going: Sequence[PersonRecord], staying: Sequence[PersonRecord], members: Mapping[UUID, str]) -> None:
    if len(going) != len(members) or not going:
        raise Refused("请选择分出去的人；他们都要在这一户里。", field="members")
    if not staying:
        raise Refused("全家都选上了，没有人留下；不是分户。整户搬走请用“迁到别处”。", field="members")
    if sum(relation == HEAD for relation in members.values()) != 1:
        raise Refused("分出去的人里要有且只有一个户主。", field="members")
    if not any(one.relation == HEAD for one in staying):
        raise Refused("留下的人里没有户主；请先把留下的一人改为户主。", field="members")


@transaction.atomic
def merge_households(
    by: Actor, *, household: UUID, into: str, members: Mapping[UUID, str], on: date, reason: str, document: str = "",
) -> UUID:
    """并户: all members of a household go into another one (`into`: its number) from a day on. `members`: person → relation there.

    Refused unless every member is given a relation that is not 户主, and the other household is within reach. Returns the other household's id.
    """
    known = current_household(by, household, "registry.correct")
    other = household_numbered(by, into, "registry.correct", field="into")
    reasoned(reason)
    members, document = _relations(members), papered(document)
    here = members_now(household)
    if other.household_id == household:
        raise Refused("这就是同一户。", field="into")
    if {one.person_id for one in here} != set(members):
        raise Refused("并户时每个人都要写明到那一户以后与户主的关系。", field="members")
    if HEAD in members.values():
        raise Refused(f"户 {other.number} 已有户主；并过去的人请选与户主的关系。", field="members")
    deed = _moved_over(known, here, members, other, Where.of(other.household_id), past(on, "on"), ("merged_out", "merged_in"), document)
    house, over = ended(believed(HouseholdRecord, "household", [household])[household], on), closed(household, on)
    written = Deed(
        "household.merged", about_household(known, f"并入户 {other.number}"), known.place_code, reason=reason,
        new=[*deed.new, *house.new, *over.new], superseded=[*deed.superseded, *house.superseded, *over.superseded],
    )
    record_all(by, [written])
    keep_up([written])
    return other.household_id


def _moved_over(
    known: HouseholdRecord, going: Iterable[PersonRecord], relations: Mapping[UUID, str], house: HouseholdRecord, lay: Where, on: date,
    kinds: tuple[str, str], document: str,
) -> Rewriting[Any]:
    """The rows of people who go from one household to another: their records, at the places where that household was (`lay`), and why on either side."""
    left = Where.of(known.household_id)
    superseded, new = list[Any](), list[Any]()
    pasts = believed(PersonRecord, "person", [one.person_id for one in going])
    for person, rows in pasts.items():
        values = {"household_id": house.household_id, "relation": relations[person], "place_code": house.place_code, "place_then": house.place_code}
        made: Rewriting[Any] = changed(rows, values | from_origin(("", "")), on)
        superseded += made.superseded
        new += [part for row in made.new for part in (lay.parted(row) if row.valid_from >= on else [row])]
        for kind, at, other, then in ((kinds[0], known, house, left), (kinds[1], house, known, lay)):
            new.append(NaturalChange(
                person_id=person, household_id=at.household_id, other_id=other.household_id, kind=kind, valid_from=on, valid_to=on + DAY,
                document=document, place_code=at.place_code, place_then=then.on(on), origin_kind="desk",
            ))
    return Rewriting(superseded, new)


@transaction.atomic
def move_household(by: Actor, *, household: UUID, to: str, on: date, reason: str, document: str = "", group: str = "") -> None:
    """迁到别处: a household lives in another village, or another grid of its own, from a day on. Whoever answers for the new place sees the whole past of it from now
    on, and whoever answered for the old one sees it no more; figures of past days count it where it was.

    Refused for a place that is no village or grid of this county within reach of the program, or the same place. To a place out of one's own reach only
    those may move it who reach both (乡镇 within the township, 县 within the county).
    """
    known = current_household(by, household, "registry.correct")
    reasoned(reason)
    where = _village(by, to)
    by.must("registry.correct", at=where)
    group, document = str(possible(HOUSEHOLD["group"], group)), papered(document)
    if where == known.place_code and (not group or group == known.group):
        raise Refused("这一户本来就在那里。", field="to")
    past(on, "on")
    deed = Deed("household.moved", about_household(known), where, reason=reason, **carried(known, where, on, group, document))
    touched = {where, known.place_code, *(row.place_code for row, _ in deed.rehomed)}   # the past of a member may lie in a third village
    record_all(by, [deed])
    rehome_papers(by, subject=about_household(known), to=where)
    step_anew(touched)
    recount(touched)

