"""Values of the register's records: from a delivered row or a form to columns, sealing on the way in."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from bangfu.registry import columns as described
from bangfu.registry.models import PersonRecord
from bangfu.rules.id_number import Number, read_number
from bangfu.rules.person_name import fold
from bangfu.sealing.ring import ring

ID_PURPOSE, PHONE_PURPOSE, BANK_PURPOSE = "registry.id_number", "registry.phone", "registry.bank_account"
ID_INDEX, PHONE_INDEX, BANK_INDEX = "id_number", "phone", "bank_account"

SEALED = ("id_number", "phone", "bank_account", "collector_phone")   # two seals of one number differ: what is compared is the index beside them
INDEXES = {"id_number": "id_index", "phone": "phone_index", "bank_account": "bank_index"}
PURPOSES = {"id_number": ID_PURPOSE, "phone": PHONE_PURPOSE, "bank_account": BANK_PURPOSE, "collector_phone": PHONE_PURPOSE}
COMPARED = tuple(described.PERSON)
WORDS = {
    **{name: column.word for name, column in described.HOUSEHOLD.items()}, **{name: column.word for name, column in described.PERSON.items()},
    "household": "户编号", "household_number": "户编号", "standard": "识别标准", "household_phone": "户联系电话", "village": "所在村",
}


def comparable(record: PersonRecord, names: Iterable[str]) -> dict[str, Any]:
    """Columns of a record as they are compared; numbers by their blind index, so that nothing is unsealed to compare."""
    held = record.__dict__
    return {name: held[INDEXES.get(name, name)] for name in names}


def columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Record columns for clear `values` by column name: numbers sealed with their indexes, names folded, the ID judged."""
    made = {name: "" if value is None and name not in _NULLABLE else value for name, value in values.items() if name not in _MADE}
    for name in _MADE.keys() & values.keys():
        made |= _MADE[name](values[name] or "", values)
    return made


def first_columns(values: Mapping[str, Any], numbers: Mapping[str, str]) -> dict[str, Any]:
    """Columns of a person's first record for `values` as they are compared, none of them empty, with the `numbers` among them in clear: their indexes are taken as
    they are."""
    sealed: dict[str, Any] = {}
    for name in numbers.keys() & values.keys():
        sealed |= {INDEXES[name]: values[name], name: ring().seal(numbers[name], PURPOSES[name])}
    return {**values, **sealed, "name_folded": fold(values.get("name", ""))}


def _id_columns(number: Number | str, values: Mapping[str, Any]) -> dict[str, Any]:
    return number_columns(number if isinstance(number, Number) else read_number(number, kind=str(values.get("id_kind") or "")))


def number_columns(number: Number) -> dict[str, Any]:
    """The four columns of an ID number."""
    return {
        "id_number": ring().seal(number.digits, ID_PURPOSE), "id_index": id_index(number),
        "id18_index": ring().blind_index(number.first18, ID_INDEX), "id_status": number.status,
    }


def id_index(number: Number) -> str:
    """The blind index of the whole number; '' for one that names nobody."""
    return ring().blind_index(number.digits, ID_INDEX) if number.names_somebody else ""


def phone_index(phone: str) -> str:
    """The blind index of a phone number."""
    return ring().blind_index(phone, PHONE_INDEX)


def is_same(record: Any, name: str, value: Any) -> bool:
    """Whether a record holds a clear value already; sealed numbers are compared by index, or opened where they have none."""
    match name:
        case "id_number":
            return bool(columns({name: value})["id_index"] == record.id_index)
        case "phone":
            return bool(phone_index(value or "") == record.phone_index)
        case "bank_account":
            return bool(ring().blind_index(value or "", BANK_INDEX) == record.bank_index)
        case "collector_phone":
            return bool(ring().unseal(record.collector_phone, PHONE_PURPOSE) == (value or ""))
    return bool(getattr(record, name) == value)


def is_alike(one: Any, other: Any, name: str) -> bool:
    """Whether two records say the same in a column; of sealed numbers, the same number."""
    if name in INDEXES:
        return bool(getattr(one, INDEXES[name]) == getattr(other, INDEXES[name]))
    if name in SEALED:
        return ring().unseal(getattr(one, name), PURPOSES[name]) == ring().unseal(getattr(other, name), PURPOSES[name])
    return bool(getattr(one, name) == getattr(other, name))


def shown(name: str, value: Any) -> str:
    """A compared value as a person reads it in a preview; numbers are never among them."""
    if value in ("", None, ()):
        return "（空）"
    return value.isoformat() if isinstance(value, date) else str(value)


_NULLABLE = {name for columns_ in (described.PERSON, described.HOUSEHOLD) for name, one in columns_.items() if described.empty(one) is None}
_MADE: Mapping[str, Callable[[Any, Mapping[str, Any]], dict[str, Any]]] = {   # what is made of a value, and of those beside it
    "name": lambda name, _: {"name": name, "name_folded": fold(name)},
    "id_number": _id_columns,
    "phone": lambda phone, _: {"phone": ring().seal(phone, PHONE_PURPOSE), "phone_index": phone_index(phone)},
    "bank_account": lambda account, _: {"bank_account": ring().seal(account, BANK_PURPOSE), "bank_index": ring().blind_index(account, BANK_INDEX)},
    "collector_phone": lambda phone, _: {"collector_phone": ring().seal(phone, PHONE_PURPOSE)},
}
