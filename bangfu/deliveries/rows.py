"""Delivered rows: sealed as they came, beside what was understood of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from bangfu.deliveries.fingerprint import fingerprint
from bangfu.deliveries.models import DeliveredCell, DeliveredRow, Delivery
from bangfu.facts.bulk import unsaved
from bangfu.facts.models import new_id
from bangfu.rules.id_number import Number
from bangfu.rules.money import Money
from bangfu.rules.person_name import fold
from bangfu.sealing.logs import masked
from bangfu.sealing.ring import ring
from bangfu.workbooks.header import Understanding
from bangfu.workbooks.layout import LAYOUTS
from bangfu.workbooks.row import Fault, Row

PURPOSE = "deliveries.row"
SHORTEST_NUMBER = 11   # characters of a phone number
_written = json.JSONEncoder(ensure_ascii=False).encode   # made once: rows come by the hundred thousand
SLIPPED = "“姓名”里写着像证件号码或电话的数字，可能整行错了列，请核对。"
ID_INDEX = "id_number"   # the purpose under which the register indexes ID numbers too, so that lists can be joined


@dataclass(frozen=True)
class Content:
    """What a row said: `delivered` by header text as it stood, `understood` by field key (text, whole numbers, days as ISO text, amounts in 元 and measures as text)."""

    delivered: Mapping[str, str]
    understood: Mapping[str, Any]


def understood(row: Row) -> dict[str, Any]:
    """What a row means, as it is kept; what is empty says nothing."""
    meant: dict[str, Any] = {}
    for key, value in row.values.items():
        if type(value) is str:   # nearly all
            if value:
                meant[key] = value
        elif value is not None and value != () and (plain := _plain(value)) != "":
            meant[key] = plain
    return meant


def sealed(delivered: Mapping[str, str], meant: Mapping[str, Any]) -> str:
    """The content of a row as a token: what its filled cells said, and what it means."""
    said = {name: text for name, text in delivered.items() if text}
    return ring().seal(_written({"delivered": said, "understood": meant}), PURPOSE)


def opened(token: str) -> Content:
    """The content of a sealed row."""
    content = json.loads(ring().unseal(token, PURPOSE))
    return Content(content["delivered"], content["understood"])


def staged(delivery: Delivery, row: Row, village: str) -> DeliveredRow:
    """An unsaved delivered row with the columns that are looked up; refused when the row has faults. What lies open holds no number."""
    of = "head_" if LAYOUTS[delivery.source.layout].subject == "household" else ""   # a household is known by its head
    number = row.values.get(f"{of}id_number")
    judged = number if isinstance(number, Number) else Number("blank")
    told = str(row.values.get(f"{of}name") or "")
    name = without_numbers(told)[:80]
    faults = row.faults if name == told[:80] else (*row.faults, Fault("name", "", "", SLIPPED))
    index, meant = ring().blind_index, understood(row)
    return unsaved(DeliveredRow, {
        "id": new_id(), "delivery_id": delivery.pk, "number": row.number, "content": sealed(row.original, meant), "print": fingerprint(meant),
        "place_code": village, "place_then": village, "name": name, "name_folded": fold(name),
        "id_index": index(judged.digits, ID_INDEX) if judged.names_somebody else "", "id18_index": index(judged.first18, ID_INDEX),
        "id_status": judged.status, "sex": str(row.values.get("sex") or judged.sex)[:3], "birth": _day(row.values.get("birth_date")) or judged.birth,
        "relation": without_numbers(str(row.values.get("relation") or ""))[:20], "household_number": str(row.values.get("household_number") or "")[:40],
        "person_number": str(row.values.get("person_number") or "")[:40], "event_day": _day(row.values.get("death_date")),
        "outcome": "refused" if faults else "", "faults": _lines(faults), "warnings": _lines(row.warnings),
    })


def own_cells(made: DeliveredRow, row: Row, understanding: Understanding) -> list[DeliveredCell]:
    """The filled cells of a staged row in columns that mean no field of ours, unsaved."""
    own = [understanding.names[column.index] for column in understanding.columns if column.is_own]
    told = ((name, " ".join(row.original.get(name, "").split())) for name in own)
    return [DeliveredCell(row=made, header=without_numbers(name)[:60], value=without_numbers(text)[:80]) for name, text in told if text]


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def without_numbers(text: str) -> str:
    """The text of a cell that lies open, with whatever looks like an ID, card or phone number masked: it slipped in from another column."""
    return masked(text) if len(text) >= SHORTEST_NUMBER else text


def _lines(faults: tuple[Fault, ...]) -> str:
    return "\n".join(f"{fault.column_letter}\t{without_numbers(fault.sentence)}" for fault in faults)


def _plain(value: Any) -> Any:
    match value:
        case Number():
            return value.digits
        case date():
            return value.isoformat()
        case tuple():
            return "、".join(value)
        case bool():
            return "是" if value else "否"
        case Decimal():
            return f"{value.normalize():f}"
        case Money() | UUID():
            return str(value)
    return value
