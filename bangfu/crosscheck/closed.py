"""A closed engine: DuckDB in this process, without network, extensions or files, but for the files it is given to read.

Tables in memory are copied in. Tables that lie in files (`Dataset`) are read from there by the engine itself, each time only the columns a statement asks
for: what is never held need not be carried.
"""

from collections.abc import Iterable, Mapping
from itertools import accumulate
from pathlib import Path
from typing import TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.dataset import Dataset

MEMORY = "1GB"
THREADS = 2
SPILLED = "spilled"   # a folder; removed with what lies beside it should a run be killed
CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": MEMORY, "threads": THREADS, "autoinstall_known_extensions": False, "autoload_known_extensions": False,
    "allow_community_extensions": False, "enable_external_access": False, "preserve_insertion_order": False,
}

Rows: TypeAlias = pa.Table | Dataset   # in memory, or in files of which only the columns asked for are read


def connected(reads: Iterable[Rows] = ()) -> duckdb.DuckDBPyConnection:
    """A closed connection that may read the files of some tables, and no other. What does not fit into memory lies beside them until it is closed; without files
    it has to fit."""
    files = [path for rows in reads for path in _files(rows)]
    beside = str(Path(files[0]).parent / SPILLED) if files else ""
    connection = duckdb.connect(":memory:", config={**CLOSED, "enable_external_access": True, "temp_directory": beside})
    connection.execute(f"SET allowed_paths = [{', '.join(map(_quoted, files))}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET enable_progress_bar = false")
    return connection


def lay(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Rows], number: str = "") -> None:
    """Tables under their names. `number`: a column that numbers the rows, the same whenever it is asked."""
    for name, rows in tables.items():
        if _files(rows):
            connection.execute(f"CREATE OR REPLACE VIEW {name} AS {_from_files(_files(rows), number)}")
        else:
            _copy(connection, name, rows, number)


def _copy(connection: duckdb.DuckDBPyConnection, name: str, rows: Rows, number: str) -> None:
    connection.register("laid_in", rows if isinstance(rows, pa.Table) else rows.to_table())
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT {f'CAST(row_number() OVER () - 1 AS INTEGER) AS {number}, ' * bool(number)}* FROM laid_in")
    connection.unregister("laid_in")


def _from_files(files: list[str], number: str) -> str:
    """Rows are numbered through file after file: a list comes in one file a delivery."""
    many = [pq.read_metadata(path).num_rows for path in files]
    before = f"[{', '.join(map(str, accumulate(many[:-1], initial=0)))}][CAST(file_index AS INTEGER) + 1] + " * (len(files) > 1)
    numbered = f"CAST({before}file_row_number AS INTEGER) AS {number}, " * bool(number)
    return f"SELECT {numbered}* FROM read_parquet([{', '.join(map(_quoted, files))}])"


def _files(rows: Rows) -> list[str]:
    return [] if isinstance(rows, pa.Table) else list(rows.files)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
