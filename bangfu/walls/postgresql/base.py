"""The engine named in the settings; Django looks for it under this name."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL

from bangfu.walls.reach import NAMES, Ranges, as_settings, told

TELL = "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in NAMES)
OF_ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


class DatabaseWrapper(PostgreSQL):
    """Before the first statement of a transaction, and whenever the reach has changed since, the reach is set for this transaction (`set_config(…, true)`): it
    ends with it, whatever happens. A statement outside of one gets a transaction of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held: Ranges | None = None   # what this transaction was told; None: nothing, or not known any more
        self.execute_wrappers.append(self._within_reach)

    def init_connection_state(self) -> None:
        """Nothing is compiled: of a statement with a hundred conditions that costs more than a county's rows do (docs/decisions/0013)."""
        super().init_connection_state()
        self.connection.execute("SET jit = off")
        if not self.get_autocommit():   # a rollback would take it back
            self.connection.commit()

    def _within_reach(self, execute: Callable[..., Any], sql: str, params: Sequence[Any], many: bool, context: Any) -> Any:
        if self.needs_rollback:   # nothing is answered any more
            return execute(sql, params, many, context)
        if not self.get_autocommit():
            if not sql.lstrip().upper().startswith("SET "):   # how isolated a transaction is, is said before anything is asked
                self._tell()
            return execute(sql, params, many, context)
        if not told() or not sql.lstrip().upper().startswith(OF_ROWS):
            return execute(sql, params, many, context)
        try:
            with self.wrap_database_errors, self.connection.transaction():
                self._tell()
                return execute(sql, params, many, context)
        finally:
            self._held = None

    def _tell(self) -> None:
        wanted = told()
        if self._held != wanted and (wanted or self._held is not None):
            with self.wrap_database_errors:   # a line that broke is Django's error here too, and the connection is not used again
                self.connection.execute(TELL, as_settings(wanted))
            self._held = wanted

    def _commit(self) -> None:
        self._held = None
        super()._commit()  # type: ignore[misc]

    def _rollback(self) -> None:
        self._held = None
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._held = None   # what was told since the savepoint is undone with it

    def _set_autocommit(self, autocommit: bool) -> None:
        self._held = None
        super()._set_autocommit(autocommit)  # type: ignore[misc]

    def _close(self) -> None:
        self._held = None
        super()._close()  # type: ignore[misc]
