"""Households as the checks read them: the record, what they count as, what threatens them, why they were poor, their guarantees, their income."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db.models import QuerySet

from bangfu.crosscheck import shapes
from bangfu.crosscheck.columnwise import array, chunks, ids
from bangfu.crosscheck.reading_incomes import incomes
from bangfu.crosscheck.reading_people import phone_faults, village_of
from bangfu.facts.models import AsOf
from bangfu.registry import columns
from bangfu.registry.models import Cause, Guarantee, HouseholdRecord, RiskSpell, StatusSpell
from bangfu.registry.queries.spells import day_of, until
from bangfu.registry.records import BANK_PURPOSE
from bangfu.rules.codes import GUARANTEE, RISK
from bangfu.rules.contact import bank_warning
from bangfu.sealing.ring import ring

LOOKUPS: Mapping[str, str] = {
    "household": "household_id", "household_number": "household__number",
    **{name: name for name in ("place_code", "origin_kind", "origin_id", "phone_index", "bank_index")},
    **{name: name for name, one in columns.HOUSEHOLD.items() if one.kind != "number"},
}
GUARANTEES: Mapping[str, str] = dict(zip(GUARANTEE.labels, ("guarantee_housing", "guarantee_education", "guarantee_water", "guarantee_medical"), strict=False))
Facts = dict[str, dict[str, Any]]   # column → household → value
Keep = Callable[[QuerySet[Any]], QuerySet[Any]]   # narrows rows that have a household to those asked for


def households(as_of: AsOf) -> QuerySet[HouseholdRecord]:
    """The records of the households on the day, as known at the moment."""
    return HouseholdRecord.objects.filter(**as_of.filters())


def households_in(rows: QuerySet[HouseholdRecord], as_of: AsOf, keep: Keep = lambda rows: rows) -> Iterator[dict[str, pa.Array]]:
    """Their columns (`shapes.households`), chunk by chunk. `keep` narrows what is read beside them in the same way as `rows` were."""
    shape, facts = shapes.households(), _facts(as_of, keep)
    for chunk in chunks(rows, {**LOOKUPS, "phone": "phone", "bank_account": "bank_account"}):
        told = {name: array(chunk[name], shape.field(name).type) for name in LOOKUPS if name != "household"}
        told |= {"household": ids(chunk["household"]), "place_code": village_of(told["place_code"])}
        told |= {"phone_fault": pa.array(phone_faults(chunk["phone"])), "bank_fault": pa.array(_bank_faults(chunk["bank_account"]))}
        whose = told["household"].to_pylist()
        yield told | {name: pa.array([values.get(one) for one in whose], shape.field(name).type) for name, values in facts.items()}


def _bank_faults(tokens: Sequence[Any]) -> list[str]:
    return [bank_warning(ring().unseal(token, BANK_PURPOSE)) if token else "" for token in tokens]


def _facts(as_of: AsOf, keep: Keep) -> Facts:
    facts: Facts = defaultdict(dict)
    day, told = day_of(as_of), until(as_of)
    _statuses(facts, _spells(keep(StatusSpell.objects.filter(**told)), "family", "label", "ended_how"), day)
    _risks(facts, _spells(keep(RiskSpell.objects.filter(**told)), "label", "sub_kind", "remark"), day)
    _causes(facts, _spells(keep(Cause.objects.filter(**told)), "rank", "label"), day)
    for household, _, after, label, state in _spells(keep(Guarantee.objects.filter(**told)), "label", "state"):
        if after > day and label in GUARANTEES:
            facts[GUARANTEES[label]][household] = state
    for column, values in incomes(as_of, keep).items():
        facts[column] = values
    return facts


def _spells(rows: QuerySet[Any], *more: str) -> Iterator[tuple[Any, ...]]:
    """(household, first day, the day after the last, …)."""
    names = ("household_id", "valid_from", "valid_to", *more)
    for chunk in chunks(rows.order_by(), {name: name for name in names}):
        days = (array(chunk[name], pa.date32()).to_pylist() for name in names[1:3])
        yield from zip(ids(chunk["household_id"]).to_pylist(), *days, *(chunk[name] for name in more), strict=True)


def _statuses(facts: Facts, spells: Iterator[tuple[Any, ...]], day: date) -> None:
    """What it counts as since when; the last ended spell of being monitored, how it ended, and, of who is monitored no more, since when it ran."""
    for household, first, after, family, label, how in spells:
        if after > day:
            facts[family][household] = label
            if family != "relief":
                facts[f"{family}_since"][household] = first
        elif family == "monitored" and after >= facts["monitored_ended"].get(household, after):
            facts["monitored_before"][household], facts["monitored_ended"][household], facts["monitored_ended_how"][household] = label, after, how
            if household not in facts["monitored"]:
                facts["monitored_since"][household] = first


def _risks(facts: Facts, spells: Iterator[tuple[Any, ...]], day: date) -> None:
    told: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for household, _, after, label, disaster, remark in spells:
        if after > day:
            told["risks"][household].add(label)
            told["disasters"][household].add(disaster)
            told["risk_remarks"][household].add(remark)
        else:
            told["risks_before"][household].add(label)
    for column, sets in told.items():
        facts[column] = {household: joined(labels) for household, labels in sets.items()}


def _causes(facts: Facts, spells: Iterator[tuple[Any, ...]], day: date) -> None:
    """The main cause, and all of them, the main one first."""
    ranked: dict[str, dict[int, str]] = defaultdict(dict)
    for household, _, after, rank, label in spells:
        if after > day:
            ranked[household][rank] = label
    for household, labels in ranked.items():
        facts["main_cause"][household] = labels.get(1, "")
        facts["causes"][household] = "、".join(label for _, label in sorted(labels.items()))


_RANK = {label: nth for nth, label in enumerate(RISK.labels)}


def joined(labels: set[str]) -> str:
    """Labels in the order of the code list, joined by 、."""
    return "、".join(sorted(filter(None, labels), key=lambda label: (_RANK.get(label, len(_RANK)), label)))


def only(households: Sequence[UUID]) -> Keep:
    """Narrows rows that have a household to those of some."""
    return partial(_only, households)


def _only(households: Sequence[UUID], rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(household__in=households)
