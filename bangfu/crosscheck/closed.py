"""A closed engine: DuckDB in this process, without network, extensions or files, but for the files it is given to read.

Tables that lie in files (`Dataset`) are read from there by the engine itself, each time only the columns a statement asks for: what is never held need not
be carried.
"""

from collections.abc import Collection, Mapping
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
ALONE = 50_000      # up to so many rows in all a second thread costs more than it helps
AT_A_GLANCE = 2_000   # up to so many, to think how best to read them costs more than to read them

Rows: TypeAlias = pa.Table | Dataset   # in memory, or in files of which only the columns asked for are read


def connected(reads: Collection[Rows] = ()) -> duckdb.DuckDBPyConnection:
    """A closed connection that may read the files of some tables, and no other. What does not fit into memory lies beside them until it is closed; without files
    it has to fit. Few rows are read as they are asked for, by one thread."""
    files, many = [path for rows in reads for path in _files(rows)], sum(map(count, reads))
    beside = str(Path(files[0]).parent / SPILLED) if files else ""
    threads = THREADS if many > ALONE else 1
    connection = duckdb.connect(":memory:", config={**CLOSED, "threads": threads, "enable_external_access": bool(files), "temp_directory": beside})
    if files:
        connection.execute(f"SET allowed_paths = [{', '.join(map(_quoted, files))}]")
        connection.execute("SET enable_external_access = false")
    connection.execute("SET enable_progress_bar = false")
    if many <= AT_A_GLANCE:
        connection.execute("PRAGMA disable_optimizer")
    return connection


def lay(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Rows], number: str = "") -> None:
    """Tables under their names. `number`: a column that numbers the rows; of tables in files the same whenever it is asked, of those in memory when they are copied."""
    for name, rows in tables.items():
        if _files(rows):
            connection.execute(f"CREATE OR REPLACE VIEW {name} AS {_from_files(_files(rows), number)}")
        elif number:
            connection.register(f"{name}_bare", in_memory(rows))
            connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT CAST(row_number() OVER () - 1 AS INTEGER) AS {number}, * FROM {name}_bare")
        else:
            connection.register(name, in_memory(rows))


def count(rows: Rows) -> int:
    """How many rows there are."""
    return rows.num_rows if isinstance(rows, pa.Table) else int(rows.count_rows())


def in_memory(rows: Rows) -> pa.Table:
    """The rows with every column, in memory."""
    return rows if isinstance(rows, pa.Table) else rows.to_table()


def lies_in_files(rows: Rows) -> bool:
    """Whether the engine reads the rows from files, as often as it is asked."""
    return bool(_files(rows))


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
