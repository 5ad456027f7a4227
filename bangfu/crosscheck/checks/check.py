"""What a check is: data. Most are one condition over one view (`on`, `where`), told in a file of the book; what needs more has a SELECT of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bangfu.crosscheck.checks.rows import LEDGER, VILLAGE, Delivered, InForce, Registered

FAMILIES = ("身份", "人证相符", "重复", "漏报虚报", "字段矛盾", "成员逻辑", "完整性", "合理性", "帮扶义务", "表间矛盾", "部门比对")
LEVELS = {"must": "必须改", "check": "要核实"}
EXAMPLES_ON = date(2026, 7, 1)   # the day of every example


@dataclass(frozen=True)
class Example:
    """A small county, and whom the check must name in it: (fault, subject) pairs, none for a near miss.

    `in_force` names the villages of each source whose list is in force; left out, it is the one village every example lives in. `homes`: household →
    columns of its own beside those its people tell.
    """

    words: str
    register: tuple[Registered, ...] = ()
    lists: tuple[Delivered, ...] = ()
    finds: frozenset[tuple[str, str]] = frozenset()
    in_force: tuple[InForce, ...] = (InForce(LEDGER, VILLAGE, "d-" + LEDGER, date(2026, 6, 30)),)
    homes: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """An example of a check in the book: what is otherwise than in a county where everything is right. Column → value as a file of the book writes them.

    `person` is the head of the household, `others` are further members, `neighbours` other households of the village; `source` is a row of the list
    the check is about (None: the list has no such row), `lists` a row of other lists by slug, or several. `in_force` False: no list was delivered.
    """

    words: str
    person: Mapping[str, object] = field(default_factory=dict)
    household: Mapping[str, object] = field(default_factory=dict)
    village: Mapping[str, object] = field(default_factory=dict)
    others: tuple[Mapping[str, object], ...] = ()
    neighbours: tuple[Mapping[str, object], ...] = ()
    source: Mapping[str, object] | None = field(default_factory=dict)
    lists: Mapping[str, Mapping[str, object] | list[Mapping[str, object]]] = field(default_factory=dict)
    in_force: bool = True


@dataclass(frozen=True)
class Setting:
    """A number a county may set: `value` unless it did, between `least` and `most`. In a condition it is written $name."""

    name: str
    word: str
    value: Decimal
    unit: str = ""
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(1_000_000)


@dataclass(frozen=True)
class Check:
    """One check.

    Of the book: `where` is a condition over the columns of the view `on` (`views`), true for what is found; `cells` are the columns to look at, whose
    values make the finding's identity; `reason` has one sentence, under the slug, filled from columns of the view.
    With a SELECT of its own (`sql`): it returns the columns of COLUMNS, one row a finding: `fault` is a key of `reason`, whose sentence is filled
    from `say`; `fingerprint` and `subject_key` make the finding's identity; `cells` are structs of CELL, in the order to be read. It reads only the
    tables named in `staging`.
    Both are written in the part of SQL that DuckDB and Spark share. Raising `version` says that the check decides otherwise than before; it does not
    change the identity of what was found. `settle` names the corrections offered, the likeliest first; `first` names another likeliest one for some
    faults. `who` is whose desk it comes to, `obligation` what has to follow from it; `settings` are written $name, policy figures $figure_<kind>.
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
    sql: str = ""
    hits: tuple[Example | Told, ...] = field(default=(), repr=False)
    misses: tuple[Example | Told, ...] = field(default=(), repr=False)
    first: Mapping[str, str] = field(default_factory=dict)
    on: str = ""
    where: str = ""
    cells: tuple[str, ...] = ()
    who: str = "村"
    obligation: str = ""
    settings: tuple[Setting, ...] = ()
    figures: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()

    def ways(self, fault: str) -> tuple[str, ...]:
        """How a finding of this fault may be corrected, the likeliest way first."""
        return tuple(sorted(self.settle, key=lambda how: how != self.first.get(fault, self.settle[0])))


COLUMNS = (
    "fault", "subject_kind", "subject_id", "subject_key", "place_code", "subject_name", "household_number", "fingerprint", "say", "cells",
)
CELL = ("source", "place_code", "subject_id", "subject_name", "row", "number", "column", "value", "how")
def register_cell(column: str, value: str, at: str = "") -> str:
    """SQL of a cell of the register; `at` stands before each column name ("r.", "d.r_").

    A number has no value here: it is looked up, masked, when the finding is read.
    """
    return (
        f"{{'source': 'register', 'place_code': {at}place_code, 'subject_id': {at}person, 'subject_name': {at}name, "
        f"'row': CASE WHEN {at}origin_kind = 'delivered_row' THEN {at}origin_id ELSE '' END, 'number': 0, "
        f"'column': '{column}', 'value': {value}, 'how': ''}}"
    )


def list_cell(source: str, column: str, value: str, at: str = "", how: str = "''") -> str:
    """SQL of a cell of a delivered row; `source` is SQL for its slug, `at` as above, `how` SQL for why it was taken for somebody."""
    return (
        f"{{'source': {source}, 'place_code': {at}place_code, 'subject_id': '', 'subject_name': {at}name, "
        f"'row': {at}row, 'number': {at}number, 'column': '{column}', 'value': {value}, 'how': {how}}}"
    )
