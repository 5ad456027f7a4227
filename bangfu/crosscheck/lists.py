"""Lists staged once: when a list is put in force its rows are written down as Parquet (`shapes.listed`), and every run reads the files of the lists in force.

A file is only a copy. It is made again from the sealed rows when it is missing or damaged, when the columns of its layout are others, and when its rows lie
elsewhere than they did (places were merged or split). No number is in it: of each stands the blind index under which the register finds the same number.
"""

import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.db.models import Count, Q, QuerySet

from bangfu.crosscheck import shapes
from bangfu.crosscheck.columnwise import array, batch, chunks, filled, ids
from bangfu.crosscheck.parquet import drafted, put
from bangfu.deliveries.models import DeliveredRow, Delivery
from bangfu.deliveries.rows import meaning, without_numbers
from bangfu.facts.bulk import each_once
from bangfu.registry.records import BANK_INDEX, ID_INDEX, PHONE_INDEX
from bangfu.rules.id_number import clean, read_number
from bangfu.sealing.ring import ring
from bangfu.workbooks.layout import LAYOUTS, Field

LOOKUPS: Mapping[str, str] = {name: {"row": "id", "delivery": "delivery_id"}.get(name, name) for name in shapes.Delivered._fields[1:]}
PLACES = b"places"   # in the file's own words: how many rows of each village are in it
HUNDRED = Decimal(100)
CERTIFICATE, TAIL = 20, 2   # characters of the number of a disability certificate, of its class and grade


def folder() -> Path:
    """Where the lists lie."""
    return Path(settings.DATA) / "lists"


def file_of(delivery: UUID) -> Path:
    """Where the rows of a delivery lie, or would."""
    return folder() / f"{delivery}.parquet"


def stage_list(delivery: Delivery) -> Path:
    """Writes the rows of a delivery that count. Run again it writes the same."""
    slug, where = delivery.source.slug, file_of(delivery.pk)
    where.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shape = shapes.listed(slug).with_metadata({PLACES: json.dumps(_places(delivery), sort_keys=True).encode()})
    with drafted(where, shape) as writer:
        for part in _parts(_rows(delivery).order_by("place_code", "number"), slug):
            writer.write_batch(batch(shape, part))
    return where


def staged_list(delivery: Delivery) -> Path:
    """The file of a delivery, made again where it does not say what the rows say."""
    where = file_of(delivery.pk)
    return where if _is_right(where, delivery) else stage_list(delivery)


def put_beside(delivery: Delivery, villages: Collection[str], where: Path) -> None:
    """Puts the rows of a delivery in the villages where it is in force into a folder: the file itself by another name where these are all its rows."""
    staged, kept = staged_list(delivery), where / f"{delivery.pk}.parquet"
    where.mkdir(parents=True, exist_ok=True, mode=0o700)
    if set(_said_of(staged)) <= set(villages):
        kept.unlink(missing_ok=True)
        os.link(staged, kept)
    else:
        put(kept, pq.read_table(staged, filters=pc.field("place_code").isin(sorted(villages))))


def rows_about(deliveries: Collection[UUID], numbers: Collection[str], household_number: str) -> list[str]:
    """Ids of the rows of lists that bear one of these numbers (blind indexes of the first 18) or this household number, wherever they lie. A list that is not
    staged says nothing: looking stages none."""
    about = pc.field("id18_index").isin(pa.array(sorted(numbers), pa.string()))
    about = about | (pc.field("household_number") == household_number) if household_number else about
    files = [where for one in deliveries if (where := file_of(one)).exists()]
    return [row for where in files for row in pq.read_table(where, columns=["row"], filters=about)["row"].to_pylist()]


def not_staged(deliveries: Collection[UUID]) -> set[UUID]:
    """Those of which no run has read anything yet: a source that is not used, or a list that came since."""
    return {one for one in deliveries if not file_of(one).exists()}


def forget_lists(rows: Collection[UUID]) -> int:
    """Removes the files in which rows about people who are forgotten stand; made again, they know nothing of them. Returns how many."""
    held = set(DeliveredRow.objects.filter(pk__in=list(rows)).values_list("delivery_id", flat=True))
    gone = [file_of(one) for one in held if file_of(one).exists()]
    for where in gone:
        where.unlink()
    return len(gone)


def drop_all() -> None:
    """Removes every list that is laid down. OSError when it cannot be removed."""
    if folder().exists():
        shutil.rmtree(folder())


def _rows(delivery: Delivery) -> QuerySet[DeliveredRow]:
    """Those taken over; of a list that is only held against the register also those that went back to their sender, for who stands there is not absent."""
    counts = Q(applied_in__isnull=False)
    return DeliveredRow.objects.filter(counts if delivery.source.receiver == "register" else counts | Q(outcome="refused"), delivery=delivery)


def _places(delivery: Delivery) -> dict[str, int]:
    return dict(_rows(delivery).order_by().values_list("place_code").annotate(n=Count("*")))


def _is_right(where: Path, delivery: Delivery) -> bool:
    try:
        schema = pq.read_schema(where)
    except (FileNotFoundError, pa.ArrowInvalid):
        return False
    return schema.equals(shapes.listed(delivery.source.slug)) and _said_of(where) == _places(delivery)


def _said_of(where: Path) -> dict[str, int]:
    told: dict[str, int] = json.loads((pq.read_schema(where).metadata or {}).get(PLACES, b"{}"))
    return told


def _parts(rows: QuerySet[DeliveredRow], slug: str) -> Iterator[dict[str, pa.Array]]:
    shape, own = shapes.listed(slug), own_fields(slug)
    for chunk in chunks(rows, {**LOOKUPS, "content": "content"}):
        told = {name: ids(chunk[name]) if name in ("row", "delivery") else filled(array(chunk[name], shape.field(name).type)) for name in LOOKUPS}
        meant = [meaning(token) for token in chunk["content"]]
        for name, field in own.items():
            make = partial(_part if name.endswith(shapes.PART) else _value, field)
            told[name] = pa.array(each_once(make, [one.get(field.key) for one in meant]), shape.field(name).type)
        yield told


def own_fields(slug: str) -> dict[str, Field]:
    """Column → the field of the layout it is filled from, beyond what every list has."""
    fields = {shapes.column_name(field.key): field for field in LAYOUTS[slug].fields if field.key not in shapes.COMMON}
    return {column: fields[column if column in fields else shapes.key_of(column)] for column in shapes.own_columns(LAYOUTS[slug])}


def _part(field: Field, value: Any) -> str:
    """What follows the first 18 characters of a certificate number, be it a class or a grade there is not."""
    cleaned = clean(str(value or ""))
    if len(cleaned) == TAIL:
        return cleaned   # all that is kept of a number that is none
    return cleaned[18:] if len(cleaned) >= CERTIFICATE and cleaned[:17].isdigit() else ""


def _value(field: Field, value: Any) -> Any:
    """What was understood of a cell as its column holds it: days, whole numbers, whole hundredths, blind indexes, texts ('' for nothing)
    without the numbers in them."""
    if value in (None, ""):
        return None if field.kind in ("day", "month", "whole", *shapes.HUNDREDTHS) else ""
    match field.kind:
        case "day" | "month":
            return date.fromisoformat(value)
        case "whole":
            return int(value)
        case "money" | "quantity" | "percent":
            return int((Decimal(str(value).replace(",", "")) * HUNDRED).to_integral_value())   # an amount is kept as it is shown: 1,234.50
        case "id_number":
            return ring().blind_index(read_number(str(value)).first18, ID_INDEX)
        case "digits":
            return ring().blind_index(str(value), purpose_of(field.key))
    return without_numbers(str(value))   # also where somebody wrote one into a remark


def purpose_of(key: str) -> str:
    """Under which purpose a number of a list is indexed: telephones and accounts as the register indexes its own, all else by itself."""
    word = key.rpartition(".")[2]
    return PHONE_INDEX if "phone" in word else BANK_INDEX if "bank_account" in word else word
