"""A register founded: many households with their past, and the bodies around them, taken over in one go from one that was kept elsewhere."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from bangfu.facts import bulk
from bangfu.facts.models import FOREVER, Fact, Recorded
from bangfu.journal.actions import Deed, Subject, record_all
from bangfu.organization.actor import Actor
from bangfu.registry.counts import keep_up
from bangfu.registry.models import BodyRecord, Household, NaturalChange
from bangfu.rules.credit_code import read_credit_code, why
from bangfu.rules.natural_change import change_kind
from bangfu.rules.place_code import CodeRange
from bangfu.rules.refusal import Refused
from bangfu.sealing.models import new_subject_key


@dataclass(frozen=True)
class Founded:
    """One household and its rows, unsaved: records, members and former members, spells, changes, income. `place_code`s lie in its village."""

    household: Household
    rows: Sequence[Fact | Recorded]


@transaction.atomic
def found_households(by: Actor, *, village: str, households: Sequence[Founded], source: str) -> int:
    """Writes the households of one village with all their dated rows, a journal entry a household, by COPY or executemany. Returns how many rows.

    Refused when one of the numbers stands twice or is in the register already, or a row lies outside the village; but the going of those who moved here
    lies where they left. `source` says where they come from.
    """
    by.must("registry.found", at=village)
    numbers = [one.household.number for one in households]
    if (twice := [number for number, times in Counter(numbers).items() if times > 1]):
        raise Refused(f"户编号“{twice[0]}”有两户，这个村没有导入。")
    if (known := Household.objects.filter(number__in=numbers).first()) is not None:
        raise Refused(f"户编号“{known.number}”已经在名册里，这个村没有导入。")
    deeds = [_deed(one, village, source) for one in households]
    strays: list[Any] = [row for deed in deeds for row in deed.new if _elsewhere(row, village)]
    if not all(map(_left_for_here, strays)):
        raise Refused("有的行不在这个村里，这个村没有导入。")
    for row in strays:
        by.must("registry.found", at=row.place_code)
    bulk.insert([new_subject_key(one.household.pk, secrets.token_bytes(32)) for one in households])
    record_all(by, deeds)
    keep_up(deeds)
    return sum(len(deed.new) for deed in deeds)


@transaction.atomic
def found_bodies(by: Actor, *, township: str, bodies: Sequence[BodyRecord], source: str) -> int:
    """Writes the first records of the bodies of a township, each with its body, in one deed. Returns how many.

    Refused when a credit code is wrong or known already, or a record lies outside the township.
    """
    by.must("registry.found", at=township)
    codes = [one.credit_code for one in bodies if one.credit_code]
    if wrong := [code for code in codes if read_credit_code(code).status != "ok"]:
        raise Refused(f"统一社会信用代码“{wrong[0]}”不对：{why(read_credit_code(wrong[0]))}")
    if known := BodyRecord.objects.filter(credit_code__in=codes, superseded_at=FOREVER).first():
        raise Refused(f"统一社会信用代码“{known.credit_code}”已经在册，这个乡镇的主体没有导入。")
    if any(_elsewhere(one, township) for one in bodies):
        raise Refused("有的主体不在这个乡镇，没有导入。")
    subject = Subject("place", township, f"经营主体 {len(bodies)} 个")
    record_all(by, [Deed("body.founded", subject, township, reason=source, new=[row for one in bodies for row in (one.body, one)])])
    return len(bodies)


def _elsewhere(row: Any, village: str) -> bool:
    return getattr(row, "place_code", village) not in CodeRange.under(village)


def _left_for_here(row: Any) -> bool:
    return isinstance(row, NaturalChange) and change_kind(row.kind).direction == "out"


def _deed(one: Founded, village: str, source: str) -> Deed:
    subject = Subject("household", str(one.household.pk), f"户 {one.household.number}", key=one.household.pk)
    return Deed("household.founded", subject, village, reason=source, new=[one.household, *one.rows])
