"""What an entry remembers of a row it wrote: a digest of its content.

A digest is `2:` and 32 hex characters over the columns that hold something, by name: a column that a later version adds says nothing about
the rows before it. Columns a model names in `DERIVED` follow from others and are left out, so that they can be filled in anew. The first
version took all columns in their order; those tables and orders stand in `FIRST`, so that its rows can still be held against its entries.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import models

from bangfu.facts.bulk import each_once, held, is_one

UNWITNESSED = {"superseded_at", "superseded_in"}   # these have lines of their own in the entry that closes the row
MARK = "2:"
_WHOLE = (models.IntegerField, models.BigIntegerField, models.PositiveIntegerField, models.PositiveSmallIntegerField)
RENAMED = {("registry_departure", "on"): "valid_from"}

FIRST: dict[str, str] = {
    "organization_place": "id recorded_in code name level parent valid_from valid_to successor",
    "organization_post": "id recorded_in title role place_code",
    "organization_reach": "id recorded_in post_id lo hi valid_from valid_to",
    "organization_holding": "id recorded_in user_id post_id valid_from valid_to",
    "deliveries_source": "id recorded_in slug name layout receiver",
    "deliveries_learnedheader": "id recorded_in source_id text key",
    "deliveries_delivery":
        "id recorded_in place_code place_then source_id file_name digest size sheet header_row data_day state sentence received_at "
        "received_by rows outside",
    "deliveries_deliveredvillage": "id recorded_in place_code place_then delivery_id new changed moved unchanged kept refused gone applied_at",
    "registry_household": "id recorded_in number",
    "registry_person": "id recorded_in",
    "registry_householdrecord":
        "id valid_from valid_to recorded_at recorded_in place_code place_then household_id number phone phone_index standard "
        "origin_kind origin_id",
    "registry_personrecord":
        "id valid_from valid_to recorded_at recorded_in place_code place_then person_id household_id person_number name name_folded "
        "id_kind id_number id_index id18_index id_status sex birth relation nation phone phone_index schooling student dropout_reason "
        "labour health disability_kind disability_card_year political speaks_mandarin work_months work_place works_abroad employer "
        "industry job_channel public_post_kind public_post_months minimum_living destitute_support resident_medical worker_medical "
        "serious_illness_insurance commercial_medical serious_illness_aid other_health_help resident_pension worker_pension "
        "origin_kind origin_id",
    "registry_departure": "id recorded_in place_code place_then person_id kind on",
    "crosscheck_run":
        "id recorded_in place_code place_then day known_at finished_at inputs checks persons digest new still back gone exempt "
        "asked_by",
    "crosscheck_finding":
        "id recorded_in place_code place_then identity check_slug fault subject_kind subject_id subject_name household_number reason "
        "state mark marked_in_id times_back first_found_at gone_at edition evidence",
    "crosscheck_cell": "id recorded_in finding_id edition position source place_code subject_id subject_name delivered_row row column value",
    "crosscheck_settlement": "id recorded_in finding_id kind reason what state by_user by_name at expires_on approver approver_name approved_at note",
}


def row_digest(row: models.Model) -> str:
    """The digest of a row as it is now. A county writes and verifies millions of them, so that a text that is stored as it stands is not looked at twice."""
    names, take, spellings = _columns(type(row))
    try:
        values = take(row.__dict__)
    except KeyError:   # columns that were not read
        values = tuple(getattr(row, name) for name in names)
    said = [
        f"{name}={value}" if spelled is None and type(value) is str else f"{name}={(spelled or plain)(value)}"
        for name, value, spelled in zip(names, values, spellings, strict=True) if value or not (value is None or value == "")
    ]
    return MARK + _sha("\x1f".join([row._meta.db_table, *said]))[:32]


def row_digests(rows: Sequence[models.Model]) -> list[str]:
    """The digests of many rows of one model, as `row_digest` gives them: taken column by column, for most of a column says the same again and again, or nothing
    at all."""
    names, _, spellings = _columns(type(rows[0]))
    columns = (said(name, spelled, values) for name, spelled, values in zip(names, spellings, held(names, rows), strict=True))
    return joined(type(rows[0]), columns, len(rows))


def joined(model: type[models.Model], columns: Iterable[Sequence[str]], many: int) -> list[str]:
    """The digests of `many` rows of which each column is `said`, in the order of `columns_of`."""
    table = [model._meta.db_table] * many
    return [MARK + _sha("\x1f".join(filter(None, row)))[:32] for row in zip(table, *filter(None, columns), strict=True)]


def said(name: str, spelled: Callable[[Any], str] | None, values: Sequence[Any]) -> list[str]:
    """`name=value` for each value of a column, '' where it is empty; [] for a column that says nothing."""
    begun, spell = f"{name}=", spelled or plain
    if is_one(values) and values[0] in (None, ""):
        return []
    if set(map(type, values)) == {UUID}:   # hardly any says the same as another
        return [begun + spell(value) for value in values]
    told = each_once(lambda value: begun + spell(value) if value or not (value is None or value == "") else "", values)
    return told if any(told) else []


def is_digest_of(row: models.Model, digest: str) -> bool:
    """Whether a row still says what an entry of any version saw."""
    return digest == (row_digest(row) if digest.startswith(MARK) else _first_digest(row))


def plain(value: Any) -> str:
    """One spelling per value, the same for a row just made and a row read back from either database."""
    if type(value) in (str, int, UUID):   # the commonest first
        return str(value)
    if value is None:
        return "\x00"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


def columns_of(model: type[models.Model]) -> list[Any]:
    """The fields a digest is taken of, by name."""
    left_out = UNWITNESSED | set(getattr(model, "DERIVED", ()))
    return sorted((one for one in model._meta.concrete_fields if one.attname not in left_out), key=lambda one: str(one.attname))


@cache
def _columns(model: type[models.Model]) -> tuple[tuple[str, ...], Callable[[dict[str, Any]], tuple[Any, ...]], tuple[Any, ...]]:
    """The columns by name, what takes their values out of a row at once, and for each how a value of any kind is spelled as the one that is stored; None
    for texts."""
    fields = columns_of(model)
    names = tuple(one.attname for one in fields)
    return names, itemgetter(*names), tuple(map(spelling, fields))


def spelling(field: Any) -> Callable[[Any], str] | None:
    """How a column's values are spelled. What is stored as it stands (nearly always) is not looked at again, for counties have millions of them."""
    if isinstance(field, models.CharField | models.TextField):
        return None
    stored, spelled = _STORED_AS_IT_IS.get(type(field.target_field if field.is_relation else field), (None, str))
    return lambda value: spelled(value) if type(value) is stored else plain(field.get_prep_value(field.to_python(value)))


_STORED_AS_IT_IS: dict[type, tuple[type, Callable[[Any], str]]] = {
    models.UUIDField: (UUID, str), models.DateField: (date, date.isoformat), **dict.fromkeys(_WHOLE, (int, str)),
}


def _first_digest(row: models.Model) -> str:
    table = row._meta.db_table
    fields = {one.attname: one for one in row._meta.concrete_fields}
    names = [(name, fields.get(RENAMED.get((table, name), name))) for name in FIRST.get(table, "").split()]
    content = (f"{name}={plain(field.get_prep_value(field.to_python(getattr(row, field.attname))))}" for name, field in names if field is not None)
    return _sha("\x1f".join([table, *content]))[:32]


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
