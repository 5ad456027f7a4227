"""Looking at everything as it was at one moment, while others write on."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def at_one_moment() -> Iterator[None]:
    """What is asked inside is answered as of the first question; nobody is held off, and nothing may be written. Inside a transaction, or another moment, it is that
    one that counts. On SQLite the transaction is begun by hand: Django's own would take the place of the one who writes."""
    if connection.in_atomic_block or _begun_by_hand():
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def _begun_by_hand() -> bool:
    return connection.vendor == "sqlite" and connection.connection is not None and bool(connection.connection.in_transaction)
