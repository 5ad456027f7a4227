"""Which rows lie at a place, and by which column: read from the walls themselves, so that none is forgotten."""

from functools import cache

from django.db.migrations.loader import MigrationLoader

from bangfu.walls.policies import Walled


@cache
def walls() -> dict[str, Walled]:
    """Every wall the migrations raise, by table."""
    steps = MigrationLoader(None, ignore_no_migrations=True).disk_migrations.values()
    return {one.table: one for step in steps for one in step.operations if isinstance(one, Walled)}


@cache
def path_to_place(table: str) -> str:
    """The lookup from a walled table to the place code of its rows, their own or that of what they belong to; '' for a table without a wall."""
    wall = walls().get(table)
    if wall is None:
        return ""
    return f"{wall.of[0].removesuffix('_id')}__place_code" if wall.of else "place_code"
