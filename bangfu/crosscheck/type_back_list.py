"""补录清单 as paper and as a workbook, to sit beside the national website with. Numbers stand masked."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from bangfu.crosscheck.queries import TypeBackRow
from bangfu.documents import pdf
from bangfu.documents.source import source_line
from bangfu.workbooks.written import ListColumn, write_list

TITLE = "全国系统补录清单"
COLUMNS = (
    ListColumn("序号", 6, "whole"), ListColumn("村", 14), ListColumn("户编号", 18, "id"), ListColumn("姓名", 12), ListColumn("项目", 20), ListColumn("系统里现在是", 24),
    ListColumn("改为", 24), ListColumn("更正日期", 12, "id"), ListColumn("依据", 30), ListColumn("已录", 8),
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


def as_pdf(head: ListHead, rows: Sequence[TypeBackRow]) -> bytes:
    """The list as PDF, with a box to tick in each line."""
    lines = [_line(nth, one) for nth, one in enumerate(rows, start=1)]
    source = source_line(head.printed_on, head.printed_on, "更正疑点的留痕和全国系统的导出表")
    return pdf.render("type_back_list", {"title": TITLE, **{name: getattr(head, name) for name in ListHead.__dataclass_fields__}, "rows": lines, "source": source})


def as_workbook(head: ListHead, rows: Sequence[TypeBackRow]) -> bytes:
    """The same list as .xlsx."""
    target = io.BytesIO()
    note = f"{head.county}{head.township}{head.village}，{head.printed_by} 于 {head.printed_on} 导出。证件号码和电话要录时，在这个人的页面看完整号码。"
    write_list(target, f"{head.village or head.county}{TITLE}", COLUMNS, (tuple(_line(nth, one).values()) for nth, one in enumerate(rows, start=1)), note)
    return target.getvalue()


def _line(nth: int, one: TypeBackRow) -> dict[str, Any]:
    """One line in the order of COLUMNS."""
    return {
        "number": nth, "village": one.place_name, "household": one.household_number, "name": one.name or "（全户）", "word": one.word, "old": one.old or "（空）",
        "new": one.new or "（空）", "on": timezone.localtime(one.at).date().isoformat(), "why": one.why, "typed": "√" if one.state != "waiting" else "",
    }
