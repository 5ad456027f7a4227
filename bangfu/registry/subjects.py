"""Whom a deed upon the register is about: found within reach, and named for the journal."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from bangfu.facts.models import FOREVER, NOW, F
from bangfu.journal.actions import TWO_AT_ONCE, Subject, overtaken
from bangfu.journal.queries import who_wrote
from bangfu.organization.actor import Actor
from bangfu.registry.columns import BODY, HOUSEHOLD, PERSON, shown
from bangfu.registry.models import HouseholdRecord, PersonRecord, VillageRecord
from bangfu.registry.records import SEALED, is_alike, is_same
from bangfu.rules.place_code import CodeRange
from bangfu.rules.refusal import Refused

MOST_OF_A_PAPER = 120


def current_person(by: Actor, person: UUID, power: str) -> PersonRecord:
    """The record of a person now in the register. Refused out of reach or without the power there."""
    known = PersonRecord.objects.filter(by.scope(), **NOW.filters(), person=person).select_related("household").first()
    if known is None:
        raise Refused("名册里现在没有这个人，或不在您岗位的管辖范围内。")
    by.must(power, at=known.place_code)
    return known


def current_household(by: Actor, household: UUID, power: str) -> HouseholdRecord:
    """The record of a household now in the register. Refused out of reach or without the power there."""
    known = HouseholdRecord.objects.filter(by.scope(), **NOW.filters(), household=household).select_related("household").first()
    if known is None:
        raise Refused("名册里现在没有这一户，或不在您岗位的管辖范围内。")
    by.must(power, at=known.place_code)
    return known


def household_numbered(by: Actor, number: str, power: str, *, field: str = "household_number") -> HouseholdRecord:
    """The household now under a number, within reach. Refused when there is none."""
    known = HouseholdRecord.objects.filter(by.scope(), **NOW.filters(), number=number.strip()).select_related("household").first()
    if known is None:
        raise Refused(f"名册里没有户编号“{number}”，请核对；新的户要先在全国系统里建，或在这里“分户”“新建户”。", field=field)
    by.must(power, at=known.place_code)
    return known


def members_now(household: UUID) -> list[PersonRecord]:
    """The current records of a household's members."""
    return list(PersonRecord.objects.filter(**NOW.filters(), household=household).select_related("household").order_by("id"))


def believed(model: type[F], of: str, wanted: Iterable[UUID]) -> dict[UUID, list[F]]:
    """Everything believed now of subjects (`of`: the column that names them), of whatever day, in the order of validity."""
    rows: dict[UUID, list[F]] = {}
    for row in model._default_manager.filter(superseded_at=FOREVER, **{f"{of}__in": list(wanted)}).order_by("valid_from"):
        rows.setdefault(getattr(row, f"{of}_id"), []).append(row)
    return rows


def pasts_of(known: F) -> list[F]:
    """Everything believed of the subject of a record that has just been read, in the order of validity. Refused when somebody superseded the record in
    between: what they wrote would be built upon unseen."""
    rows = list(type(known)._default_manager.filter(superseded_at=FOREVER, **_subject_of(known)).order_by("valid_from"))
    if known.pk not in [row.pk for row in rows]:
        raise overtaken(known)
    return rows


def reports_of(place: str) -> list[VillageRecord]:
    """What is believed of a village's reports: its own; under a new code those of the old one; none of a village that several went into."""
    rows = list(VillageRecord.objects.filter(place_code=place, superseded_at=FOREVER).order_by("valid_from"))
    own = [one for one in rows if one.place_then == place]
    return own or (rows if len({one.place_then for one in rows}) == 1 else [])


def about_person(known: PersonRecord, what: str = "") -> Subject:
    """A person as the subject of an entry."""
    return Subject("person", str(known.person_id), f"{known.name}（户 {known.household.number}）{what}"[:160], key=known.household_id)


def about_household(known: HouseholdRecord, what: str = "") -> Subject:
    """A household as the subject of an entry."""
    return Subject("household", str(known.household_id), f"户 {known.number}{what}"[:160], key=known.household_id)


def past(day: date, field: str) -> date:
    """Refused for a day to come."""
    if day > timezone.localdate():
        raise Refused("日期不能晚于今天。", field=field)
    return day


def reasoned(reason: str) -> None:
    """Refused without a reason."""
    if len(reason.strip()) < 2:
        raise Refused("请写明理由。", field="reason")


def papered(document: str, field: str = "document") -> str:
    """The name of a paper as a row keeps it. Refused when it is too long for one."""
    told = document.strip()
    if len(told) > MOST_OF_A_PAPER:
        raise Refused(f"依据文件写了 {len(told)} 个字，最多 {MOST_OF_A_PAPER} 个；写文号或名称就可以。", field=field)
    return told


def from_origin(origin: tuple[str, str]) -> dict[str, str]:
    """The columns that say what a record rests on; what was typed rests on the desk."""
    return {"origin_kind": origin[0] or "desk", "origin_id": origin[1]}


def village(place: str) -> Q:
    """Rows of a place and its grids."""
    under = CodeRange.under(place)
    return Q(place_code__gte=under.lo, place_code__lt=under.hi)


def nothing_lost(known: Any, seen: UUID | None, wanted: Mapping[str, Any]) -> None:
    """Two people edit one record: what each changed is kept, unless both changed the same column. `wanted`: clear values by column; `seen`: the entry of
    the record the second looked at.

    Refused with who wrote what and when, so that the second sees it and decides; what was typed is still in their form.
    """
    if seen is None or known.recorded_in == seen:
        return
    before = as_seen(known, seen)
    if before is None:
        raise Refused(TWO_AT_ONCE)
    theirs = [name for name, value in wanted.items() if not is_alike(before, known, name) and not is_same(known, name, value)]
    if theirs:
        name, at = who_wrote(_writer(known, before, theirs[0]))
        said = "、".join(_said(known, one) for one in theirs)
        raise Refused(f"{name}在 {timezone.localtime(at):%m月%d日 %H:%M} 先把{said}。您的修改没有写入，请看过后再定。", field=theirs[0])


def _said(known: Any, name: str) -> str:
    """What somebody made of a column, without a digit of a number."""
    column = {PersonRecord: PERSON, HouseholdRecord: HOUSEHOLD}.get(type(known), BODY)[name]
    return f"“{column.word}”改了" if name in SEALED else f"“{column.word}”改成“{shown(column, getattr(known, name)) or '（空）'}”"


def as_seen(known: F, seen: UUID) -> F | None:
    """The record of the same subject as an entry left it; None for an entry that wrote none."""
    return type(known)._default_manager.filter(recorded_in=seen, **_subject_of(known)).order_by("-valid_from").first()


def _writer(known: Any, before: Any, name: str) -> UUID:
    """The entry that gave a column the value it has now, after `before` was read."""
    later = type(known)._default_manager.filter(recorded_at__gt=before.recorded_at, **_subject_of(known)).order_by("recorded_at", "valid_from")
    states = {one.recorded_in: one for one in later}   # of each entry the record of the latest day
    *earlier, entry = list[UUID](states)
    for one in reversed(earlier):
        if not is_alike(states[one], known, name):
            break
        entry = one
    return entry


def _subject_of(known: Any) -> dict[str, Any]:
    """What names the subject of a record: a person before the household they belong to."""
    return next({name: getattr(known, name)} for name in ("person_id", "body_id", "household_id") if hasattr(known, name))
