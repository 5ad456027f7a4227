"""Append-only by the database itself: a migration operation that works on SQLite and PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation

from bangfu.sealing.blind import LENGTH, mark_of

# what stays as it is even in the one statement that may blank a row's content
FOR_EVER = ("id", "valid_from", "recorded_at", "recorded_in", "place_then")
TRIGGERS = ("no_update", "no_update_ever", "no_other_token", "no_other_index", "no_delete", "no_truncate")


class AppendOnly(Operation):
    """Forbids DELETE (and TRUNCATE on PostgreSQL) on a table, and UPDATE of every column not named in `may_change`.

    `but_once` names a nullable column: the statement that sets it, from NULL to a value, may change the content too (all but
    `FOR_EVER`), and no later statement may. `resealed` names columns of sealed values: a token may give way to one under another key, and to nothing else
    (what it says is the same, or the journal's verification names the row). `reindexed` names columns of blind indexes: one may give way to one that went
    through more keys, in the same way.
    """

    reversible = True

    def __init__(
        self, table: str, may_change: Sequence[str] = (), but_once: str = "", resealed: Sequence[str] = (), reindexed: Sequence[str] = (),
    ) -> None:
        self.table, self.may_change, self.but_once = table, tuple(may_change), but_once
        self.resealed, self.reindexed = tuple(resealed), tuple(reindexed)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are no part of Django's picture of the models."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in self._statements(schema_editor.connection):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        on_table = f" ON {self.table}" if schema_editor.connection.vendor == "postgresql" else ""
        for trigger in TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.table}_{trigger}{on_table}", params=None)

    def describe(self) -> str:
        return f"Make {self.table} append-only"

    def _statements(self, connection: Any) -> list[str]:
        with connection.cursor() as cursor:
            columns = [column.name for column in connection.introspection.get_table_description(cursor, self.table)]
        fixed = [name for name in columns if name not in (*self.may_change, *self.resealed, *self.reindexed)]
        wanted = [self._trigger(connection.vendor, "no_update", _update_of(fixed), self._unless_once()), self._trigger(connection.vendor, "no_delete", "DELETE")]
        if self.but_once:
            wanted.append(self._trigger(connection.vendor, "no_update_ever", _update_of([name for name in fixed if name in FOR_EVER])))
        if self.resealed:
            kept = [_same_or_resealed(connection.vendor, name) for name in self.resealed]
            wanted.append(self._trigger(connection.vendor, "no_other_token", _update_of(self.resealed), self._unless(kept)))
        if self.reindexed:
            kept = [_same_or_reindexed(connection.vendor, name) for name in self.reindexed]
            wanted.append(self._trigger(connection.vendor, "no_other_index", _update_of(self.reindexed), self._unless(kept)))
        if connection.vendor == "postgresql":
            wanted = [_FUNCTION, *wanted, self._trigger(connection.vendor, "no_truncate", "TRUNCATE")]
        return wanted

    def _unless_once(self) -> str:
        once = f'"{self.but_once}"'
        return f"WHEN (OLD.{once} IS NOT NULL OR NEW.{once} IS NULL) " if self.but_once else ""

    def _unless(self, kept: Sequence[str]) -> str:
        once = f' AND (OLD."{self.but_once}" IS NOT NULL OR NEW."{self.but_once}" IS NULL)' if self.but_once else ""
        return f"WHEN (NOT ({' AND '.join(kept)}){once}) "

    def _trigger(self, vendor: str, name: str, event: str, when: str = "") -> str:
        start = f"CREATE TRIGGER {self.table}_{name} BEFORE {event} ON {self.table} "
        if vendor == "sqlite":
            return f"{start}{when}BEGIN SELECT RAISE(ABORT, '{self.table} is append-only'); END"
        each = "STATEMENT" if event == "TRUNCATE" else "ROW"
        return f"{start}FOR EACH {each} {when}EXECUTE FUNCTION bangfu_append_only()"


class AppendOnlyLifted(AppendOnly):
    """The opposite, for a migration that must alter such a table: lift with the same words, alter, and make it append-only again."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Let {self.table} be altered by this migration"


def _update_of(columns: Sequence[str]) -> str:
    return "UPDATE OF " + ", ".join(f'"{name}"' for name in columns)


def _same_or_resealed(vendor: str, column: str) -> str:
    """A token begins with two characters of its algorithm, a dot, its key and a dot: that the new one lies under another key is seen by what stands before the
    second dot."""
    find = "strpos" if vendor == "postgresql" else "instr"
    old, new = (f"substr({row}.\"{column}\", 1, {find}(substr({row}.\"{column}\", 4), '.') + 3)" for row in ("OLD", "NEW"))
    return f"(NEW.\"{column}\" = OLD.\"{column}\" OR (OLD.\"{column}\" <> '' AND NEW.\"{column}\" LIKE '__.k%.%' AND {old} <> {new}))"


def _same_or_reindexed(vendor: str, column: str) -> str:
    """The first character of an index says through how many keys it went: a digit or a to f for one, g for two, and so on."""
    old, new = (f'substr({row}."{column}", 1, 1)' + ' COLLATE "C"' * (vendor == "postgresql") for row in ("OLD", "NEW"))
    longer = f"""(OLD."{column}" <> '' AND length(NEW."{column}") = {LENGTH} AND {new} >= '{mark_of(2)}' AND {new} > {old})"""
    return f'(NEW."{column}" = OLD."{column}" OR {longer})'


_FUNCTION = (
    "CREATE OR REPLACE FUNCTION bangfu_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
)
