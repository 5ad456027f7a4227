"""Search reads no table through: the plans of its statements, on a village large enough that the database has a choice."""

import random
from typing import Any

import pytest
from django.db import connection

from bangfu.facts import bulk
from bangfu.registry import queries
from bangfu.registry.models import Household, Person
from bangfu.registry.name_keys import index_anew
from tests.clean_database import owning
from tests.county import NEXT_VILLAGE, County, the_county
from tests.deliveries.office import applied, national, of
from tests.registry.test_search import COLUMN, HERE, LINES
from tests.standing import world

TABLES = ("registry_namekey", "registry_personrecord", "registry_householdrecord", "registry_household", "registry_statusspell")


@world
def large() -> None:
    """Six thousand more persons with their keys, written past the pen."""
    applied(the_county().county_officer, national(LINES))
    rng, pattern = random.Random(7), of("王建国")
    households, people, records = [], [], []
    for nth in range(6_000):
        house, one = Household(number=f"0088{nth:06d}", recorded_in=pattern.recorded_in), Person(recorded_in=pattern.recorded_in)
        name = "".join(rng.choice("王李张刘陈杨赵黄周吴") + rng.choice("建国军华明志文永德春") + rng.choice("平辉强勇刚伟杰涛斌超"))
        households.append(house)
        people.append(one)
        records.append(pattern.draft(
            person_id=one.pk, household_id=house.pk, name=name, name_folded=name, place_code=NEXT_VILLAGE, place_then=NEXT_VILLAGE, recorded_at=pattern.recorded_at,
            recorded_in=pattern.recorded_in, id18_index=f"{one.pk.hex}", phone_index=f"{one.pk.hex}", person_number=one.pk.hex,
        ))
    bulk.insert(households)
    bulk.insert(people)
    bulk.insert(records)
    index_anew([NEXT_VILLAGE])
    with owning(), connection.cursor() as cursor:   # who owns nothing analyses nothing
        cursor.execute("ANALYZE")


def scans(sql: str, params: Any) -> list[str]:
    """The lines of a statement's plan in which a table of the register is read through."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            return [row[-1] for row in cursor.fetchall() if row[-1].startswith("SCAN") and any(table in row[-1] for table in TABLES)]
        cursor.execute(f"EXPLAIN {sql}", params)
        return [row[0] for row in cursor.fetchall() if "Seq Scan" in row[0] and any(f"on {table} " in row[0] for table in TABLES[:2])]


def statements(act: Any) -> list[tuple[str, Any]]:
    sent: list[tuple[str, Any]] = []

    def catch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(catch):
        act()
    return [one for one in sent if 'FROM "registry_' in one[0]]


@pytest.mark.parametrize("words", ["王建国", "建国", "王", "wjg", "wangjianguo", HERE[3].id_number, HERE[3].phone, HERE[3].household, HERE[3].person, "王建国 1966"])
def test_no_table_is_read_through(large: None, county: County, words: str) -> None:
    for by in (county.county_officer, county.village_clerk):
        sent = statements(lambda: queries.looked_for(by, words, limit=3))   # noqa: B023 - called at once
        assert sent and not [plan for sql, params in sent for plan in scans(sql, params)]


def test_nor_for_a_pasted_column(large: None, county: County) -> None:
    sent = statements(lambda: queries.found_many(county.county_officer, COLUMN))
    assert sent and not [plan for sql, params in sent for plan in scans(sql, params)]


def test_a_statement_that_reads_a_table_through_is_seen(large: None) -> None:
    assert scans('SELECT * FROM "registry_namekey" WHERE "key" LIKE %s', ["%建%"])
