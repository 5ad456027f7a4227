"""What may be asked of a run: every table is made when a statement first speaks of it, after the tables it is made from.

A run over everything makes all that its checks read; a run of one check makes what that one reads. What a table is made by are steps: statements, or what
Python has to do between two. Their words say what they read; a word that names a column as well may make more than is needed, never less.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self, TypeAlias

import duckdb
import pyarrow as pa

_WORD = re.compile(r"\w+")
Step: TypeAlias = "str | Callable[[Staged], None]"   # a statement, or what Python has to do between two
MadeBy: TypeAlias = Mapping[str, Sequence[Step]]     # name of a table → its steps, in order


class Staged:
    """A connection, and what its tables are made by: name → steps."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, made_by: MadeBy) -> None:
        self.connection, self._waiting = connection, dict(made_by)

    def execute(self, sql: str) -> duckdb.DuckDBPyConnection:
        """What a statement says, once the tables it speaks of are there."""
        self._make(sql)
        return self.connection.execute(sql)

    def _make(self, sql: str) -> None:
        for name in _WORD.findall(sql):
            for step in self._waiting.pop(name, ()):
                if isinstance(step, str):
                    self.execute(step)
                else:
                    step(self)

    def put(self, name: str, columns: Mapping[str, list[str]]) -> None:
        """A table of texts, out of Python."""
        self.connection.register("put_in", pa.table({column: pa.array(values, pa.string()) for column, values in columns.items()}))
        self.connection.execute(f"CREATE TABLE {name} AS SELECT * FROM put_in")
        self.connection.unregister("put_in")

    def close(self) -> None:
        """Lets go of everything."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
