"""A table of facts that can be erased, for the tests of the journal only; the database's own triggers lie on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from django.db import connection, models

from bangfu.facts.models import Erasable, Fact, Placed
from bangfu.journal.append_only import AppendOnly

TABLE = "said_for_tests"
MAY_CHANGE = ("superseded_at", "superseded_in", "place_code")


class Said(Fact, Placed, Erasable):
    """Something said of somebody."""

    words = models.CharField(max_length=40, blank=True)
    number = models.IntegerField(null=True)

    class Meta:
        app_label = "journal_for_tests"
        managed = False
        db_table = TABLE


@contextmanager
def table_of_erasables() -> Iterator[None]:
    """The table with its triggers; gone afterwards. Made by hand, so that it can be made inside a test's transaction."""
    columns = []
    for field in Said._meta.concrete_fields:
        told = field.db_parameters(connection)
        collation = f' COLLATE "{told["collation"]}"' if told.get("collation") else ""
        columns.append(f'"{field.column}" {told["type"]}{collation}{" PRIMARY KEY" if field.primary_key else ""}')
    operation, editor = AppendOnly(TABLE, MAY_CHANGE, but_once="erased_in"), SimpleNamespace(connection=connection, execute=_execute)
    _execute(f"CREATE TABLE {TABLE} ({', '.join(columns)})")
    operation.database_forwards("journal", editor, None, None)
    yield
    operation.database_backwards("journal", editor, None, None)
    _execute(f"DROP TABLE {TABLE}")


def _execute(statement: str, params: object = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
