"""Walls as migration operations: which rows of a table the database shows to whoever is neither its owner nor a superuser. SQLite has none."""

from typing import Any

from django.db.migrations.operations.base import Operation

from bangfu.rules.place_code import EVERYWHERE
from bangfu.walls.reach import SLOTS

POLICY = "bangfu_wall"


def _told(name: str) -> str:
    return f"current_setting('bangfu.{name}', true)"


def within(column: str = "place_code") -> str:
    """SQL: the code lies in a slot, and in one of `more` where there are more ranges than slots. Compared by the collation of the column, "C"; written with
    `current_setting` itself and no function around it, so that each slot is an index range."""
    slots = " OR ".join(f"({column} >= {_told(f'lo{nth}')} AND {column} < {_told(f'hi{nth}')})" for nth in range(1, SLOTS + 1))
    one = "string_to_array(" + _told("more") + ", ' ')"
    exact = f"EXISTS (SELECT FROM unnest({one}) AS one(said) WHERE {column} >= split_part(said, '-', 1) AND {column} < split_part(said, '-', 2))"
    return f"({slots}) AND ((SELECT {_told('more')}) = '' OR {exact})"


def above(column: str = "place_code") -> str:
    """SQL: the code stands above the first place of a slot, as the county above its villages."""
    return " OR ".join(f"starts_with({_told(f'lo{nth}')}, {column})" for nth in range(1, SLOTS + 1))


def everywhere() -> str:
    """SQL: the whole county is reached, so that rows need not be held against those they belong to."""
    return f"({_told('lo1')} = '{EVERYWHERE.lo}' AND {_told('hi1')} = '{EVERYWHERE.hi}')"


class Walled(Operation):
    """Rows are shown and taken within reach only.

    `of` names the column and table a row without a place of its own belongs to, as ("finding_id", "crosscheck_finding"): it is seen where that one is,
    `closely` only where that one's place itself is within reach. With `from_below` a row is also seen from the places below it: what a county or a township
    has for all its villages.
    """

    reversible = True

    def __init__(self, table: str, *, of: tuple[str, str] | None = None, closely: bool = False, from_below: bool = False) -> None:
        self.table, self.of, self.closely, self.from_below = table, of, closely, from_below

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Policies are no part of Django's picture of the models."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        rule = self.rule()
        for statement in (
            f"DROP POLICY IF EXISTS {POLICY} ON {self.table}",
            f"CREATE POLICY {POLICY} ON {self.table} USING ({rule}) WITH CHECK ({rule})",
            f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY",
        ):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        schema_editor.execute(f"ALTER TABLE {self.table} DISABLE ROW LEVEL SECURITY", params=None)
        schema_editor.execute(f"DROP POLICY IF EXISTS {POLICY} ON {self.table}", params=None)

    def describe(self) -> str:
        return f"Wall {self.table}"

    def rule(self) -> str:
        """SQL: the condition on which a row is seen, and may be written."""
        if self.of:
            column, table = self.of
            near = f" AND {within('belongs.place_code')}" if self.closely else ""
            return f"{everywhere()} OR EXISTS (SELECT FROM {table} belongs WHERE belongs.id = {self.table}.{column}{near})"
        return f"({within()}) OR {above()}" if self.from_below else within()
