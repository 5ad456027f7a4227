"""Needs: which columns the checks of a run speak of. Only these are staged, so that a run costs what its checks look at and not what the tables are wide.

A check's words are the words of its SQL; a column is needed when one of them is its name, or its name behind a prefix (h_, s_, r_, head_ …). More than is
needed may so be taken, never less.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from bangfu.crosscheck import apart, deaths, heard, matching
from bangfu.crosscheck.checks import CHECKS, views
from bangfu.crosscheck.checks.check import Check
from bangfu.crosscheck.rowwise import wanted_columns
from bangfu.crosscheck.sources import sources

_WORD = re.compile(r"\w+")
# What staging itself reads, and what says of whom something was found.
ALWAYS = frozenset({
    "person", "household", "household_number", "place_code", "name", "name_folded", "id18_index", "id_status", "birth", "origin_kind", "origin_id", "row",
    "number", "measure",
})


@dataclass(frozen=True)
class Needs:
    """What is wanted of the tables. `own`: the words of the checks with a SELECT of their own; `by_view`: the columns that checks of the book want of each view."""

    own: frozenset[str]
    by_view: Mapping[str, frozenset[str]]

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word a column may be needed by, with those that columns are counted and reckoned from."""
        told = {*ALWAYS, *self.own, *(name for names in self.by_view.values() for name in names)}
        told |= {name.partition("_")[2] for name in told}
        for counted in (views.OF_VILLAGE, views.OF_HOUSEHOLD, views.OF_PERSON, views.COUNTED):
            told |= {word for name, sql in counted.items() if name in told for word in _WORD.findall(sql)}
        return frozenset(told)

    def of(self, names: Iterable[str]) -> list[str]:
        """Those of a table's columns that are needed, in their order."""
        return [name for name in names if name in self.words]

    def of_view(self, on: str, names: Iterable[str]) -> list[str]:
        """Those of a view's columns that are needed."""
        asked = self.by_view.get(on, frozenset()) | self.own
        return [name for name in names if name in asked]

    def names(self, table: str) -> bool:
        """Whether a check with a SELECT of its own reads a table."""
        return table in self.own


def needs_of(checks: Iterable[Check] | None = None) -> Needs:
    """What checks need (left out: all there are)."""
    own, by_view = set(_gathered()), dict[str, frozenset[str]]()
    for check in CHECKS.values() if checks is None else checks:
        if check.sql:
            own.update(_WORD.findall(check.sql))
        else:
            by_view[check.on] = by_view.get(check.on, frozenset()) | _of_book(check)
    return Needs(frozenset(own), by_view)


@cache
def _gathered() -> frozenset[str]:
    """The words of what staging itself asks: who is who, names apart, the dead, who is heard."""
    listed = sorted(sources())
    made = [module.made_by(listed) for module in (matching, apart, deaths, heard)]
    return frozenset(word for one in made for steps in one.values() for step in steps if isinstance(step, str) for word in _WORD.findall(step))


def everything(on: Collection[str] = ()) -> Needs:
    """Every column of the views named: for whoever wants to look around in them."""
    return Needs(_gathered() | frozenset({*views.COUNTED, *views.OF_VILLAGE}), {one: views.columns_of(one) for one in on})


def _of_book(check: Check) -> frozenset[str]:
    return frozenset({*wanted_columns(check.on, [check]), *_words(check)}) & views.columns_of(check.on)


def _words(check: Check) -> Iterator[str]:
    yield from _WORD.findall(check.where)
