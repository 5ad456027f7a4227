"""Whether anything has changed: every row of every table of the program, as the database itself gives it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from bangfu.rules.refusal import Refused


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Table → its rows in the order of their keys. Asked without models: a refusal is tried a thousand times."""
    asked = {
        model._meta.db_table: f'SELECT * FROM "{model._meta.db_table}" ORDER BY "{model._meta.pk.column}"'
        for model in apps.get_models() if model.__module__.startswith("bangfu.")
    }
    with connection.cursor() as cursor:
        return {table: _rows(cursor, question) for table, question in asked.items()}


def _rows(cursor: Any, question: str) -> list[tuple[Any, ...]]:
    cursor.execute(question)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


@contextmanager
def refused(match: str | None = None, kind: type[Exception] = Refused, field: str = "") -> Iterator[None]:
    """A refusal with these words (and this field), after which all is as it was."""
    before = everything()
    with pytest.raises(kind, match=match) as caught:
        yield
    assert everything() == before
    assert not field or getattr(caught.value, "field", "") == field
