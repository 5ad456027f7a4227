"""信息采集对照表: paper that goes to the households with what is known beside a blank, and comes back.

Field practice of every round of 信息采集和核实 (核对底数、逐户对照): each known value stands beside 不变 / 变更, the household signs.
"""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from bangfu.rules.flow import Flow
from bangfu.rules.refusal import Refused

BATCH = Flow(
    states={"open": "录入中", "closed": "已收齐"},
    steps={"close": ("open", "closed"), "reopen": ("closed", "open")},
)
FORM = Flow(states={"printed": "待录入", "entered": "已录入"}, steps={"enter": ("printed", "entered")})
WHICH = {"all": "全部项目", "blank": "只印空着的", "doubtful": "只印有疑点的"}
TITLE = "信息采集对照表"

# What was so from the beginning: a value that differs was wrong all along. Everything else became so, at the latest on the day of the paper.
LASTING = frozenset({
    "name", "id_kind", "id_number", "sex", "birth", "nation", "person_number", "identified_on", "first_identified", "standard", "house_year",
})
_NUMBER = re.compile(r"^\s*(\d{1,7})\s*[-－—–]\s*(\d{1,5})\s*$", re.ASCII)


def form_number(batch: int, sequence: int) -> str:
    """37-012: the short number that stands on a form."""
    return f"{batch}-{sequence:03d}"


def row_code(form: UUID, position: int, column: str) -> str:
    """What a row of the workbook carries so that it is known when it comes back: 3-7f2a9c01. Of another batch it is another."""
    return f"{position}-{hashlib.sha256(f'{form}|{position}|{column}'.encode()).hexdigest()[:8]}"


def batch_of(number: str) -> int | None:
    """The batch a form number names; None for what is none."""
    found = _NUMBER.match(number)
    return int(found[1]) if found else None


def read_form_number(text: str, batch: int) -> int:
    """The sequence of a form number as typed: 37-012, or 12 alone for one of the batch in hand. Refused for anything else, and for another batch."""
    found = _NUMBER.match(text)
    if found and int(found[1]) != batch:
        raise Refused(f"表号 {text.strip()} 不是这一批的，这一批是 {batch} 批。", field="number")
    alone = text.strip()
    if not found and not (alone.isascii() and alone.isdigit() and len(alone) <= 5):
        raise Refused("表号写法像“37-012”，也可以只写后面的序号。", field="number")
    return int(found[2] if found else alone)


def fields_printed(columns: Sequence[str], known: Mapping[str, Any], doubted: Collection[str], which: str) -> list[str]:
    """The columns of one record that stand on the paper, in their order: all, those nothing is known of, or those somebody doubts.

    A doubted field stands on it in any case. `known`: value by column, '' or None where nothing is known.
    """
    def wanted(name: str) -> bool:
        return name in doubted or which == "all" or (which == "blank" and known.get(name) in ("", None))
    return [name for name in columns if wanted(name)]


def fields_confirmed(printed: Sequence[str], changed: Collection[str], then: Mapping[str, Any], now: Mapping[str, Any], *, rest: bool) -> list[str]:
    """The printed columns that a returned paper confirms: those it leaves as they stood on it, unless the register has meanwhile changed them
    (`then`, `now`: value by column when it was printed and before it is entered); none when nobody said that the rest is as it was."""
    return [name for name in printed if name not in changed and then.get(name) == now.get(name)] if rest else []
