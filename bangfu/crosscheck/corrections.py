"""Corrections: what settling a finding does to the register. Each says in words what was done, without a number, and which entry did it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from bangfu.crosscheck.accepting import DEATH, Offer
from bangfu.crosscheck.checks.words import fixed_column
from bangfu.crosscheck.models import Cell, Finding
from bangfu.facts.models import FOREVER
from bangfu.organization.actor import Actor
from bangfu.registry import actions as registry
from bangfu.registry.columns import HOUSEHOLD, PERSON, Column, shown
from bangfu.registry.models import NaturalChange
from bangfu.registry.queries import household_behind
from bangfu.rules.refusal import Refused

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Corrected:
    """What a correction came to: in words; the entry of the register's deed; whose record it was (a person's or a household's); whether it can be undone."""

    what: str
    deed: UUID
    person: UUID | None = None
    household: UUID | None = None
    undoable: bool = True


Correction = Callable[[Actor, Finding, Values, str], Corrected]


def correction(way: str) -> Correction:
    """The correction behind a way of settling. KeyError for one there is not."""
    fixed = fixed_column(way)
    return partial(_change, *fixed) if fixed else OTHERS[way]


def _change(whose: str, column: Column, by: Actor, found: Finding, values: Values, reason: str) -> Corrected:
    """Corrects one column of a person's ("person") or of their household's record ("household")."""
    told: dict[str, Any] = {"changes": {column.name: values[column.name]}, "reason": reason, "origin": ("finding", str(found.pk)), "since": values.get("since")}
    what = f"更正了{column.word}" if column.kind == "number" else f"{column.word}改为“{shown(column, values[column.name])}”"
    if whose == "household":
        household = _which(found)
        return Corrected(what, registry.correct_household(by, household=household, **told).recorded_in, household=household)
    person = _whom(found, values)
    return Corrected(what, registry.correct_person(by, person=person, **told).recorded_in, person=person)


def _which(found: Finding) -> UUID:
    """The household whose record is corrected."""
    if found.subject_kind == "household":
        return UUID(found.subject_id)
    known = household_behind(person=UUID(found.subject_id) if found.subject_kind == "person" else None, number=found.household_number)
    if known is None:
        raise Refused("没有找到这一户，请先更正户编号。")
    return known


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
    if offer.column == DEATH:
        return _leave(by, found, {"kind": "died", "on": value}, reason)
    whose, columns = ("household", HOUSEHOLD) if offer.of_household else ("person", PERSON)
    return _change(whose, columns[offer.name], by, found, {offer.name: value, "person": offer.subject}, reason)


OTHERS: dict[str, Correction] = {"leave": _leave, "add": _add}
