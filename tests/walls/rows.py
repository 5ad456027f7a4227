"""The second wall by itself, row by row: somebody's reach is told to the database, and then plain SQL tries to see a row, rewrite it, remove it, or put one like it
there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, transaction

from bangfu.organization.actor import Actor
from bangfu.rules.place_code import covers
from bangfu.walls.reach import reaching, whole_county
from tests.walls.belonging import path_to_place, walls

VERBS = ("see", "see", "rewrite", "remove", "put")


@dataclass(frozen=True)
class Row:
    """One row of the world and where it lies."""

    model: Any
    pk: Any
    place: str

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)


@whole_county("the test looks for rows everywhere")
def rows_of_the_world(models: list[Any], most: int = 40) -> dict[str, list[Row]]:
    """Of each walled table that has any, some rows of every place."""
    found: dict[str, list[Row]] = {}
    for model in models:
        path = path_to_place(model._meta.db_table)
        if path and model._meta.pk.name == "id":
            rows = [Row(model, pk, place) for pk, place in model._default_manager.order_by("pk").values_list("pk", path)]
            by_place: dict[str, list[Row]] = {}
            for one in rows:
                by_place.setdefault(one.place, []).append(one)
            found[model._meta.db_table] = [one for some in by_place.values() for one in some[:most]]
    return {table: rows for table, rows in found.items() if rows}


def tried(who: str, actor: Actor, row: Row, verb: str) -> Iterator[str]:
    """What the wall let through, in words, of one attempt; a row within reach must be seen, so that a wall that hides everything is found too."""
    near = covers(actor.ranges, row.place)
    seen_from_below = walls()[row.table].from_below and any(one.lo.startswith(row.place) for one in actor.ranges)
    with transaction.atomic():
        through = _through(actor, row, verb)
        transaction.set_rollback(True)
    follows = walls()[row.table].of is not None   # it may belong to something that is seen from below
    if through and not near and not seen_from_below and not (follows and _belongs_to_something_above(actor, row)):
        yield f"{verb} {row.table} {row.pk} at {row.place} as {who}"
    if verb == "see" and near and not through:
        yield f"{row.table} {row.pk} at {row.place} is hidden from {who}"


def _belongs_to_something_above(actor: Actor, row: Row) -> bool:
    wall = walls()[row.table]
    parent = walls()[wall.of[1]] if wall.of else wall
    return parent.from_below and not wall.closely and any(one.lo.startswith(row.place) for one in actor.ranges)


def _through(actor: Actor, row: Row, verb: str) -> bool:
    """Whether the database did it. What triggers and constraints refuse was let through by the wall."""
    sql, values = _statement(row, verb)
    with reaching(actor.ranges), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(sql, values)
                return cursor.rowcount > 0
        except DatabaseError as error:
            return "row-level security" not in str(error) and "does not exist" not in str(error)


def _statement(row: Row, verb: str) -> tuple[str, list[Any]]:
    if verb == "see":
        return f'SELECT 1 FROM "{row.table}" WHERE id = %s', [row.pk]
    if verb == "rewrite":
        return f'UPDATE "{row.table}" SET id = id WHERE id = %s', [row.pk]
    if verb == "remove":
        return f'DELETE FROM "{row.table}" WHERE id = %s', [row.pk]
    return _copy(row)


def _copy(row: Row) -> tuple[str, list[Any]]:
    """INSERT of a row like it; its key is taken, which is only said to whoever may write there."""
    fields = row.model._meta.concrete_fields
    with whole_county("the test knows what it copies"):
        values = list(row.model._default_manager.filter(pk=row.pk).values_list(*(one.attname for one in fields)).get())
    made = [one.get_db_prep_save(value, connection) for one, value in zip(fields, values, strict=True)]
    names = ", ".join(f'"{one.column}"' for one in fields)
    return f'INSERT INTO "{row.table}" ({names}) VALUES ({", ".join(["%s"] * len(fields))})', made
