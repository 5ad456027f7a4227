"""Wide tables of a county straight into Arrow: persons in households of three, twelve lists about them, defects at a rate. One seed, the same rows."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from bangfu.crosscheck import shapes, snapshot
from bangfu.crosscheck.checks.check import EXAMPLES_ON
from bangfu.crosscheck.engine import Tables
from bangfu.registry.columns import HOUSEHOLD, PERSON, Column
from tests.crosscheck import told

PER_VILLAGE = 1_000   # households
# list → share of the persons who stand in it
SHARES: Mapping[str, float] = {
    "national_persons": 0.1, "monitored_households": 0.03, "village_ledger": 0.99, "deceased_list": 0.004, "medical_insured": 0.99, "pension_insured": 0.98,
    "minimum_living": 0.05, "disability_cards": 0.06, "vehicles": 0.1, "pupils": 0.15, "employment": 0.3, "household_registration": 0.98,
}
FIGURES = told.County().tables().values
GIVEN = "天明小花大山秀英国强建军丽华志伟春梅海燕文武玉兰金凤美莲永福桂芳"
PEOPLE = f"""
    SELECT 'p' || i AS person, 'h' || (i // 3) AS household, 'H' || (i // 3) AS household_number, CAST(990121000001 + i // (3 * {PER_VILLAGE}) AS VARCHAR) AS place_code,
           substr('覃韦农黄陆梁蒙罗李陈', 1 + any_of(i, 'surname') % 10, 1) || substr('{GIVEN}', 1 + any_of(i, 'second') % 32, 1)
           || substr('{GIVEN}', 1 + any_of(i, 'third') % 32, 1) AS name, name AS name_folded, md5('id' || i || $seed) AS id_index, id_index AS id18_index,
           md5('phone' || i || $seed) AS phone_index, ['男', '女', '男'][1 + i % 3] AS sex, sex AS id_sex,
           CASE WHEN any_of(i, 'kin') % 1000000 < {{rate}} THEN '户主' ELSE ['户主', '配偶', '之子'][1 + i % 3] END AS relation,
           make_date([1970, 1972, 1998][1 + i % 3], 1, 1) + CAST(any_of(i, 'birth') % 365 AS INTEGER) AS birth, birth AS id_birth
    FROM range($many) AS rows(i)"""
HOUSES = """
    SELECT 'h' || i AS household, 'H' || i AS household_number, CAST(990121000001 + i // {per_village} AS VARCHAR) AS place_code,
           md5('phone' || (3 * i) || $seed) AS phone_index, md5('bank' || i || $seed) AS bank_index FROM range($many) AS rows(i)"""
LISTED = """
    SELECT '{slug}-' || i AS row, 'd-{slug}' AS delivery, CAST(i AS INTEGER) + 4 AS number, place_code, sex, relation, household_number, 'ok' AS id_status, id_index,
           CASE WHEN any_of(i, '{slug} name') % 1000000 < {rate} THEN '覃错' ELSE name END AS name,
           CASE WHEN any_of(i, '{slug} name') % 1000000 < {rate} THEN '覃错' ELSE name END AS name_folded,
           CASE WHEN any_of(i, '{slug} birth') % 1000000 < {rate} THEN DATE '1985-05-05' ELSE birth END AS birth,
           CASE WHEN any_of(i, '{slug} id') % 1000000 < {rate} THEN '' ELSE id18_index END AS id18_index
    FROM (SELECT *, row_number() OVER () AS i FROM people) WHERE any_of(i, '{slug}') % 1000000 < {share}"""


def county(persons: int, seed: int, defects: float = 0.002) -> Tables:
    """The tables a run reads."""
    rate = int(defects * 1_000_000)
    with duckdb.connect(config={"threads": 1, "preserve_insertion_order": True}) as chance:
        chance.execute(f"CREATE MACRO any_of(i, what) AS CAST(hash(i, what, {seed}) % 1000000007 AS BIGINT)")
        people = _asked(chance, PEOPLE.format(rate=rate), many=persons, seed=str(seed))
        houses = _asked(chance, HOUSES.format(per_village=PER_VILLAGE), many=-(-persons // 3), seed=str(seed))
        register = _whole(chance, shapes.persons(), told.PERSON, people, rate, PERSON)
        households = _whole(chance, shapes.households(), told.HOUSEHOLD, houses, rate, HOUSEHOLD)
        places = sorted(set(houses["place_code"].to_pylist()))
        villages = _whole(chance, shapes.villages(), told.VILLAGE, pa.table({"place_code": places}), 0, {})
        chance.register("people", people)
        sources = {slug: _of_list(chance, slug, share, rate) for slug, share in SHARES.items()}
    in_force = [(slug, place, f"d-{slug}", told.DATA_DAY) for slug in SHARES for place in places]
    return Tables(register, households, villages, sources, snapshot.table(shapes.in_force(), shapes.in_force().names, in_force), EXAMPLES_ON, values=FIGURES)


def _asked(chance: duckdb.DuckDBPyConnection, sql: str, **values: object) -> pa.Table:
    return chance.sql(sql, params=values).to_arrow_table()


def _of_list(chance: duckdb.DuckDBPyConnection, slug: str, share: float, rate: int) -> pa.Table:
    rows = _asked(chance, LISTED.format(slug=slug, share=int(share * 1_000_000), rate=rate))
    return snapshot.whole(shapes.listed(slug), rows.cast(pa.schema([shapes.listed(slug).field(name) for name in rows.column_names])))


def _whole(
    chance: duckdb.DuckDBPyConnection, schema: pa.Schema, right: Mapping[str, Any], said: pa.Table, rate: int, columns: Mapping[str, Column],
) -> pa.Table:
    """What is said of everybody, all else right, and here and there another label than the right one."""
    chance.register("said", said)
    told_columns = [name for name in said.column_names if name in schema.names]
    more = [f"{_of(name, right[name], columns, rate)} AS \"{name}\"" for name in schema.names if name in right and name not in told_columns]
    made = _asked(chance, f"SELECT {', '.join([*told_columns, *more])} FROM (SELECT *, row_number() OVER () AS i FROM said)")
    hundredths = shapes.scaled(schema)
    cast = [pa.compute.multiply(made[name], 100) if name in hundredths else made[name] for name in made.column_names]
    fields = pa.schema([schema.field(name) for name in made.column_names])
    return snapshot.whole(schema, pa.table(cast, names=made.column_names).cast(fields))


def _of(name: str, value: object, columns: Mapping[str, Column], rate: int) -> str:
    right = f"DATE '{value}'" if isinstance(value, date) else str(value) if isinstance(value, int | Decimal) else f"'{value}'"
    if name not in columns or columns[name].codes is None or not rate:
        return right
    labels = columns[name].codes.labels
    listed = ", ".join(f"'{label}'" for label in labels)
    return f"CASE WHEN any_of(i, '{name}') % 1000000 < {rate} THEN [{listed}][1 + any_of(i, 'which {name}') % {len(labels)}] ELSE {right} END"
