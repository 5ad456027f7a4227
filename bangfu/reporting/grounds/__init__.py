"""Grounds: the kinds of rows figures are counted over. Each answers all its indicators for all places in one query, and lists the rows of one."""

from collections.abc import Mapping
from types import MappingProxyType

from bangfu.reporting.grounds.changes import Changes
from bangfu.reporting.grounds.deliveries import Applied, Deliveries
from bangfu.reporting.grounds.entries import Entries
from bangfu.reporting.grounds.findings import Findings
from bangfu.reporting.grounds.ground import Cut, Ground, Line
from bangfu.reporting.grounds.incomes import Incomes
from bangfu.reporting.grounds.records import Households, Persons

GROUNDS: Mapping[str, Ground] = MappingProxyType({
    "persons": Persons(), "households": Households(), "changes": Changes(), "incomes": Incomes(), "findings": Findings(), "deliveries": Deliveries(),
    "applied": Applied(), "entries": Entries(),
})

__all__ = ["GROUNDS", "Cut", "Ground", "Line"]
