"""How a value that was understood is kept: as a text or a whole number."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Any
from uuid import UUID

from bangfu.rules.id_number import Number
from bangfu.rules.money import Money


def kept(key: str, value: Any) -> str | int:
    """A value as it is kept: '' for what says nothing; of a number beside the person's own that is none, what is wrong with it, if that can be told without a
    number."""
    if type(value) is Number:
        return value.tail if value.tail and key != "id_number" else value.digits
    keep = _KEPT.get(type(value))
    return keep(value) if keep else value


_KEPT: Mapping[type, Callable[[Any], str]] = {
    NoneType: lambda _: "", date: date.isoformat, tuple: "、".join, bool: lambda value: "是" if value else "否",
    Decimal: lambda value: f"{value.normalize():f}", Money: str, UUID: str,
}
