"""Parquet files that are there whole or not at all: what was begun on a full disk goes again, and is not held open."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq


@contextmanager
def drafted(where: Path, shape: pa.Schema, **how: Any) -> Iterator[pq.ParquetWriter]:
    """A writer of a file that appears under its name when the block is through. `how`: as ParquetWriter takes it."""
    draft = where.with_suffix(f".{uuid4().hex}")   # two may write the same file at the same moment
    try:
        with pa.OSFile(str(draft), "wb") as out, pq.ParquetWriter(out, shape, compression="zstd", compression_level=1, **how) as writer:
            yield writer
        draft.rename(where)
    finally:
        draft.unlink(missing_ok=True)


def put(where: Path, table: pa.Table, *, together: int | None = None, **how: Any) -> None:
    """Writes a whole table; `together`: rows that are packed together."""
    with drafted(where, table.schema, **how) as writer:
        writer.write_table(table, row_group_size=together)
