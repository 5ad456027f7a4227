"""Whom a deed upon the register is about: found within reach, and named for the journal."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from bangfu.facts.models import FOREVER, NOW, F
from bangfu.journal.actions import TWO_AT_ONCE, Subject
from bangfu.journal.queries import who_wrote
from bangfu.organization.actor import Actor
from bangfu.registry.models import HouseholdRecord, PersonRecord
from bangfu.rules.place_code import CodeRange
from bangfu.rules.refusal import Refused


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


def from_origin(origin: tuple[str, str]) -> dict[str, str]:
    """The columns that say what a record rests on; what was typed rests on the desk."""
    return {"origin_kind": origin[0] or "desk", "origin_id": origin[1]}


def village(place: str) -> Q:
    """Rows of a place and its grids."""
    under = CodeRange.under(place)
    return Q(place_code__gte=under.lo, place_code__lt=under.hi)


def nothing_lost(known: Any, seen: UUID | None, wanted: Mapping[str, Any], words: Mapping[str, str]) -> None:
    """Two people edit one record: what each changed is kept, unless both changed the same column. `seen` is the entry of the record the second looked at.

    Refused with who wrote what and when, so that the second sees it and decides; what was typed is still in their form.
    """
    if seen is None or known.recorded_in == seen:
        return
    before = type(known)._default_manager.filter(recorded_in=seen, **_subject_of(known)).order_by("-valid_from").first()
    if before is None:
        raise Refused(TWO_AT_ONCE)
    theirs = [name for name in wanted if getattr(before, name) != getattr(known, name) and wanted[name] != getattr(known, name)]
    if theirs:
        name, at = who_wrote(known.recorded_in)
        said = "、".join(f"“{words[column]}”改成“{getattr(known, column) or '（空）'}”" if column in words else "号码" for column in theirs)
        raise Refused(f"{name}在 {timezone.localtime(at):%m月%d日 %H:%M} 先把{said}。您的修改没有写入，请看过后再定。", field=theirs[0])


def _subject_of(known: Any) -> dict[str, Any]:
    """What names the subject of a record: a person before the household they belong to."""
    return next({name: getattr(known, name)} for name in ("person_id", "body_id", "household_id") if hasattr(known, name))
