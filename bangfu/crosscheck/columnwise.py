"""Rows of the database as columns: read by a plain cursor in chunks, without an instance or a converter for each, and written down as Parquet as they come."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection
from django.db.models import QuerySet

from bangfu.crosscheck.parquet import drafted

CHUNK = 20_000
TOGETHER = 100_000   # rows of a file that are packed together: every reading opens as many packs as there are
HYPHENS = ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32))   # how a UUID of 32 characters is written with hyphens


def chunks(rows: QuerySet[Any], columns: Mapping[str, str]) -> Iterator[dict[str, Sequence[Any]]]:
    """Columns of a query, chunk by chunk, by the names they are to have: `columns` is name → lookup. Values are as the driver gives them: ids and days are text or
    not, amounts whole fen, measures whole hundredths."""
    sql, values = rows.values_list(*columns.values()).query.get_compiler(connection=connection).as_sql()
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        while chunk := cursor.fetchmany(CHUNK):
            yield dict(zip(columns, zip(*chunk, strict=True), strict=True))


def array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """A column as an Arrow array of a kind."""
    if kind == pa.string():
        return texts(values)
    if kind == pa.date32() and any(isinstance(value, str) for value in values):
        return pa.array(values, pa.string()).cast(kind)   # SQLite keeps days as text
    return pa.array(values, kind)


def texts(values: Sequence[Any]) -> pa.Array:
    """A column of texts; ids as they are written with hyphens, whichever database they come from."""
    known = next((value for value in values if value is not None), None)
    if known is None or isinstance(known, str):
        return pa.array(values, pa.string())
    return pa.array([None if value is None else str(value) for value in values], pa.string())


def ids(values: Sequence[Any]) -> pa.Array:
    """A column of ids: SQLite keeps them as 32 characters."""
    told = texts(values)
    if not values or len(str(values[0])) != HYPHENS[-1][1]:
        return told
    return pc.binary_join_element_wise(*(pc.utf8_slice_codeunits(told, first, after) for first, after in HYPHENS), "-")


def write(where: Path, shape: pa.Schema, parts: Iterator[Mapping[str, pa.Array]]) -> None:
    """Writes a table of a shape, part by part; a column that a part does not tell knows nothing. The file appears when it is whole."""
    held = list[pa.RecordBatch]()
    with drafted(where, shape) as writer:
        for part in parts:
            held.append(batch(shape, part))
            if sum(map(len, held)) >= TOGETHER:
                writer.write_table(pa.Table.from_batches(held, shape))
                held.clear()
        writer.write_table(pa.Table.from_batches(held, shape))


def batch(shape: pa.Schema, part: Mapping[str, pa.Array]) -> pa.RecordBatch:
    """One part with every column of the shape: a text that is not told is empty, all else NULL."""
    many = len(next(iter(part.values())))
    return pa.record_batch([filled(part[field.name]) if field.name in part else nothing(field, many) for field in shape], schema=shape)


def filled(told: pa.Array) -> pa.Array:
    """A column in which a text that is not known is empty."""
    return told.fill_null("") if told.type == pa.string() and told.null_count else told


def nothing(field: pa.Field, rows: int) -> pa.Array:
    """A column of which nothing is known."""
    return pa.repeat(pa.scalar("" if field.type == pa.string() else None, field.type), rows)
