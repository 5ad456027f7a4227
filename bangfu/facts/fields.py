"""Column types of the house, and a way to look for many values of any."""

import json
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from bangfu.facts.bulk import prepared
from bangfu.rules.money import Money


@models.Field.register_lookup
@models.ForeignKey.register_lookup
class Among(models.Lookup):
    """`column__among=values`: like `__in`, but however many the values are (give them as a set) they are one parameter, and the statement stays the same.
    UUIDs, texts and whole numbers. Of no values nothing is asked."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[Any]:
        return list(prepared(self.lhs.output_field, list(self.rhs)))

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        if not self.rhs:
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s)", [*params, self.rhs]
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, json.dumps(self.rhs)]   # noqa: S608 — the column is the compiler's


class ComparedField(models.CharField):  # type: ignore[type-arg]
    """Text compared character by character on both databases (collation "C" on PostgreSQL, BINARY on SQLite), so that a range of it is an
    index range whatever language the database was set up in."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class PlaceCodeField(ComparedField):
    """A place code: scope is a range of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 15)
        super().__init__(*args, **kwargs)


class MoneyField(models.BigIntegerField):  # type: ignore[type-arg]
    """An amount of money as integer fen in the database and `Money` in Python; sums are exact on both databases."""

    def from_db_value(self, value: int | None, *_: Any) -> Money | None:
        return None if value is None else Money(value)

    def to_python(self, value: Any) -> Money | None:
        return value if value is None or isinstance(value, Money) else Money(int(value))

    def get_prep_value(self, value: Any) -> int | None:
        return value.fen if isinstance(value, Money) else value


class QuantityField(models.IntegerField):  # type: ignore[type-arg]
    """An exact quantity with two decimals (亩, 平方米, 公里) as an integer of hundredths in the database and a `Decimal` in Python.

    ValueError for more than two decimals: a measure is never rounded on the way in.
    """

    PLACES = 2

    def from_db_value(self, value: int | None, *_: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-self.PLACES)

    def to_python(self, value: Any) -> Decimal | None:
        return value if value is None or isinstance(value, Decimal) else Decimal(str(value))

    def get_prep_value(self, value: Any) -> int | None:
        if value is None:
            return None
        hundredths = Decimal(str(value)).scaleb(self.PLACES)
        if hundredths != hundredths.to_integral_value():
            raise ValueError(f"{value} has more than {self.PLACES} decimals")
        return int(hundredths)
