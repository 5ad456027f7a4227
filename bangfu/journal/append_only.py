"""Append-only by the database itself: a migration operation that works on SQLite and PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation


class AppendOnly(Operation):
    """Forbids DELETE (and TRUNCATE on PostgreSQL) on a table, and UPDATE of every column not named in `may_change`."""

    reversible = True

    def __init__(self, table: str, may_change: Sequence[str] = ()) -> None:
        self.table, self.may_change = table, tuple(may_change)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are no part of Django's picture of the models."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in self._statements(schema_editor.connection):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        on_table = f" ON {self.table}" if schema_editor.connection.vendor == "postgresql" else ""
        for what in ("update", "delete", *(["truncate"] if on_table else [])):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.table}_no_{what}{on_table}", params=None)

    def describe(self) -> str:
        return f"Make {self.table} append-only"

    def _statements(self, connection: Any) -> list[str]:
        with connection.cursor() as cursor:
            columns = [column.name for column in connection.introspection.get_table_description(cursor, self.table)]
        fixed = ", ".join(f'"{name}"' for name in columns if name not in self.may_change)
        name, message = self.table, f"{self.table} is append-only"
        if connection.vendor == "sqlite":
            return [
                f"CREATE TRIGGER {name}_no_update BEFORE UPDATE OF {fixed} ON {name} BEGIN SELECT RAISE(ABORT, '{message}'); END",
                f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} BEGIN SELECT RAISE(ABORT, '{message}'); END",
            ]
        return [
            "CREATE OR REPLACE FUNCTION bangfu_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
            f"CREATE TRIGGER {name}_no_update BEFORE UPDATE OF {fixed} ON {name} FOR EACH ROW EXECUTE FUNCTION bangfu_append_only()",
            f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION bangfu_append_only()",
            f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} FOR EACH STATEMENT EXECUTE FUNCTION bangfu_append_only()",
        ]
