"""Delivered rows: sealed as they came, beside what was understood of them."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import compress, repeat
from operator import ne
from types import NoneType
from typing import Any
from uuid import UUID

from bangfu.deliveries.fingerprint import print_of, quoted, spelled, written
from bangfu.deliveries.models import DeliveredCell, DeliveredRow
from bangfu.deliveries.shapes import Shape, Shapes, headings
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
NOTHING = spelled("")
SLIPPED = "“姓名”里写着像证件号码或电话的数字，可能整行错了列，请核对。"
ID_INDEX = "id_number"   # the purpose under which the register indexes ID numbers too, so that lists can be joined


@dataclass(frozen=True)
class Content:
    """What a row said: `delivered` by header text as it stood, `understood` by field key (text, whole numbers, days as ISO text, amounts in 元 and measures as text)."""

    delivered: Mapping[str, str]
    understood: Mapping[str, Any]


def sealed(shape: Shape, values: Iterable[str], cells: Iterable[str]) -> str:
    """The content of a row as a token: a line of what it means and one of what its cells said, in the order of its shape. `values` as `spelled` gives them."""
    return ring().seal(f'["{shape.id}",{written(values)}]\n{written(map(quoted, cells))}', PURPOSE)


def opened(token: str) -> Content:
    """The content of a sealed row: of its cells those that are filled, of its values those that say something."""
    first, _, cells = ring().unseal(token, PURPOSE).partition("\n")
    content = json.loads(first)
    if isinstance(content, dict):   # of earlier versions, and of rows that were forgotten
        return Content(content["delivered"], content["understood"])
    names, keys = headings(content[0])
    return Content(_filled(names, json.loads(cells) if cells else content[2]), _filled(keys, content[1]))


def meaning(token: str) -> Mapping[str, Any]:
    """What a sealed row was understood to mean (`Content.understood`): of a hundred thousand rows nobody looks at the cells again."""
    content = json.loads(ring().unseal(token, PURPOSE).partition("\n")[0])
    return content["understood"] if isinstance(content, dict) else _filled(headings(content[0])[1], content[1])


def _filled(names: Sequence[str], texts: Sequence[Any]) -> dict[str, Any]:
    says = list(map(ne, texts, repeat("")))
    return dict(zip(compress(names, says), compress(texts, says), strict=True))


def staged(shapes: Shapes, row: Row, village: str) -> DeliveredRow:
    """An unsaved delivered row with the columns that are looked up; refused when the row has faults. What lies open holds no number."""
    delivery, shape = shapes.delivery, shapes.of(row)
    of = "head_" if LAYOUTS[delivery.source.layout].subject == "household" else ""   # a household is known by its head
    number = row.values.get(f"{of}id_number")
    judged = number if isinstance(number, Number) else Number("blank")
    told = str(row.values.get(f"{of}name") or "")
    name = without_numbers(told)[:80]
    faults = row.faults if name == told[:80] else (*row.faults, Fault("name", "", "", SLIPPED))
    values = [quoted(value) if type(value) is str else spelled(_plain(key, value)) for key, value in zip(shape.keys, shape.values(row.values), strict=True)]
    says = list(map(ne, values, repeat(NOTHING)))
    first18 = ring().blind_index(judged.first18, ID_INDEX)
    return unsaved(DeliveredRow, {
        "id": new_id(), "delivery_id": delivery.pk, "number": row.number, "content": sealed(shape, values, row.original.values()),
        "print": print_of(compress(shape.keys, says), compress(values, says)),
        "place_code": village, "place_then": village, "name": name, "name_folded": fold(name), "id_index": _index(judged, first18), "id18_index": first18,
        "id_status": judged.status, "sex": str(row.values.get("sex") or judged.sex)[:3], "birth": _day(row.values.get("birth_date")) or judged.birth,
        "relation": without_numbers(str(row.values.get("relation") or ""))[:20], "household_number": str(row.values.get("household_number") or "")[:40],
        "person_number": str(row.values.get("person_number") or "")[:40], "event_day": _day(row.values.get("death_date")),
        "outcome": "refused" if faults else "", "faults": _lines(faults), "warnings": _lines(row.warnings),
    })


def _index(judged: Number, first18: str) -> str:
    """The blind index of a whole number; '' for one that names nobody. `first18`: that of its first 18 characters, mostly the same."""
    if not judged.names_somebody:
        return ""
    return first18 if judged.digits == judged.first18 else ring().blind_index(judged.digits, ID_INDEX)


def own_columns(understanding: Understanding) -> list[str]:
    """The names of the columns that mean no field of ours."""
    return [understanding.names[column.index] for column in understanding.columns if column.is_own]


def own_cells(made: DeliveredRow, row: Row, own: Sequence[str]) -> list[DeliveredCell]:
    """The filled cells of a staged row in its `own` columns, unsaved."""
    told = ((name, " ".join(row.original.get(name, "").split())) for name in own)
    return [DeliveredCell(row=made, header=without_numbers(name)[:60], value=without_numbers(text)[:80]) for name, text in told if text]


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def without_numbers(text: str) -> str:
    """The text of a cell that lies open, with whatever looks like an ID, card or phone number masked: it slipped in from another column."""
    return masked(text) if len(text) >= SHORTEST_NUMBER else text


def _lines(faults: tuple[Fault, ...]) -> str:
    return "\n".join(f"{fault.column_letter}\t{without_numbers(fault.sentence)}" for fault in faults)


def _plain(key: str, value: Any) -> str | int:
    """A value as it is kept: '' for what says nothing; of a number beside the person's own that is none, what is wrong with it, if that can be told without a
    number."""
    if type(value) is Number:
        return value.tail if value.tail and key != "id_number" else value.digits
    kept = _KEPT.get(type(value))
    return kept(value) if kept else value


_KEPT: Mapping[type, Callable[[Any], str]] = {
    NoneType: lambda _: "", date: date.isoformat, tuple: "、".join, bool: lambda value: "是" if value else "否",
    Decimal: lambda value: f"{value.normalize():f}", Money: str, UUID: str,
}
