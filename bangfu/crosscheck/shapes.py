"""Shapes: the columns of the tables a run of the checks reads. Derived from the columns of the register and of the layouts, so that a new one is there by itself.

No clear number has a column: of each stand what the digits say (status, birth, sex, the part of a disability certificate) and blind indexes.
Texts are '' where nothing is known, all else NULL. Amounts are whole fen and measures whole hundredths; `staging` turns them into 元, 亩, 平方米, 公里.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple, get_type_hints

import pyarrow as pa

from bangfu.registry import columns
from bangfu.rules.income import BRANCHES, ITEMS
from bangfu.workbooks.layout import LAYOUTS, Layout


class Registered(NamedTuple):
    """One person now in the register. Ids are text; `id_index` and `id18_index` are blind indexes or ''; `origin_*` as in PersonRecord."""

    person: str
    household: str
    household_number: str
    person_number: str
    place_code: str
    name: str
    name_folded: str
    id_index: str
    id18_index: str
    id_status: str
    sex: str
    birth: date | None
    relation: str
    origin_kind: str
    origin_id: str


class Delivered(NamedTuple):
    """One row of a list in force. `number` is its row in the sheet; `event_day` what the list is about (a death), if it is about a day."""

    source: str
    row: str
    delivery: str
    number: int
    place_code: str
    name: str
    name_folded: str
    id_index: str
    id18_index: str
    id_status: str
    sex: str
    birth: date | None
    relation: str
    household_number: str
    person_number: str
    event_day: date | None


class InForce(NamedTuple):
    """The list in force of one source for one village, and the day its content was true."""

    source: str
    place_code: str
    delivery: str
    data_day: date


_PLAIN = {str: pa.string(), int: pa.int32(), date: pa.date32(), date | None: pa.date32()}
_OF_KIND = {"day": pa.date32(), "month": pa.date32(), "whole": pa.int32(), "money": pa.int64(), "quantity": pa.int64(), "percent": pa.int64()}
PART = "_part"
HUNDREDTHS = ("money", "quantity", "percent")   # kinds kept as whole hundredths

# What is said of a person beyond `Registered` and the columns of the record.
PERSON_MORE: Mapping[str, type] = {"id_birth": date, "id_sex": str, "id_part": str, "phone_index": str, "phone_fault": str}
# What is said of a household beyond the columns of its record: who and where, what it counts as, what threatens it, why it was poor, its guarantees.
HOUSEHOLD_FIRST: Mapping[str, type] = {"household": str, "household_number": str, "place_code": str, "origin_kind": str, "origin_id": str}
HOUSEHOLD_MORE: Mapping[str, type] = {
    "phone_index": str, "phone_fault": str, "bank_index": str, "bank_fault": str,
    "assisted": str, "assisted_since": date, "monitored": str, "monitored_since": date, "relief": str,
    "monitored_before": str, "monitored_ended": date, "monitored_ended_how": str,
    "risks": str, "risks_before": str, "disasters": str, "risk_remarks": str, "main_cause": str, "causes": str,
    "guarantee_housing": str, "guarantee_education": str, "guarantee_water": str, "guarantee_medical": str,
}
INCOMES = tuple(f"income_{branch.slug}" for branch in BRANCHES)   # the latest whole year reckoned, by branch
INCOME_ITEMS = tuple(f"income_{slug}" for slug in ITEMS)         # and by item
INCOME_MORE = ("income_net", "income_per_head")
COMMON = {   # keys of a layout that stand in every list under another name, or not at all
    "name", "id_number", "sex", "birth_date", "relation", "household_number", "person_number", "death_date", "province", "city", "county", "township", "village",
}


@cache
def persons() -> pa.Schema:
    """Everybody in the register, a row each."""
    return _schema({**get_type_hints(Registered), **PERSON_MORE}, columns.PERSON.values())


@cache
def households() -> pa.Schema:
    """Every household of them, a row each."""
    told = _schema({**HOUSEHOLD_FIRST, **HOUSEHOLD_MORE}, columns.HOUSEHOLD.values())
    for name in (*INCOMES, *INCOME_ITEMS, *INCOME_MORE):
        told = told.append(pa.field(name, pa.int64()))
    return told


@cache
def villages() -> pa.Schema:
    """Every village that reported of itself, a row each; `tags` joined by 、."""
    return _schema({"place_code": str, "tags": str, "origin_kind": str, "origin_id": str}, columns.VILLAGE.values())


@cache
def in_force() -> pa.Schema:
    """Which list of which source is in force in which village."""
    return _schema(get_type_hints(InForce), ())


@cache
def near_numbers() -> pa.Schema:
    """Whose number is a slip away from that of their row in a list, and which slip (rules.near_number.SLIPS)."""
    return pa.schema([(name, pa.string()) for name in ("person", "source", "row", "slip")])


@cache
def listed(source: str) -> pa.Schema:
    """The rows of a source's lists in force: what every list has, then the columns of its own layout under their key (`column_name`)."""
    plain = {name: kind for name, kind in get_type_hints(Delivered).items() if name != "source"}
    schema = _schema(plain, ())
    for name, kind in own_columns(LAYOUTS[source]).items():
        schema = schema.append(pa.field(name, _OF_KIND.get(kind, pa.string())))
    return schema


def own_columns(layout: Layout) -> dict[str, str]:
    """Column → kind of what a layout says beyond the common columns. A number is there as a blind index: `phone` as `phone_index`; of a certificate number
    also its last two digits, the class and the grade: `card_number_part`."""
    told = {}
    for field in layout.fields:
        if field.key not in COMMON:
            number = field.kind in ("digits", "id_number")
            told[column_name(field.key) + ("_index" if number else "")] = field.kind
            if field.kind == "id_number" and "card" in field.key:
                told[column_name(field.key) + PART] = "id_part"
    return told


def key_of(column: str) -> str:
    """The layout's key a column is filled from, its dots as in columns."""
    return column.removesuffix(PART).removesuffix("_index")


def column_name(key: str) -> str:
    """The column of a layout's key: measure.health → measure_health."""
    return key.replace(".", "_")


@cache
def scaled(schema: pa.Schema, source: str = "") -> tuple[str, ...]:
    """The columns of a shape that hold hundredths; `source` for the shape of a list."""
    if source:
        return tuple(name for name, kind in own_columns(LAYOUTS[source]).items() if kind in HUNDREDTHS)
    return tuple(field.name for field in schema if field.type == pa.int64())


def _schema(first: Mapping[str, object], record: Iterable[columns.Column]) -> pa.Schema:
    told = {name: _PLAIN.get(kind, pa.date32()) for name, kind in first.items()}   # type: ignore[call-overload]
    for column in record:
        if column.kind != "number":
            told.setdefault(column.name, _OF_KIND.get(column.kind, pa.string()))
    return pa.schema(list(told.items()))
