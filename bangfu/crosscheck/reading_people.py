"""Everybody in the register as the checks read them. Numbers are unsealed in this process, to say what their digits say, and reach no table."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import QuerySet

from bangfu.crosscheck import shapes
from bangfu.crosscheck.columnwise import array, chunks, ids
from bangfu.facts.models import AsOf
from bangfu.registry import columns
from bangfu.registry.models import PersonRecord
from bangfu.registry.records import ID_PURPOSE, PHONE_PURPOSE
from bangfu.rules.contact import phone_warning
from bangfu.rules.id_number import read_number
from bangfu.rules.place_code import LENGTHS
from bangfu.sealing.ring import ring

LOOKUPS: Mapping[str, str] = {
    "person": "person_id", "household": "household_id", "household_number": "household__number", "phone_index": "phone_index",
    **{name: name for name in shapes.Registered._fields[3:]}, **{name: name for name, one in columns.PERSON.items() if one.kind != "number"},
}
SEALED = {"id_number": "id_number", "phone": "phone"}
NOTHING: tuple[date | None, str, str] = (None, "", "")
JUDGED, ODD = ("ok", "bad_check"), "13579"


def people(as_of: AsOf) -> QuerySet[PersonRecord]:
    """The records of everybody on the day, as known at the moment."""
    return PersonRecord.objects.filter(**as_of.filters())


def persons_in(rows: QuerySet[PersonRecord], day: date) -> Iterator[dict[str, pa.Array]]:
    """Their columns (`shapes.persons`), chunk by chunk: under the village they live in, since lists are delivered by villages."""
    shape = shapes.persons()
    for chunk in chunks(rows, {**LOOKUPS, **SEALED}):
        told = {name: array(chunk[name], shape.field(name).type) for name in LOOKUPS if name not in ("person", "household")}
        yield told | {
            "person": ids(chunk["person"]), "household": ids(chunk["household"]), "place_code": village_of(told["place_code"]),
            **_of_ids(chunk["id_number"], chunk["id_status"], day),
            "phone_fault": pa.array(phone_faults(chunk["phone"])),
        }


def village_of(codes: pa.Array) -> pa.Array:
    """The villages of codes: who lies in a grid is in the village's list."""
    return pc.utf8_slice_codeunits(codes, 0, LENGTHS["village"])


def _of_ids(tokens: Sequence[Any], statuses: Sequence[str], day: date) -> dict[str, pa.Array]:
    """What the digits of sealed numbers say: birth, sex, kind and grade of a disability certificate."""
    unseal = ring().unseal
    told = [_said(unseal(token, ID_PURPOSE), status, day) if token else NOTHING for token, status in zip(tokens, statuses, strict=True)]
    births, sexes, parts = zip(*told, strict=True)
    return {"id_birth": pa.array(births, pa.date32()), "id_sex": pa.array(sexes, pa.string()), "id_part": pa.array(parts, pa.string())}


def _said(digits: str, status: str, day: date) -> tuple[date | None, str, str]:
    """Birth, sex, part. A number that was judged right as to its shape and day is not judged again: a county has half a million of them."""
    if status in JUDGED:
        return date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14])), "男" if digits[16] in ODD else "女", digits[18:20]
    number = read_number(digits, today=day)
    return number.birth, number.sex, number.disability_kind + number.disability_grade


def phone_faults(tokens: Sequence[Any]) -> list[str]:
    """What looks wrong about sealed telephone numbers."""
    unseal = ring().unseal
    return [phone_warning(unseal(token, PHONE_PURPOSE)) if token else "" for token in tokens]
