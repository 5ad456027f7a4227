"""The engine against an engine of another make, row for row, on generated small counties; and against the rule in Python."""

import json
import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle
from uuid import uuid4

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bangfu.crosscheck import engine, snapshot
from bangfu.crosscheck.checks import OWN, member_logic
from bangfu.crosscheck.checks.rows import DECEASED, LEDGER, NATIONAL, SOURCES, Delivered, InForce, Registered, delivered, registered
from bangfu.crosscheck.engine import Tables
from bangfu.crosscheck.found import Found
from bangfu.crosscheck.reasons import reason
from bangfu.rules.codes import RELATION
from bangfu.rules.member import Member, member_faults
from tests.crosscheck.oracle import Oracle

DAY = date(2026, 7, 1)
LISTS = (*SOURCES, "household_registration", "city_persons", "police_deaths")
VILLAGES = ["990121001001", "990121001002", "990121002001"]
NAMES = ["覃天明", "覃天朋", "韦小花", "農大山", "农大山", "阿依·古丽", "阿依•古丽", ""]
NUMBERS = ["", "A", "B", "C", "D", "A+43", "B+11", "E", "F"]
STATUSES = ["ok", "ok", "ok", "bad_check", "old15"]
DAYS = st.one_of(st.none(), st.sampled_from([DAY, DAY + timedelta(days=1), date(2026, 6, 30), date(1905, 7, 1), date(1905, 7, 2)]),
                 st.dates(date(1900, 1, 1), date(2027, 1, 1)), st.dates(date(1975, 1, 1), date(2012, 1, 1)))
# years 11, 12, 13, 23, 24 and 25 apart, about the end of February: where a gap of 12 or 24 years is just or just not there
LEAP = st.one_of(
    st.sampled_from([date(1984, 2, 29), date(1996, 2, 29), date(2008, 2, 29), date(2010, 7, 1), date(2010, 7, 2), date(2010, 6, 30)]),
    st.builds(date, st.sampled_from([1984, 1995, 1996, 1997, 2007, 2008, 2009]), st.sampled_from([2, 3]), st.sampled_from([1, 28])),
)


@st.composite
def persons(draw: st.DrawFn) -> list[Registered]:
    people = []
    for index in range(draw(st.integers(0, 14))):
        number, household = draw(st.sampled_from(NUMBERS)), draw(st.integers(1, 4))
        status = draw(st.sampled_from(STATUSES)) if number else draw(st.sampled_from(["blank", "bad_shape", "lost_digits"]))
        people.append(registered(
            f"p{index}", draw(st.sampled_from(NAMES)), number, id_status=status, household=f"h{household}", household_number=f"H{min(household, 3)}",
            place_code=draw(st.sampled_from(VILLAGES)), sex=draw(st.sampled_from(["男", "女", ""])), birth=draw(st.one_of(DAYS, LEAP)),
            relation=draw(st.sampled_from(["户主", "户主", "配偶", "之子", "之母", "之孙女", "其他", ""])),
            origin_kind=draw(st.sampled_from(["delivered_row", "finding"])), origin_id=f"s{index}",
        ))
    return people


@st.composite
def lists(draw: st.DrawFn) -> list[Delivered]:
    rows = []
    for index in range(draw(st.integers(0, 16))):
        number = draw(st.sampled_from(NUMBERS))
        rows.append(delivered(
            draw(st.sampled_from(LISTS)), f"s{index}", draw(st.sampled_from(NAMES)), number, number=index,
            id_status="ok" if number else "blank", place_code=draw(st.sampled_from(VILLAGES)), birth=draw(DAYS),
            household_number=draw(st.sampled_from(["H1", "H2", ""])), event_day=draw(st.one_of(st.none(), st.dates(date(2026, 1, 1), DAY))),
        ))
    return rows


IN_FORCE = st.sets(st.tuples(st.sampled_from((*SOURCES, "city_persons")), st.sampled_from(VILLAGES))).map(
    lambda chosen: [InForce(source, village, f"d-{source}", date(2026, 6, 30)) for source, village in sorted(chosen)]
)


def without_say(found: Found) -> Found:
    """Member logic tells more values than its rule holds: those of the sentence are compared in the twin test below."""
    if found.check != "member_logic":
        return found
    return replace(found, say={name: found.say[name] for name in ("name", "relation", "sex", "birth", "heads", "spouses", "head_name")})


def standing(tables: Tables, kinds: list[tuple[str, str]]) -> Tables:
    """The same, with what the households count as: (assisted, monitored) one after another."""
    homes = [home | dict(zip(("assisted", "monitored"), kind, strict=True)) for home, kind in zip(tables.households.to_pylist(), cycle(kinds), strict=False)]
    return replace(tables, households=pa.Table.from_pylist(homes, schema=tables.households.schema))


KINDS = st.lists(st.sampled_from([("脱贫户", ""), ("一般农户", ""), ("一般农户", "突发严重困难户"), ("", "")]), min_size=1, max_size=4)


@settings(max_examples=15)   # another fifteen at each run, and a whole county in `make campaign`
@given(people=persons(), rows=lists(), in_force=IN_FORCE, kinds=KINDS)
def test_duckdb_and_polars_find_the_same_rows(
    people: list[Registered], rows: list[Delivered], in_force: list[InForce], kinds: list[tuple[str, str]],
) -> None:
    tables = standing(snapshot.tables(people, rows, in_force, DAY), kinds)
    mine = [without_say(one) for one in engine.run(tables, OWN)]
    theirs = [without_say(one) for one in Oracle(tables).found()]
    assert mine == theirs


def test_a_larger_county_gives_the_same_rows_too() -> None:
    tables = _county(random.Random(20260701), households=400)
    mine, theirs = engine.run(tables, OWN), Oracle(tables).found()
    assert [without_say(one) for one in mine] == [without_say(one) for one in theirs]
    assert {one.check for one in mine} >= {"id_number", "id_name", "same_id", "missing", "surplus", "member_logic"}


KIN = st.one_of(st.sampled_from(["之子", "之女", "之父", "之母", "之孙子", "之外祖母", "配偶"]), st.sampled_from(RELATION.labels))
SEX = st.sampled_from(["男", "女", ""])
HOME = st.tuples(
    st.lists(st.tuples(st.just("户主"), SEX, LEAP), min_size=1, max_size=1), st.lists(st.tuples(KIN, SEX, st.one_of(DAYS, LEAP)), max_size=6),
).map(lambda home: home[0] + home[1])
ANY_HOME = st.lists(st.tuples(st.sampled_from(RELATION.labels), SEX, st.one_of(DAYS, LEAP)), min_size=1, max_size=7)


@settings(max_examples=40)
@given(st.lists(st.one_of(HOME, HOME, ANY_HOME), min_size=1, max_size=20))
def test_the_sql_of_member_logic_and_its_rule_say_the_same(homes: list[list[tuple[str, str, date | None]]]) -> None:
    rows = [
        registered(f"{home}-{at}", f"人{home}{at}", f"N{home}-{at}", household=f"h{home}", relation=relation, sex=sex, birth=birth)
        for home, people in enumerate(homes) for at, (relation, sex, birth) in enumerate(people)
    ]
    found = engine.run(snapshot.tables(rows, (), (), DAY), [member_logic.CHECK])
    said = sorted((one.subject_id, one.fault, reason(one, {})) for one in found)
    expected = []
    for home in range(len(homes)):
        members = [Member(one.person, one.name, one.relation, one.sex, one.birth) for one in rows if one.household == f"h{home}"]
        expected += [(one.key or f"h{home}", one.fault, one.sentence) for one in member_faults(members, DAY)]
    assert said == sorted(expected)


def test_a_clean_county_raises_nothing() -> None:
    head = [registered(f"p{at}", f"覃{at}", f"N{at}", household=f"h{at}", household_number=f"H{at}") for at in range(50)]
    rows = [delivered(source, f"{source}{at}", f"覃{at}", f"N{at}", household_number=f"H{at}") for source in (NATIONAL, LEDGER) for at in range(50)]
    in_force = [InForce(source, VILLAGES[0], "d", date(2026, 6, 30)) for source in (NATIONAL, LEDGER, DECEASED)]
    assert engine.run(snapshot.tables(head, rows, in_force, DAY), OWN) == []


def test_two_rows_that_say_the_same_of_one_person_are_one_finding() -> None:
    rows = [delivered("household_registration", row, "覃天明", "A", sex="女") for row in ("s2", "s1")]
    found = engine.run(snapshot.tables([registered("p1", "覃天明", "A")], rows, (), DAY))
    differs = [one for one in found if one.check == "differs_household_registration_sex"]
    assert [[cell.row for cell in one.cells] for one in differs] == [["", "s1"]]


def test_a_kept_snapshot_gives_the_same_digest() -> None:
    tables, run = _county(random.Random(7), households=60), uuid4()
    snapshot.keep(run, tables)
    assert engine.digest(engine.run(snapshot.kept(run))) == engine.digest(engine.run(tables))
    assert json.loads((snapshot.folder(run) / "run.json").read_text())["day"] == "2026-07-01"


@pytest.mark.parametrize("statement", [
    "SELECT * FROM read_csv('/etc/passwd')", "COPY register TO '/tmp/out.csv'", "INSTALL httpfs", "LOAD httpfs", "ATTACH '/tmp/other.db'",
])
def test_the_engine_reaches_neither_files_nor_extensions(statement: str) -> None:
    with engine.staged(snapshot.tables((), (), (), DAY)) as connection, pytest.raises(duckdb.Error):
        connection.execute(statement)


def _county(chance: random.Random, *, households: int) -> Tables:
    """Households of four with slips of every kind, in three villages."""
    people, rows = [], []
    for home in range(households):
        village = chance.choice(VILLAGES)
        for at, (relation, sex, year) in enumerate((("户主", "男", 1970), ("配偶", "女", 1972), ("之子", "男", 1996), ("之女", "女", 1999))):
            number, name, birth = f"N{home}-{at}", f"覃{home}号{at}", date(year, chance.randint(1, 12), chance.randint(1, 28))
            if chance.random() < 0.03:
                number = f"N{home}-0"
            kept = {"household_number": f"H{home}", "place_code": village, "birth": birth, "sex": sex}
            if chance.random() > 0.02:
                slip = {"relation": "户主"} if chance.random() < 0.02 else {"relation": relation}
                status = "bad_check" if chance.random() < 0.02 else "ok"
                people.append(registered(f"p{home}-{at}", name, number, household=f"h{home}", id_status=status, **kept | slip))
            if chance.random() > 0.03:
                other = "覃错" if chance.random() < 0.03 else name
                rows.append(delivered(LEDGER, f"l{home}-{at}", other, "" if chance.random() < 0.03 else number, **kept))
            if chance.random() < 0.02:
                rows.append(delivered(DECEASED, f"d{home}-{at}", name, number, event_day=date(2026, 3, 1), **kept))
    in_force = [InForce(LEDGER, village, "d", date(2026, 6, 30)) for village in VILLAGES[:2]]
    chance.shuffle(rows)
    return snapshot.tables(people, rows, in_force, DAY)
