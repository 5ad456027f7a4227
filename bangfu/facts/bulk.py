"""Many rows at once: arrays, or COPY into a table aside, on PostgreSQL (which refuses COPY into a table behind the second wall), executemany on SQLite. Never a
statement a row, never a statement that grows with the rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, islice
from operator import itemgetter
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, connections, models, transaction
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)
Made = TypeVar("Made")
MANY = 100          # rows from which on a table aside is worth making
ASIDE = "pg_temp.bangfu_rows"
AT_A_TIME = 5_000   # rows prepared together: memory stays small however many there are


def unsaved(model: type[M], values: Mapping[str, Any]) -> M:
    """An unsaved row as `model(**values)` makes it, at a tenth of the cost: for rows by the thousand. `values` by column (`household_id`, not `household`),
    its key among them, each as the column holds it; the others are at their defaults."""
    row = model.__new__(model)
    row.__dict__.update(_blank(model))
    row.__dict__.update(values)
    row.__dict__["_state"] = ModelState()
    return row


@cache
def _blank(model: type[models.Model]) -> dict[str, Any]:
    """Every column at its default. ValueError where a default is made anew for each row, but for the key."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    if made := [field.name for field in fields if field.has_default() and callable(field.default)]:
        raise ValueError(f"{model.__name__} makes {made} anew for each row")
    return {field.attname: field.get_default() for field in fields}


def insert(rows: Sequence[models.Model]) -> None:
    """Inserts unsaved rows of one model whose keys are made already, or all left to the database. Constraints and triggers hold as for single rows."""
    if not rows:
        return
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not (field.primary_key and rows[0].pk is None)]
    _insert(model, fields, _values(fields, rows))


def insert_values(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """The same for very many small rows of which nothing but the columns named is known: their values as they are, without an instance for each."""
    fields, left = [_field(model, name) for name in names], iter(rows)
    parts = iter(lambda: list(islice(left, AT_A_TIME)), [])
    columns = ([prepared(field, column) for field, column in zip(fields, zip(*some, strict=True), strict=True)] for some in parts)
    _insert(model, fields, (one for some in columns for one in zip(*some, strict=True)))


def _insert(model: type[models.Model], fields: Sequence[Any], values: Iterable[Sequence[Any]]) -> None:
    table, columns = _quoted(model._meta.db_table), ", ".join(_quoted(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            left = iter(values)
            first = list(islice(left, MANY))
            if len(first) < MANY:
                _insert_arrays(cursor, table, columns, fields, first)
            else:
                _insert_copied(cursor, table, columns, fields, chain(first, left))
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values))


def _insert_arrays(cursor: Any, table: str, columns: str, fields: Sequence[Any], rows: list[Sequence[Any]]) -> None:
    if not rows:
        return
    arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
    cursor.execute(f"INSERT INTO {table} ({columns}) SELECT * FROM unnest({arrays})", [list(column) for column in zip(*rows, strict=True)])


def _insert_copied(cursor: Any, table: str, columns: str, fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
    """By COPY, each column in its own type, into a table of this transaction's own, and from there past the wall."""
    with transaction.atomic(savepoint=False):
        cursor.execute(f"CREATE TEMPORARY TABLE {ASIDE} ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA")
        with cursor.copy(f"COPY {ASIDE} FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types([field.db_type(connection).partition("(")[0] for field in fields])
            for one in rows:
                copy.write_row(one)
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT * FROM {ASIDE}")
        cursor.execute(f"DROP TABLE {ASIDE}")


def _values(fields: Sequence[Any], rows: Sequence[models.Model]) -> Iterator[tuple[Any, ...]]:
    """The rows as the driver takes them, prepared column by column."""
    for start in range(0, len(rows), AT_A_TIME):
        some = rows[start : start + AT_A_TIME]
        columns = zip(fields, held([field.attname for field in fields], some), strict=True)
        yield from zip(*(prepared(field, _written(field, some, values)) for field, values in columns), strict=True)


def held(names: Sequence[str], rows: Sequence[models.Model]) -> Iterator[tuple[Any, ...]]:
    """What rows hold in some columns, column by column."""
    take = itemgetter(*names) if len(names) > 1 else lambda values: tuple(values[name] for name in names)
    try:
        return zip(*[take(row.__dict__) for row in rows], strict=True)
    except KeyError:   # columns that were not read
        return zip(*[[getattr(row, name) for name in names] for row in rows], strict=True)


def _written(field: Any, rows: Sequence[models.Model], values: Sequence[Any]) -> Sequence[Any]:
    """What a column holds, or what its field puts there when a row is written (the time, for those that say when they were made)."""
    if type(field).pre_save in _PUTS_NOTHING and not (getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)):
        return values
    return [field.pre_save(row, True) for row in rows]


_PUTS_NOTHING = (models.Field.pre_save, models.DateField.pre_save, models.DateTimeField.pre_save)


def prepared(field: Any, values: Sequence[Any]) -> Sequence[Any]:
    """Values of one column as the driver takes it. What is stored as it stands is not looked at one by one; of the rest each value is prepared once, for most of a
    column says the same again and again."""
    kinds = set(map(type, values)) - {type(None)} if not is_one(values) else {type(values[0])}
    if kinds <= {type(None)}:
        return values
    kept, database = field.target_field if field.is_relation else field, connections[connection.alias]
    if kinds == {str} and isinstance(kept, models.CharField | models.TextField):
        return values
    if kinds == {UUID} and isinstance(kept, models.UUIDField):
        return values if database.features.has_native_uuid_field else [value and value.hex for value in values]
    return each_once(lambda value: field.get_db_prep_save(value, database), values)


def is_one(values: Sequence[Any]) -> bool:
    """Whether a column says one thing from top to bottom, as most do that hardly anybody fills."""
    return bool(values) and values[0] == values[-1] and values.count(values[0]) == len(values)


def each_once(make: Callable[[Any], Made], values: Sequence[Any]) -> list[Made]:
    """What is made of each value of a column; of those that say the same it is made once."""
    try:
        made = {value: make(value) for value in set(values)}
    except TypeError:   # of values that have no hash
        return [make(value) for value in values]
    return list(map(made.__getitem__, values))


def update(model: type[models.Model], changes: Iterable[tuple[Any, Mapping[str, Any]]]) -> None:
    """Updates rows by key: pairs of key and column → value. All pairs name the same columns."""
    pairs = list(changes)
    if not pairs:
        return
    names = list(pairs[0][1])
    fields = [_field(model, name) for name in names]
    key: Any = model._meta.pk
    columns = [prepared(field, [change[name] for _, change in pairs]) for field, name in zip(fields, names, strict=True)]
    columns.append(prepared(key, [pk for pk, _ in pairs]))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_joined(model, fields), [list(column) for column in columns])
        else:
            sets = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
            cursor.executemany(f"UPDATE {_quoted(model._meta.db_table)} SET {sets} WHERE {_quoted(key.column)} = %s", list(zip(*columns, strict=True)))


def _joined(model: type[models.Model], fields: Sequence[Any]) -> str:
    """One UPDATE of many rows, each of its own values: an array for each column and one for the keys."""
    key: Any = model._meta.pk
    arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in (*fields, key))
    sets = ", ".join(f"{_quoted(field.column)} = v{nth}" for nth, field in enumerate(fields))
    names = ", ".join(f"v{nth}" for nth in range(len(fields) + 1))
    return f"UPDATE {_quoted(model._meta.db_table)} SET {sets} FROM unnest({arrays}) AS given({names}) WHERE {_quoted(key.column)} = v{len(fields)}"


def _field(model: type[models.Model], name: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.attname == name)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
