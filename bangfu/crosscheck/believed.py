"""谁说了算: which sources are believed about each column of the register, and in which order: as `sources.toml` has it, or as the county has put it.

Among the numbers a run goes by, and keeps, stands of each source of a column at which place it is believed: ("order <column>", slug) → 1 for the weightiest,
0 for one that is not believed. So a run is repeated in the order it was made with, and another order is another run.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from bangfu.crosscheck import engine
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.checks.check import Check
from bangfu.crosscheck.checks.contradictions import ELSEWHERE, slugs_of
from bangfu.crosscheck.engine import Tables
from bangfu.crosscheck.found import Found
from bangfu.crosscheck.models import AuthoritySetting
from bangfu.crosscheck.sources import Order, authority_told, in_order
from bangfu.facts.models import FOREVER
from bangfu.rules.refusal import Refused

ORDER = "order "   # before a column, where a check stands else
NOT_BELIEVED = Decimal(0)
Values = Mapping[tuple[str, str], Decimal]


def order_on(day: date) -> Order:
    """Column → the sources believed about it on a day, as known now, the weightiest first; of every column any source speaks of with authority."""
    return believed_in(numbers(AuthoritySetting.objects.filter(superseded_at=FOREVER, valid_from__lte=day, valid_to__gt=day)))


def order_of(row: AuthoritySetting | None, column: str) -> tuple[str, ...]:
    """The sources believed about a column by what was set of it (None: nothing ever was)."""
    return believed_in(numbers([row] if row else []))[column]


def numbers(rows: Iterable[AuthoritySetting]) -> dict[tuple[str, str], Decimal]:
    """The places of all sources of all columns, as rows say, at most one a column, and else the file."""
    said = {row.column: row for row in rows}
    told = {column: _ranked(slugs, said.get(column)) for column, slugs in authority_told().items()}
    return {key: number for column, slugs in told.items() for key, number in placed(column, slugs).items()}


def _ranked(slugs: Sequence[str], row: AuthoritySetting | None) -> list[str]:
    if row is None:
        return list(slugs)
    named, left_out = [one for one in row.believed.split() if one in slugs], row.left_out.split()
    return [*named, *(one for one in slugs if one not in named and one not in left_out)]


def placed(column: str, believed: Sequence[str]) -> dict[tuple[str, str], Decimal]:
    """The places of the sources of one column, from those believed, the weightiest first."""
    places = {slug: Decimal(place) for place, slug in enumerate(believed, start=1)}
    return {(ORDER + column, slug): places.get(slug, NOT_BELIEVED) for slug in authority_told()[column]}


def believed_in(values: Values) -> Order:
    """Column → the sources believed by the numbers of a run, the weightiest first; a column they say nothing of is as the file has it."""
    return {column: tuple(slug for slug in slugs if values.get((ORDER + column, slug), 1) != NOT_BELIEVED) for column, slugs in _heard_in(values).items()}


def _heard_in(values: Values) -> Order:
    """The same with those not believed behind all others: the engine hears them last, and what they alone say is not looked for."""
    def place(column: str, slug: str) -> tuple[bool, Decimal, int]:
        told = authority_told()[column].index(slug)
        number = values.get((ORDER + column, slug), Decimal(told + 1))
        return number == NOT_BELIEVED, number, told

    return {column: tuple(sorted(slugs, key=lambda slug: place(column, slug))) for column, slugs in authority_told().items()}


def without_order(values: Values) -> dict[tuple[str, str], Decimal]:
    """The numbers of a run that say nothing of an order."""
    return {key: value for key, value in values.items() if not key[0].startswith(ORDER)}


def not_looked_for(values: Values) -> frozenset[str]:
    """Checks of what sources say that are not believed about it."""
    unheard = [(check.removeprefix(ORDER), slug) for (check, slug), place in values.items() if check.startswith(ORDER) and place == NOT_BELIEVED]
    return frozenset(check for column, slug in unheard for check in slugs_of(column, slug))


def checks_about(column: str) -> list[Check]:
    """The checks whose findings the order of a column decides: those of its sources; of names and numbers the one that compares them all."""
    slugs = ["id_name"] if column in ELSEWHERE else [check for slug in authority_told()[column] for check in slugs_of(column, slug)]
    return [CHECKS[slug] for slug in slugs if slug in CHECKS]


def found(tables: Tables, checks: Iterable[Check] | None = None) -> list[Found]:
    """What the engine finds in what a run read, hearing the sources in the order the run went by."""
    with in_order(_heard_in(tables.values)):
        return engine.run(tables, checks)


def possible(column: str, believed: Sequence[str]) -> tuple[str, ...]:
    """An order that may be set. Refused for a column no source speaks of, a source that does not speak of it or is named twice, and when nobody is believed."""
    if column not in authority_told():
        raise Refused("没有这一项，请刷新页面再改。")
    if set(believed) - set(authority_told()[column]) or len(set(believed)) != len(believed):
        raise Refused("有的来源不说这一项，或重复了；请刷新页面再改。")
    if not believed:
        raise Refused("至少要采信一个来源；这一项不想查了，到“检查项”里关掉它的检查。")
    return tuple(believed)
