"""Rows counted as they are written, by triggers of the test's own, and held against what the entries tell of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, models

from bangfu.journal.models import Entry
from bangfu.journal.verify import watched_models
from bangfu.walls.reach import whole_county
from tests.clean_database import owning

MARKS = {"+": "I", "~": "U", "-": "U", "x": "D"}   # what an entry says of a row → what was done in the table
EVENTS = {"I": ("INSERT", "NEW"), "U": ("UPDATE", "NEW"), "D": ("DELETE", "OLD")}
Written = set[tuple[str, str, str]]


class Counted:
    """What was written since the last look, row by row, and what entries since then tell. `rows` and `wrong`: of the first look, at what everything stands on."""

    def __init__(self) -> None:
        self.rows, self.wrong, self._known = 0, list[str](), set(Entry.objects.values_list("pk", flat=True))

    def look(self) -> None:
        """The first look. Outside of what is rolled back later."""
        self.wrong = self.differences()

    @whole_county("the test counts all of it")
    def differences(self) -> list[str]:
        """Rows written that no entry tells of, and told of that were not written; in words. Begins anew."""
        written, told = _written(), self._told()
        self.rows = self.rows or len(written)
        wrong = [f"{table} {row} was written ({done}) and no entry tells of it" for table, done, row in sorted(written - told)]
        return wrong + [f"an entry tells of {table} {row} ({done}), which was not written" for table, done, row in sorted(told - written)]

    def _told(self) -> Written:
        entries = dict(Entry.objects.exclude(rows="").values_list("pk", "rows"))
        lines = [line.split(" ") for pk, rows in entries.items() if pk not in self._known for line in rows.splitlines()]
        self._known |= set(entries)
        return {(table, MARKS[mark], row) for mark, table, row, *_ in lines}


@contextmanager
def counting() -> Iterator[Counted]:
    """Counts every row that is inserted, updated or deleted in a watched table, inside the transaction that is open."""
    with owning(), connection.cursor() as cursor:   # only the owner of a table sets triggers on it
        for statement in _statements():
            cursor.execute(statement)
    yield Counted()


def _statements() -> Iterator[str]:
    if connection.vendor == "sqlite":
        yield "CREATE TEMPORARY TABLE counted (place text, done text, row text)"
    else:
        yield "CREATE TEMPORARY TABLE counted (place text, done text, row text) ON COMMIT DROP"
        yield "GRANT SELECT, INSERT, DELETE ON counted TO PUBLIC"
        yield (
            "CREATE FUNCTION pg_temp.count_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "INSERT INTO pg_temp.counted VALUES (TG_TABLE_NAME, left(TG_OP, 1), COALESCE(NEW.id, OLD.id)::text); RETURN NULL; END $$"
        )
    for model in watched_models():
        yield from (_trigger(model, done) for done in EVENTS)


def _trigger(model: type[models.Model], done: str) -> str:
    table, (event, row) = model._meta.db_table, EVENTS[done]
    if connection.vendor == "sqlite":
        return f"CREATE TEMPORARY TRIGGER counted_{table}_{done} AFTER {event} ON main.{table} BEGIN INSERT INTO counted VALUES ('{table}', '{done}', {row}.id); END"
    return f"CREATE TRIGGER counted_{table}_{done} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION pg_temp.count_one()"


def _written() -> Written:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT place, done, row FROM counted")
        found = {(table, done, str(UUID(row))) for table, done, row in cursor.fetchall()}
        cursor.execute("DELETE FROM counted")
    return found
