"""Delivered rows: sealed as they came, beside what was understood of them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress, repeat
from operator import ne
from typing import Any, NamedTuple

from bangfu.deliveries.fingerprint import print_of, quoted, written
from bangfu.deliveries.models import DeliveredCell, DeliveredRow
from bangfu.deliveries.shapes import Shape, Shapes, filled, shape_named
from bangfu.facts.bulk import unsaved
from bangfu.facts.models import new_id
from bangfu.rules.id_number import Number
from bangfu.rules.person_name import fold
from bangfu.sealing.logs import masked
from bangfu.sealing.ring import ring
from bangfu.workbooks.header import Understanding
from bangfu.workbooks.layout import LAYOUTS
from bangfu.workbooks.row import Fault, Row

PURPOSE = "deliveries.row"
SHORTEST_NUMBER = 11   # characters of a phone number
SLIPPED = "“姓名”里写着像证件号码或电话的数字，可能整行错了列，请核对。"
ID_INDEX = "id_number"   # the purpose under which the register indexes ID numbers too, so that lists can be joined


@dataclass(frozen=True)
class Content:
    """What a row said: `delivered` by header text as it stood, `understood` by field key (text, whole numbers, days as ISO text, amounts in 元 and measures as text)."""

    delivered: Mapping[str, str]
    understood: Mapping[str, Any]


class Meant(NamedTuple):
    """What a row was understood to mean: its values in the order of their keys, '' or None where one says nothing."""

    keys: tuple[str, ...]
    values: Sequence[Any]

    def get(self, key: str) -> Any:
        """The value under a key; '' without one."""
        return self.values[self.keys.index(key)] if key in self.keys else ""


def sealed(shape: Shape, values: Iterable[str], other: Mapping[int, str]) -> str:
    """The content of a row as a token: a line of what it means, in the order of its shape, and one of the cells that said it otherwise or mean nothing to us, by
    their position. `values` as `spelled` gives them."""
    cells = ",".join([f'"{at}":{quoted(text)}' for at, text in other.items()])
    return ring().seal(f'["{shape.id}",{written(values)}]\n{{{cells}}}', PURPOSE)


def opened(token: str) -> Content:
    """The content of a sealed row: of its cells those that are filled, of its values those that say something."""
    first, _, cells = ring().unseal(token, PURPOSE).partition("\n")
    content = json.loads(first)
    if isinstance(content, dict):   # of earlier versions, and of rows that were forgotten
        return Content(content["delivered"], content["understood"])
    shape, told = shape_named(content[0]), json.loads(cells) if cells else content[2]
    delivered = shape.delivered(content[1], told) if isinstance(told, dict) else filled(shape.names, told)   # earlier versions told all cells
    return Content(delivered, filled(shape.keys, content[1]))


def meaning(token: str) -> Mapping[str, Any]:
    """What a sealed row was understood to mean (`Content.understood`): of a hundred thousand rows nobody looks at the cells again."""
    return filled(*meant(token))


def meant(token: str) -> Meant:
    """The same as it is kept, with what says nothing."""
    content = json.loads(ring().unseal(token, PURPOSE).partition("\n")[0])
    if isinstance(content, dict):
        return Meant(tuple(content["understood"]), tuple(content["understood"].values()))
    return Meant(shape_named(content[0]).keys, content[1])


def staged(shapes: Shapes, row: Row, village: str) -> DeliveredRow:
    """An unsaved delivered row with the columns that are looked up; refused when the row has faults. What lies open holds no number."""
    delivery, shape = shapes.delivery, shapes.of(row)
    of = "head_" if LAYOUTS[delivery.source.layout].subject == "household" else ""   # a household is known by its head
    number = row.values.get(f"{of}id_number")
    judged = number if isinstance(number, Number) else Number("blank")
    told = str(row.values.get(f"{of}name") or "")
    name = without_numbers(told)[:80]
    faults = row.faults if name == told[:80] else (*row.faults, Fault("name", "", "", SLIPPED))
    content, print_ = _written(shape, row)
    first18 = ring().blind_index(judged.first18, ID_INDEX)
    return unsaved(DeliveredRow, {
        "id": new_id(), "delivery_id": delivery.pk, "number": row.number, "content": content, "print": print_,
        "place_code": village, "place_then": village, "name": name, "name_folded": fold(name), "id_index": _index(judged, first18), "id18_index": first18,
        "id_status": judged.status, "sex": str(row.values.get("sex") or judged.sex)[:3], "birth": _day(row.values.get("birth_date")) or judged.birth,
        "relation": without_numbers(str(row.values.get("relation") or ""))[:20], "household_number": str(row.values.get("household_number") or "")[:40],
        "person_number": str(row.values.get("person_number") or "")[:40], "event_day": _day(row.values.get("death_date")),
        "outcome": "refused" if faults else "", "faults": _lines(faults), "warnings": _lines(row.warnings),
    })


def _written(shape: Shape, row: Row) -> tuple[str, str]:
    """(content, fingerprint) of a row, for which each value is spelled once."""
    kept = shape.kept(row.values)
    values = [quoted(value) if type(value) is str else str(value) for value in kept]
    says = list(map(ne, kept, repeat("")))
    return sealed(shape, values, shape.other(row.original, kept)), print_of(compress(shape.keys, says), compress(values, says))


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
