"""疑点清单: the list of a village's findings as paper and as a workbook. Numbers of persons never stand on it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bangfu.crosscheck.queries import CellRow, FindingRow
from bangfu.documents import pdf
from bangfu.rules.delivery import row_word
from bangfu.workbooks.written import ListColumn, write_list

TITLE = "疑点清单"
COLUMNS = (
    ListColumn("序号", 6, "whole"), ListColumn("户编号", 18, "id"), ListColumn("姓名", 12), ListColumn("检查", 14), ListColumn("疑点", 46),
    ListColumn("看哪一格", 40), ListColumn("处理结果", 24), ListColumn("签字", 12),
)


@dataclass(frozen=True)
class ListHead:
    """What stands above and below the list: names of places, days as text, who prints, the short form of the county's seal or ''."""

    county: str
    township: str
    village: str
    run_day: str
    printed_on: str
    printed_by: str
    seal: str
    demo: bool


def as_pdf(head: ListHead, rows: Sequence[tuple[FindingRow, tuple[CellRow, ...]]]) -> bytes:
    """The list as PDF, ready to sign."""
    return pdf.render("findings_list", {
        "title": TITLE, **{name: getattr(head, name) for name in ListHead.__dataclass_fields__},
        "rows": [_line(number, row, cells) for number, (row, cells) in enumerate(rows, start=1)],
    })


def as_workbook(head: ListHead, rows: Sequence[tuple[FindingRow, tuple[CellRow, ...]]]) -> bytes:
    """The same list as .xlsx."""
    target = io.BytesIO()
    demo = "体验数据。" if head.demo else ""
    note = f"{demo}{head.county}{head.township}{head.village}，{head.run_day} 核对，{head.printed_by} 于 {head.printed_on} 导出。本表有个人信息，用完交回，不外传。"
    lines = [_line(number, row, cells) for number, (row, cells) in enumerate(rows, start=1)]
    listed = [(one["number"], one["household"], one["name"], one["check"], one["reason"], "；".join(one["where"]), "", "") for one in lines]
    write_list(target, f"{head.village}{TITLE}", COLUMNS, listed, note)
    return target.getvalue()


def _line(number: int, row: FindingRow, cells: tuple[CellRow, ...]) -> dict[str, Any]:
    return {
        "number": number, "household": row.household_number, "name": row.name if row.subject_kind != "household" else "（全户）",
        "check": row.title, "must": row.level == "must", "reason": row.reason, "where": list(dict.fromkeys(map(_where, cells))),
    }


def _where(cell: CellRow) -> str:
    """村台账第 12 行，姓名：覃天朋."""
    at = f"{cell.source_word}{row_word(cell.row)}" if cell.row else cell.source_word
    if cell.absent:
        return f"{cell.source_word}：没有此人"
    whose = "" if cell.within else f"（{cell.place_name}）"
    return f"{at}{whose}，{cell.column_word}" + (f"：{cell.value}" if cell.value else "")
