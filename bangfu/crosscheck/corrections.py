"""Corrections: what settling a finding does to the register. Each returns, in words, what was done; no number stands in them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from bangfu.crosscheck.models import Cell, Finding
from bangfu.organization.actor import Actor
from bangfu.registry import actions as registry
from bangfu.rules.refusal import Refused

Values = Mapping[str, Any]
Correction = Callable[[Actor, Finding, Values, str], str]


def _changing(column: str, word: str, *, shown: bool = True) -> Correction:
    def correct(by: Actor, found: Finding, values: Values, reason: str) -> str:
        registry.correct_person(
            by, person=_whom(found, values), changes={column: values[column]}, reason=reason, origin=("finding", str(found.pk)),
            since=values.get("since"),
        )
        return f"{word}改为“{values[column]}”" if shown else f"更正了{word}"
    return correct


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


CORRECTIONS: dict[str, Correction] = {
    "fix_name": _changing("name", "姓名"), "fix_id": _changing("id_number", "证件号码", shown=False),
    "fix_relation": _changing("relation", "与户主关系"), "fix_birth": _changing("birth", "出生日期"), "fix_sex": _changing("sex", "性别"),
    "leave": _leave, "add": _add,
}
