"""The conditions of the book as SQL: every one compiles, and means the same on an engine of another make (Polars), known, unknown and NULL alike."""

from functools import cache
from typing import Any

import polars as pl
import pytest

from bangfu.crosscheck import engine
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.checks.check import Check
from bangfu.crosscheck.checks.views import name_of
from bangfu.crosscheck.needs import everything
from bangfu.crosscheck.rowwise import numbered
from bangfu.crosscheck.staged import Staged
from tests.crosscheck.told import County, county_of

BOOK = [check for check in CHECKS.values() if not check.sql]
VIEWS = sorted({check.on for check in BOOK})
_VALUES = County().tables().values


@cache
def staged() -> Staged:
    """Every example of the book in one county, with every column of its views."""
    return engine.staged(county_of(BOOK)[0], everything(VIEWS))


@cache
def rows(on: str) -> pl.DataFrame:
    """All rows of a view, as Polars reads them: the same that DuckDB holds as looked_…"""
    name = f"looked_{name_of(on)}"
    staged().execute(f"CREATE TABLE {name} AS SELECT row_number() OVER () AS nth, * FROM {name_of(on)} CROSS JOIN run")
    return _read(f"SELECT * FROM {name}")


@cache
def by_duckdb(on: str) -> dict[str, list[Any]]:
    """What each check over a view says of every row, in their order."""
    asked = ", ".join(f"({numbered(check, check.where, _VALUES)}) AS {check.slug}" for check in BOOK if check.on == on)
    return _read(f"SELECT {asked} FROM looked_{name_of(on)} ORDER BY nth").to_dict(as_series=False)


def _read(sql: str) -> pl.DataFrame:
    told = pl.from_arrow(staged().connection.sql(sql).to_arrow_table())
    assert isinstance(told, pl.DataFrame)
    return told


@pytest.mark.parametrize("check", BOOK, ids=[check.slug for check in BOOK])
def test_a_condition_means_the_same_on_another_engine(check: Check) -> None:
    with pl.SQLContext(looked=rows(check.on)) as polars:
        told = polars.execute(f"SELECT ({numbered(check, check.where, _VALUES)}) AS hit FROM looked ORDER BY nth", eager=True)["hit"].to_list()
    assert told == by_duckdb(check.on)[check.slug]
    assert True in told and False in told


def test_every_condition_compiles_where_there_is_nobody() -> None:
    assert engine.run(County().tables(), BOOK) == []


def test_a_check_that_is_switched_off_finds_nothing() -> None:
    tables, _ = county_of(BOOK)
    before = {one.check for one in engine.run(tables, BOOK)}
    off = frozenset(sorted(before)[::2])
    after = {one.check for one in engine.run(_with(tables, off=off), BOOK)}
    assert before - after == off and len(off) > 1


@cache
def found_with(bound: str) -> dict[str, frozenset[str]]:
    """Check → villages in which it finds something, with every setting at its least, its most, or as it is."""
    tables, _ = county_of(BOOK)
    values = {(check.slug, one.name): getattr(one, bound) for check in BOOK for one in check.settings if bound}
    found = engine.run(_with(tables, values={**tables.values, **values}), [check for check in BOOK if check.settings])
    return {check.slug: frozenset(one.place_code for one in found if one.check == check.slug) for check in BOOK}


@pytest.mark.parametrize("check", [check for check in BOOK if check.settings], ids=lambda check: check.slug)
def test_what_a_county_sets_changes_what_is_found(check: Check) -> None:
    as_it_is = found_with("value")[check.slug]
    assert as_it_is != found_with("least")[check.slug] or as_it_is != found_with("most")[check.slug]


def _with(tables: engine.Tables, **changed: Any) -> engine.Tables:
    return engine.Tables(**{**vars(tables), **changed})
