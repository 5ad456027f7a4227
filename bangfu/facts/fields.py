"""Column types of the house."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from bangfu.rules.money import Money


class PlaceCodeField(models.CharField):  # type: ignore[type-arg]
    """A place code compared as ASCII on both databases (collation "C" on PostgreSQL, BINARY on SQLite), so that scope is an index range."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 15)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class MoneyField(models.BigIntegerField):  # type: ignore[type-arg]
    """An amount of money as integer fen in the database and `Money` in Python; sums are exact on both databases."""

    def from_db_value(self, value: int | None, *_: Any) -> Money | None:
        return None if value is None else Money(value)

    def to_python(self, value: Any) -> Money | None:
        return value if value is None or isinstance(value, Money) else Money(int(value))

    def get_prep_value(self, value: Any) -> int | None:
        return value.fen if isinstance(value, Money) else value
