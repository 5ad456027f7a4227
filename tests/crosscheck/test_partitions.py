"""The checks in partitions find what they find in one: a county cut into parts of what hangs together, each looked at by itself."""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

import duckdb
import pyarrow as pa
import pytest

from bangfu.crosscheck import engine
from bangfu.crosscheck.engine import Tables
from bangfu.crosscheck.ties import HOUSEHOLD_KEYS, PERSON_KEYS, row_keys
from tests.bench import wide

NAMED = "'name' || place_code || name_folded"


def edges(tables: Tables) -> Iterator[tuple[str, str]]:
    """(record, key) of everything that ties, as `ties` says it in words."""
    with duckdb.connect() as connection:
        connection.register("people", tables.register)
        alone: set[str] = set()
        for rows in tables.sources.values():
            connection.register("looked", rows)
            alone |= {name for name, in connection.execute(f"SELECT {NAMED} FROM looked WHERE id18_index NOT IN (SELECT id18_index FROM people)").fetchall()}
        tied = [(tables.register, "person", PERSON_KEYS), (tables.households, "household", HOUSEHOLD_KEYS)]
        for rows, record, keys in [*tied, *((rows, "row", row_keys(source)) for source, rows in tables.sources.items())]:
            connection.register("looked", rows)
            for column, of in keys.items():
                yield from connection.execute(f"SELECT {record}, '{of}' || {column} FROM looked WHERE {column} <> ''").fetchall()
            if record != "household":
                yield from (one for one in connection.execute(f"SELECT {record}, {NAMED} FROM looked WHERE name_folded <> ''").fetchall() if one[1] in alone)


def parts_of(tables: Tables) -> dict[str, str]:
    """Record → the least of those it hangs together with: union and find, of another make than `ties`."""
    above: dict[str, str] = {}

    def top(one: str) -> str:
        while above.setdefault(one, one) != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    for record, key in edges(tables):
        first, second = top(f"r{record}"), top(f"k{key}")
        above[max(first, second)] = min(first, second)
    return {one[1:]: top(one) for one in list(above) if one.startswith("r")}


def cut(rows: pa.Table, record: str, part: Mapping[str, str], nth: int, parts: int) -> pa.Table:
    """The rows of one partition."""
    return rows.filter(pa.array([hash_of(part.get(one, one)) % parts == nth for one in rows[record].to_pylist()], pa.bool_()))


def hash_of(word: str) -> int:
    """A number of a word that is the same in every process."""
    return zlib.crc32(word.encode())


@pytest.mark.parametrize("parts", [4])
def test_hashed_partitions_find_what_one_run_finds(parts: int) -> None:
    tables = wide.county(2_000, 7, defects=0.02)
    part = parts_of(tables)
    whole = [one for one in engine.run(tables) if one.subject_kind != "village"]   # a village's figures are the county's own
    found = []
    for nth in range(parts):
        mine = replace(
            tables, register=cut(tables.register, "person", part, nth, parts), households=cut(tables.households, "household", part, nth, parts),
            sources={source: cut(rows, "row", part, nth, parts) for source, rows in tables.sources.items()},
        )
        assert 0 < len(mine.register) < len(tables.register)
        found += [one for one in engine.run(mine) if one.subject_kind != "village"]
    assert sorted(one.identity for one in found) == sorted(one.identity for one in whole)
    assert {one.identity: one for one in found} == {one.identity: one for one in whole}
    assert {one.check for one in whole} >= {"surplus", "id_name", "member_logic"}
