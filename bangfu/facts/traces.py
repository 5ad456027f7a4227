"""What a database file keeps of what was overwritten."""

from django.db import connection, transaction


def overwrite_traces() -> None:
    """On SQLite what was overwritten is zeroed, not only given free, and after the commit the log is taken into the file and emptied.

    PostgreSQL keeps dead rows until VACUUM, which it does by itself, and its log for as long as the backups want it.
    """
    if connection.vendor != "sqlite":
        return
    _say("PRAGMA secure_delete=ON")
    transaction.on_commit(_empty_the_log, robust=True)


def _empty_the_log() -> None:
    """Does nothing inside a transaction around ours, where the log is still needed."""
    if not connection.in_atomic_block:
        _say("PRAGMA wal_checkpoint(TRUNCATE)")


def _say(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.fetchall()
