"""Ties: who has to be looked at again when something changed. Everybody who shares a key with somebody touched, and everybody who shares one with them, to the end.

A key is what checks join by: the first 18 of a number, a telephone, an account, any other number of a list, the household, its number, name with birth; and
the name, or the birth, within a village, where a list has somebody so called there whose number answers nobody in the register, for only then these decide.
Whatever a check says of somebody, it says from the records that hang together with theirs by such keys; so what hangs together is decided anew together, and
all else stands. Keys and records are 64-bit hashes here: two that fall together only make more be looked at, never less.
"""

from collections.abc import Iterable, Mapping, Sequence

import duckdb
import pyarrow as pa

from bangfu.crosscheck import lists
from bangfu.crosscheck.closed import CLOSED, Rows
from bangfu.registry.records import ID_INDEX

PERSON_KEYS: Mapping[str, str] = {
    "id18_index": "id_number", "household": "household", "household_number": "number", "phone_index": "phone",
}
HOUSEHOLD_KEYS: Mapping[str, str] = {"household": "household", "household_number": "number", "phone_index": "phone", "bank_index": "bank_account"}


def row_keys(source: str) -> dict[str, str]:
    """Column of a list → what it is a key of."""
    own = {name: ID_INDEX if field.kind == "id_number" else lists.purpose_of(field.key) for name, field in lists.own_fields(source).items() if name.endswith("_index")}
    return {"id18_index": ID_INDEX, "household_number": "number", **own}


class Ties:
    """Every record with its keys. Add all there is, then ask what hangs together with some. `steady`: people who were and are registered under their number."""

    def __init__(self, steady: pa.Table) -> None:
        self.connection = duckdb.connect(":memory:", config=CLOSED)
        self.connection.execute("SET enable_progress_bar = false")
        self.connection.execute("CREATE TABLE tie (record UBIGINT, key UBIGINT)")
        self.connection.execute("CREATE TABLE name (record UBIGINT, key UBIGINT, alone BOOLEAN)")
        self.connection.register("steady", steady)
        self.connection.execute("CREATE TABLE answered AS SELECT DISTINCT id18_index FROM steady WHERE id18_index <> ''")

    def add_persons(self, rows: Rows) -> None:
        """Persons, in the shape of the register."""
        self._add(rows, "person", PERSON_KEYS)
        self._add_births("person")
        self._add_names("person", "false")
        self._add_heads(rows, "person", "name")

    def add_households(self, rows: Rows) -> None:
        """Households."""
        self._add(rows, "household", HOUSEHOLD_KEYS)

    def add_rows(self, source: str, rows: Rows) -> None:
        """Rows of a list."""
        self._add(rows, "row", row_keys(source))
        self._add_births("row")
        self._add_names("row", "id18_index NOT IN (SELECT id18_index FROM answered)")
        self._add_heads(rows, "row", "head_name")

    def look_from(self, seeds: Iterable[str]) -> None:
        """Finds the records that hang together with those of some ids, themselves among them."""
        run = self.connection.execute
        self.connection.register("seeds", pa.table({"id": pa.array(sorted(set(seeds)), pa.string())}))
        run("INSERT INTO tie SELECT record, key FROM name WHERE key IN (SELECT key FROM name WHERE alone)")
        run("CREATE TABLE found AS SELECT DISTINCT hash(id) AS record FROM seeds")
        run("CREATE TABLE fresh AS SELECT * FROM found")
        run("CREATE TABLE done (key UBIGINT)")
        while self._count("fresh"):
            run("CREATE OR REPLACE TABLE keys AS SELECT DISTINCT key FROM tie SEMI JOIN fresh USING (record) ANTI JOIN done USING (key)")
            run("INSERT INTO done SELECT key FROM keys")
            run("CREATE OR REPLACE TABLE fresh AS SELECT DISTINCT record FROM tie SEMI JOIN keys USING (key) ANTI JOIN found USING (record)")
            run("INSERT INTO found SELECT record FROM fresh")

    def of(self, rows: Rows, column: str, extra: Sequence[str] = ()) -> pa.Table:
        """The rows whose record hangs together with the seeds, or whose id is among some others."""
        self.connection.register("looked", rows)
        self.connection.register("others", pa.table({"id": pa.array(sorted(set(extra)), pa.string())}))
        told = self.connection.sql(f"SELECT * FROM looked WHERE hash({column}) IN (SELECT record FROM found) OR {column} IN (SELECT id FROM others)")
        return told.to_arrow_table()

    def _count(self, table: str) -> int:
        return int(self.connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])

    def _add(self, rows: Rows, record: str, keys: Mapping[str, str]) -> None:
        self.connection.register("added", rows)
        for column, of in keys.items():
            self.connection.execute(f"INSERT INTO tie SELECT hash({record}), hash('{of}', {column}) FROM added WHERE {column} <> ''")

    def _add_births(self, record: str) -> None:
        """Who bears one name and was born on one day may be one person, wherever in the county."""
        self.connection.execute(f"""
            INSERT INTO tie SELECT hash({record}), hash('born', name_folded, birth) FROM added WHERE name_folded <> '' AND birth IS NOT NULL""")

    def _add_heads(self, rows: Rows, record: str, name: str) -> None:
        """Who is named as the head of somebody without a number: a household may be known by its head."""
        if name in rows.schema.names:
            alone = "true" if record == "row" else "false"
            self.connection.execute(f"""
                INSERT INTO name SELECT hash({record}), hash('head', place_code, replace(replace({name}, ' ', ''), '　', '')), {alone} FROM added
                WHERE {name} <> '' AND ({"id18_index = ''" if record == "row" else "relation = '户主'"})""")

    def _add_names(self, record: str, alone: str) -> None:
        """One name in a village; and one birth there, since the names may be a slip apart."""
        self.connection.execute(f"INSERT INTO name SELECT hash({record}), hash('name', place_code, name_folded), {alone} FROM added WHERE name_folded <> ''")
        self.connection.execute(f"INSERT INTO name SELECT hash({record}), hash('day', place_code, birth), {alone} FROM added WHERE birth IS NOT NULL")
