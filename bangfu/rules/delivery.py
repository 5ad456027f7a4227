"""收件: what a delivered list goes through, and how a delivered value is weighed against what we hold."""

from collections.abc import Mapping
from dataclasses import dataclass

from bangfu.rules.flow import Flow

FLOW = Flow(
    states={
        "received": "正在看表", "locked": "有密码", "unnamed": "没认出是什么表", "read": "待确认", "mapped": "正在读行",
        "staged": "正在比对", "compared": "可预览", "applying": "正在应用", "applied": "已应用", "cancelled": "已取消", "unreadable": "读不懂",
    },
    steps={
        "lock": ("received", "locked"), "unlock": ("locked", "received"), "wonder": ("received", "unnamed"), "name": ("unnamed", "received"),
        "read": ("received", "read"), "look_again": ("read", "received"), "give_up": ("received", "unreadable"), "map": ("read", "mapped"), "stage": ("mapped", "staged"),
        "compare": ("staged", "compared"), "apply": ("compared", "applying"), "finish": ("applying", "applied"),
    },
)
CANCELLABLE = ("received", "locked", "unnamed", "read", "mapped", "staged", "compared", "unreadable")
CONFIRMED = ("mapped", "staged", "compared", "applying", "applied")   # somebody said what its columns are
SETTLED = ("applied", "cancelled", "unreadable")   # nobody reads the file any more

OUTCOMES = {
    "new": "新增", "changed": "有变化", "unchanged": "无变化", "moved": "迁入", "refused": "退回", "kept": "已更正",
}


ROWS_OF_A_SHEET = 1 << 20   # as many as a spreadsheet has


def row_number(sheet: int, row: int) -> int:
    """The number of a delivered row: `row` as the spreadsheet shows it, of the `sheet`-th of the sheets read together, from 0."""
    return sheet * ROWS_OF_A_SHEET + row


def sheet_and_row(number: int) -> tuple[int, int]:
    """What `row_number` was made of."""
    sheet, row = divmod(number - 1, ROWS_OF_A_SHEET)
    return sheet, row + 1


def row_word(number: int) -> str:
    """Where a delivered row stands: 第 5 行, or 第 2 张表第 5 行 where several sheets were read together."""
    sheet, row = sheet_and_row(number)
    return f"第 {sheet + 1} 张表第 {row} 行" if sheet else f"第 {row} 行"


@dataclass(frozen=True)
class Weighed:
    """What to do with one delivered row: the values to take over, and the fields where we hold a correction the source does not know yet."""

    taken: Mapping[str, object]
    held: tuple[str, ...]


def weigh(delivered: Mapping[str, object], ours: Mapping[str, object], delivered_before: Mapping[str, object] | None) -> Weighed:
    """Weighs a delivered row against ours, field by field.

    A value equal to ours changes nothing. One that differs is taken over, unless the same source delivered the same value last time: then
    the difference is a correction made here since, and the source has not followed yet; ours is held. An empty delivered value
    never wipes out one we have.
    """
    taken: dict[str, object] = {}
    held: list[str] = []
    for field, value in delivered.items():
        if value == ours.get(field) or value in ("", None, ()):
            continue
        if delivered_before is not None and delivered_before.get(field) == value:
            held.append(field)
        else:
            taken[field] = value
    return Weighed(taken, tuple(held))
