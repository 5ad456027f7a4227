"""Corrections: what settling a finding does to the register. Each returns, in words, what was done; no number stands in them."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from bangfu.crosscheck.checks.words import fixed_column
from bangfu.crosscheck.models import Cell, Finding
from bangfu.organization.actor import Actor
from bangfu.registry import actions as registry
from bangfu.registry.columns import Column, shown
from bangfu.registry.queries import household_behind
from bangfu.rules.refusal import Refused

Values = Mapping[str, Any]
Correction = Callable[[Actor, Finding, Values, str], str]


def correction(way: str) -> Correction:
    """The correction behind a way of settling. KeyError for one there is not."""
    fixed = fixed_column(way)
    return partial(_change, *fixed) if fixed else OTHERS[way]


def _change(whose: str, column: Column, by: Actor, found: Finding, values: Values, reason: str) -> str:
    """Corrects one column of a person's or of their household's record."""
    told: dict[str, Any] = {"changes": {column.name: values[column.name]}, "reason": reason, "origin": ("finding", str(found.pk)), "since": values.get("since")}
    if whose == "household":
        registry.correct_household(by, household=_which(found), **told)
    else:
        registry.correct_person(by, person=_whom(found, values), **told)
    return f"更正了{column.word}" if column.kind == "number" else f"{column.word}改为“{shown(column, values[column.name])}”"


def _which(found: Finding) -> UUID:
    """The household whose record is corrected."""
    if found.subject_kind == "household":
        return UUID(found.subject_id)
    known = household_behind(person=UUID(found.subject_id) if found.subject_kind == "person" else None, number=found.household_number)
    if known is None:
        raise Refused("没有找到这一户，请先更正户编号。")
    return known


def _leave(by: Actor, found: Finding, values: Values, reason: str) -> str:
    kind, on = values["kind"], values["on"]
    registry.leave_register(by, person=_whom(found, values), kind=kind, on=on, reason=reason, origin=("finding", str(found.pk)))
    return f"移出名册：{registry.DEPARTURES[kind]}（{on}）"


def _add(by: Actor, found: Finding, values: Values, reason: str) -> str:
    number, since = str(values["household_number"]), values["since"]
    if not isinstance(since, date):
        raise Refused("请填从哪一天起在册。", field="since")
    registry.add_person(
        by, delivered_row=UUID(found.subject_id), household_number=number, since=since, reason=reason, origin=("finding", str(found.pk)),
    )
    return f"补录进户 {number}（{since} 起）"


def _whom(found: Finding, values: Values) -> UUID:
    """The person whose record is corrected: the subject, or another one whom the finding names."""
    wanted = str(values.get("person") or (found.subject_id if found.subject_kind == "person" else ""))
    if not wanted:
        raise Refused("请选择要更正哪一个人。", field="person")
    if wanted != found.subject_id and not Cell.objects.filter(finding=found, edition=found.edition, subject_id=wanted).exists():
        raise Refused("这个疑点与所选的人无关。", field="person")
    return UUID(wanted)


OTHERS: dict[str, Correction] = {"leave": _leave, "add": _add}
