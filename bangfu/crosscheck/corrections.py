"""Corrections: what settling a finding does to the register. Each says in words what was done, without a number, and which entry did it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from bangfu.crosscheck.accepting import Offer
from bangfu.crosscheck.models import Cell, Finding
from bangfu.facts.models import FOREVER
from bangfu.organization.actor import Actor
from bangfu.registry import actions as registry
from bangfu.registry.columns import HOUSEHOLD, PERSON
from bangfu.registry.models import NaturalChange
from bangfu.rules.refusal import Refused

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Corrected:
    """What a correction came to: in words; the entry of the register's deed; whose record it was (the person, where one was); whether it can be undone."""

    what: str
    deed: UUID
    person: UUID | None
    undoable: bool = True


Correction = Callable[[Actor, Finding, Values, str], Corrected]


def _changing(column: str, word: str, *, shown: bool = True) -> Correction:
    def correct(by: Actor, found: Finding, values: Values, reason: str) -> Corrected:
        person = _whom(found, values)
        made = registry.correct_person(
            by, person=person, changes={column: values[column]}, reason=reason, origin=("finding", str(found.pk)), since=values.get("since"),
        )
        return Corrected(f"{word}改为“{values[column]}”" if shown else f"更正了{word}", made.recorded_in, person)
    return correct


def _leave(by: Actor, found: Finding, values: Values, reason: str) -> Corrected:
    kind, on, person = values["kind"], values["on"], _whom(found, values)
    made = registry.leave_register(by, person=person, kind=kind, on=on, reason=reason, origin=("finding", str(found.pk)))
    return Corrected(f"移出名册：{registry.DEPARTURES[kind]}（{on}）", made.recorded_in, person)


def _add(by: Actor, found: Finding, values: Values, reason: str) -> Corrected:
    number, since = str(values["household_number"]), values["since"]
    if not isinstance(since, date):
        raise Refused("请填从哪一天起在册。", field="since")
    person = registry.add_person(
        by, delivered_row=UUID(found.subject_id), household_number=number, since=since, reason=reason, origin=("finding", str(found.pk)),
    )
    came = NaturalChange.objects.get(person=person, superseded_at=FOREVER)
    return Corrected(f"补录进户 {number}（{since} 起）", came.recorded_in, person, undoable=False)


def _whom(found: Finding, values: Values) -> UUID:
    """The person whose record is corrected: the subject, or another one whom the finding names."""
    wanted = str(values.get("person") or (found.subject_id if found.subject_kind == "person" else ""))
    if not wanted:
        raise Refused("请选择要更正哪一个人。", field="person")
    if wanted != found.subject_id and not Cell.objects.filter(finding=found, edition=found.edition, subject_id=wanted).exists():
        raise Refused("这个疑点与所选的人无关。", field="person")
    return UUID(wanted)


def take_over(by: Actor, found: Finding, offer: Offer, value: Any, reason: str) -> Corrected:
    """Takes the value of a delivered row into the register."""
    origin = ("finding", str(found.pk))
    if offer.column == "event_day":
        return _leave(by, found, {"kind": "died", "on": value}, reason)
    if found.subject_kind == "household":
        made = registry.correct_household(by, household=UUID(found.subject_id), changes={offer.column: value}, reason=reason, origin=origin)
        return Corrected(f"{HOUSEHOLD[offer.column].word}改为“{value}”", made.recorded_in, None)
    person = _whom(found, {"person": offer.subject})
    changed = registry.correct_person(by, person=person, changes={offer.column: value}, reason=reason, origin=origin)
    column = PERSON[offer.column]
    return Corrected(f"更正了{column.word}" if column.kind == "number" else f"{column.word}改为“{value}”", changed.recorded_in, person)


CORRECTIONS: dict[str, Correction] = {
    "fix_name": _changing("name", "姓名"), "fix_id": _changing("id_number", "证件号码", shown=False),
    "fix_relation": _changing("relation", "与户主关系"), "fix_birth": _changing("birth", "出生日期"), "fix_sex": _changing("sex", "性别"),
    "leave": _leave, "add": _add,
}
