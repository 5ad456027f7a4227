"""The migration that seals words alters an append-only table: its triggers are lifted and set again, whatever way it goes."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from tests.county import County
from tests.journal.stories import added, sql


def test_back_to_clear_columns_and_forth_again_leaves_entries_and_triggers_whole(fresh_database: str, county: County) -> None:
    count = Entry.objects.count()
    call_command("migrate", "journal", "0002", verbosity=0)   # takes with it what stands upon it, of the register and of all above
    _is_append_only()
    call_command("migrate", verbosity=0)
    _is_append_only()
    assert Entry.objects.count() == count and verify().faults == []
    added()
    assert verify().faults == []


def _is_append_only() -> None:
    for statement in ("UPDATE journal_entry SET reason = 'x'", "DELETE FROM journal_entry"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            sql(statement)
