"""What a check is: data, with one SELECT over the staged tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bangfu.crosscheck.checks.rows import LEDGER, VILLAGE, Delivered, InForce, Registered

SETTLE = {
    "fix_name": "更正姓名", "fix_id": "更正证件号码", "fix_relation": "更正与户主关系", "fix_birth": "更正出生日期", "fix_sex": "更正性别",
    "leave": "移出名册", "add": "补录进名册",
}
LEVELS = {"must": "必须改", "check": "要核实"}
FAMILIES = ("身份", "人证相符", "重复", "漏报虚报", "字段矛盾", "成员逻辑", "完整性", "合理性", "帮扶义务", "表间矛盾", "部门比对")


@dataclass(frozen=True)
class Example:
    """A small county, and whom the check must name in it: (fault, subject) pairs, none for a near miss.

    `in_force` names the villages of each source whose list is in force; left out, it is the one village every example lives in.
    """

    words: str
    register: tuple[Registered, ...] = ()
    lists: tuple[Delivered, ...] = ()
    finds: frozenset[tuple[str, str]] = frozenset()
    in_force: tuple[InForce, ...] = (InForce(LEDGER, VILLAGE, "d-" + LEDGER, date(2026, 6, 30)),)


@dataclass(frozen=True)
class Setting:
    """A number a county may set: `value` unless it did, between `least` and `most`."""

    name: str
    word: str
    value: Decimal
    unit: str = ""
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(1_000_000)


@dataclass(frozen=True)
class Check:
    """One check.

    `sql` returns the columns of COLUMNS, one row a finding: `fault` is a key of `reason`, whose sentence is filled from `say`;
    `fingerprint` and `subject_key` make the finding's identity; `cells` are structs of CELL, in the order to be read.
    It reads only the tables named in `staging`, in the part of SQL that DuckDB and Spark share. Raising `version` says that the
    check decides otherwise than before; it does not change the identity of what was found. `settle` names the corrections offered,
    the likeliest first; `first` names another likeliest one for some faults.
    """

    slug: str
    version: int
    family: str
    level: str
    title: str
    asks: str
    reason: Mapping[str, str]
    what_to_do: str
    settle: tuple[str, ...]
    source_clause: str
    sql: str
    hits: tuple[Example, ...] = field(repr=False)
    misses: tuple[Example, ...] = field(repr=False)
    first: Mapping[str, str] = field(default_factory=dict)
    settings: tuple[Setting, ...] = ()

    def ways(self, fault: str) -> tuple[str, ...]:
        """How a finding of this fault may be corrected, the likeliest way first."""
        return tuple(sorted(self.settle, key=lambda how: how != self.first.get(fault, self.settle[0])))


COLUMNS = (
    "fault", "subject_kind", "subject_id", "subject_key", "place_code", "subject_name", "household_number", "fingerprint", "say", "cells",
)
CELL = ("source", "place_code", "subject_id", "subject_name", "row", "number", "column", "value")
CELL_WORDS = {
    "name": "姓名", "id_number": "证件号码", "relation": "与户主关系", "sex": "性别", "birth": "出生日期", "event_day": "死亡日期",
    "absent": "名单中没有此人",
}


def register_cell(column: str, value: str, at: str = "") -> str:
    """SQL of a cell of the register; `at` stands before each column name ("r.", "d.r_").

    A number has no value here: it is looked up, masked, when the finding is read.
    """
    return (
        f"{{'source': 'register', 'place_code': {at}place_code, 'subject_id': {at}person, 'subject_name': {at}name, "
        f"'row': CASE WHEN {at}origin_kind = 'delivered_row' THEN {at}origin_id ELSE '' END, 'number': 0, "
        f"'column': '{column}', 'value': {value}}}"
    )


def list_cell(source: str, column: str, value: str, at: str = "") -> str:
    """SQL of a cell of a delivered row; `source` is SQL for its slug, `at` as above."""
    return (
        f"{{'source': {source}, 'place_code': {at}place_code, 'subject_id': '', 'subject_name': {at}name, "
        f"'row': {at}row, 'number': {at}number, 'column': '{column}', 'value': {value}}}"
    )
