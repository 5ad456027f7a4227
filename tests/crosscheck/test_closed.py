"""The closed engine: it reads the files it is given and no other, numbers their rows the same each time, and makes a table when somebody asks for it."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow.dataset import dataset

from bangfu.crosscheck import closed, engine, snapshot, staging
from bangfu.crosscheck.checks import CHECKS, OWN
from bangfu.crosscheck.closed import Rows, connected, count, in_memory, lay, lies_in_files
from bangfu.crosscheck.engine import Tables
from bangfu.crosscheck.staged import Staged
from tests.bench import wide
from tests.crosscheck import told

HERE = pa.table({"name": ["覃天明", "韦小花", "农大山"], "born": [1980, 1982, 1990]})


def in_files(where: Path, *parts: pa.Table) -> Rows:
    """A list as it lies in the folder of a run, a file a delivery; its folder's name wants quoting."""
    folder = where / "it's here"
    folder.mkdir()
    for nth, part in enumerate(parts):
        pq.write_table(part, folder / f"{nth}.parquet", row_group_size=1)
    return dataset(folder, format="parquet")


def test_rows_in_files_are_numbered_through_and_the_same_whatever_is_asked_of_them(tmp_path: Path) -> None:
    rows = in_files(tmp_path, HERE.slice(0, 2), HERE.slice(0, 0), HERE.slice(2))
    with connected([rows]) as connection:
        lay(connection, {"listed": rows}, "sn")
        assert connection.execute("SELECT sn, name FROM listed ORDER BY sn").fetchall() == list(enumerate(HERE["name"].to_pylist()))
        assert connection.execute("SELECT sn FROM listed WHERE born > 1985").fetchall() == [(2,)]
    assert (count(rows), lies_in_files(rows), in_memory(rows)) == (3, True, HERE)


def test_rows_in_memory_are_numbered_when_they_are_copied() -> None:
    with connected([HERE]) as connection:
        lay(connection, {"listed": HERE}, "sn")
        assert connection.execute("SELECT list(sn ORDER BY sn), count(DISTINCT name) FROM listed").fetchall() == [([0, 1, 2], 3)]
    assert (count(HERE), lies_in_files(HERE), in_memory(HERE)) == (3, False, HERE)


@pytest.mark.parametrize("statement", [
    "SELECT * FROM read_parquet('{other}')", "SELECT * FROM read_csv('/etc/passwd')", "COPY listed TO '{other}'", "ATTACH '{other}.db'",
    "INSTALL httpfs", "LOAD httpfs", "SET enable_external_access = true", "SET allowed_paths = ['{other}']",
])
def test_no_other_file_is_reached_beside_those_that_are_read(tmp_path: Path, statement: str) -> None:
    rows, other = in_files(tmp_path, HERE), tmp_path / "other.parquet"
    pq.write_table(HERE, other)
    before = other.read_bytes()
    with connected([rows]) as connection:
        lay(connection, {"listed": rows})
        with pytest.raises(duckdb.Error):
            connection.execute(statement.format(other=other))
        assert connection.execute("SELECT count(*) FROM listed").fetchall() == [(3,)], "what is given is still read"
    assert other.read_bytes() == before


def test_a_table_is_made_once_and_only_when_it_is_asked_for() -> None:
    done = list[str]()
    steps = {
        "two": ["CREATE TABLE two AS SELECT x + 1 AS x FROM one", lambda staged: done.append("two")], "one": ["CREATE TABLE one AS SELECT 1 AS x"],
        "never": ["CREATE TABLE never AS SELECT x FROM nowhere"],
    }
    with Staged(connected(), steps) as staged:
        assert staged.execute("SELECT x FROM two").fetchall() == [(2,)]
        assert staged.execute("SELECT x FROM two JOIN one USING (x)").fetchall() == []
        assert {name for name, in staged.execute("SELECT table_name FROM duckdb_tables()").fetchall()} == {"one", "two"}
    assert done == ["two"]


def test_one_check_makes_only_what_it_reads() -> None:
    """household is also a column's name."""
    with engine.staged(told.County().tables()) as staged:
        staged.execute(CHECKS["id_number"].sql)
        assert {name for name, in staged.connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()} == {"register", "household"}


def some_lists() -> Tables:
    """A small county with a few lists and defects of every kind."""
    tables = wide.county(300, 5, 0.02)
    return replace(tables, sources={slug: tables.sources[slug] for slug in ("village_ledger", "household_registration", "deceased_list", "medical_insured")})


def test_few_rows_and_many_are_read_differently_and_say_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in files is read from there or taken once, by one thread or two, thought over or read at a glance: the findings are the same."""
    tables = some_lists()
    snapshot.keep_in(tmp_path, tables)
    found = engine.run(tables)
    for few in (0, 10**6):
        monkeypatch.setattr(staging, "HELD", few)
        monkeypatch.setattr(closed, "ALONE", few)
        monkeypatch.setattr(closed, "AT_A_GLANCE", few)
        assert engine.run(snapshot.read_from(tmp_path)) == found
    assert len({one.check for one in found}) > 10


def test_each_check_by_itself_finds_what_it_finds_among_all() -> None:
    tables = some_lists()
    together = engine.run(tables, OWN)
    for check in OWN:
        assert engine.run(tables, [check]) == [one for one in together if one.check == check.slug], check.slug
    assert {one.check for one in together} == {"id_name", "member_logic", "surplus"}
