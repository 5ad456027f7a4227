"""Digests of rows as they lie in the database, without an object for each: a county has millions to hold against its journal.

What is found here is only believed where it agrees with the journal. Whatever does not is read once more the plain way (`journal.verify`), so that a spelling this
knows nothing of costs time and accuses nobody.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, models

from bangfu.facts.models import FOREVER, Fact
from bangfu.journal.digest import columns_of, joined, said, spelling

UNREADABLE = (AttributeError, TypeError, ValueError, ValidationError)   # what reading a value may end in that its column cannot hold (SQLite lets a hand put it there)


class Stored(NamedTuple):
    """A row: its key as entries write it, its digest, and, of a fact, the entry that closed it and when ('' and the far end while it is believed)."""

    key: str
    digest: str
    closed_in: str
    closed_at: datetime


def stored(model: type[models.Model], many: int) -> Iterator[list[Stored]]:
    """All rows of a table, `many` at a time, as they come."""
    fields, table, quoted, is_fact = {one.attname: one for one in model._meta.concrete_fields}, model._meta.db_table, connection.ops.quote_name, issubclass(model, Fact)
    key: Any = model._meta.pk
    ends = [fields["superseded_in"], fields["superseded_at"]] if is_fact else []
    said_of = columns_of(model)
    read = [_reader(one, table) for one in (key, *said_of, *ends)]
    names = ", ".join(_asked(one) for one in (key, *said_of, *ends))
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {quoted(table)}")   # noqa: S608 - the program's own tables
        while rows := cursor.fetchmany(many):
            keys, *columns = (reader(column) for reader, column in zip(read, zip(*rows, strict=True), strict=True))
            words = (_told(one, reader, column) for one, reader, column in zip(said_of, read[1:], columns, strict=False))
            digests = joined(model, words, len(rows))
            closed = [("" if one is None else str(one)) for one in columns[-2]] if is_fact else [""] * len(rows)
            yield list(map(Stored, map(str, keys), digests, closed, columns[-1] if is_fact else [FOREVER] * len(rows)))


def _asked(field: Any) -> str:
    """A column as it is asked for: on SQLite a day or a moment as the text it is, which would be taken apart row by row otherwise."""
    name = connection.ops.quote_name(field.column)
    return f"CAST({name} AS TEXT)" if connection.vendor == "sqlite" and isinstance(field, models.DateField) else name


def _reader(field: Any, table: str) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """How the values of a column are read."""
    target = field.target_field if field.is_relation else field
    kind = type(target)
    if connection.vendor == "sqlite" and kind is models.UUIDField:
        return _dashed
    if connection.vendor == "sqlite" and kind is models.DateField or kind in (models.CharField, models.TextField):
        return _as_texts
    expression = field.get_col(table)
    converters = [*connection.ops.get_db_converters(expression), *expression.get_db_converters(connection)]
    return partial(_converted, [partial(_convert, one, expression) for one in converters]) if converters else _as_they_are


def _told(field: Any, reader: Any, column: Sequence[Any]) -> list[str]:
    """`name=value` for each; a column that holds what it cannot hold agrees with nothing."""
    try:
        return _SAYS[reader](field.attname, column) if reader in _SAYS else said(field.attname, spelling(field), column)
    except UNREADABLE:
        return ["?"] * len(column)


def _as_they_are(column: Sequence[Any]) -> Sequence[Any]:
    return column


def _as_texts(column: Sequence[Any]) -> Sequence[Any]:
    """Texts, and days as SQLite keeps them: written as they are told."""
    return column


def _dashed(column: Sequence[Any]) -> Sequence[Any]:
    """32 hex digits, as SQLite keeps an id, the way an id is written."""
    return [one and f"{one[:8]}-{one[8:12]}-{one[12:16]}-{one[16:20]}-{one[20:]}" for one in column]


def _said_of_ids(name: str, column: Sequence[Any]) -> list[str]:
    """Hardly any says the same as another."""
    return [f"{name}={one}" if one else "" for one in column]


def _said_of_texts(name: str, column: Sequence[Any]) -> list[str]:
    return said(name, None, column)


_SAYS: dict[Any, Callable[[str, Sequence[Any]], list[str]]] = {_dashed: _said_of_ids, _as_texts: _said_of_texts}


def _convert(converter: Any, expression: Any, value: Any) -> Any:
    return converter(value, expression, connection)


def _converted(converters: list[Callable[[Any], Any]], column: Sequence[Any]) -> Sequence[Any]:
    """A column each of whose different values is converted once."""
    told = {}
    for value in set(column):
        made = value
        with suppress(*UNREADABLE):   # what no column of its kind holds stays as it is, and agrees with nothing
            for converter in converters:
                made = converter(made)
        told[value] = made
    return [told[value] for value in column]
