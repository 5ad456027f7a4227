"""豁免登记表: the register of exemptions as paper and as a workbook, as the level above asks for it. ID numbers stand masked."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from bangfu.crosscheck.queries import ExemptionRow
from bangfu.documents import pdf
from bangfu.documents.source import source_line
from bangfu.workbooks.written import ListColumn, write_list

TITLE = "疑点豁免登记表"
COLUMNS = (
    ListColumn("序号", 6, "whole"), ListColumn("村", 14), ListColumn("户编号", 18, "id"), ListColumn("姓名", 12), ListColumn("证件号码", 20, "id"),
    ListColumn("检查", 14), ListColumn("疑点", 40), ListColumn("豁免理由", 30), ListColumn("申请人", 10), ListColumn("申请日期", 12, "id"),
    ListColumn("审批人", 10), ListColumn("审批日期", 12, "id"), ListColumn("审批意见", 18), ListColumn("有效期至", 12, "id"), ListColumn("状态", 10),
)


@dataclass(frozen=True)
class RegisterHead:
    """What stands above and below: the place, which list it is, the day, who prints."""

    place: str
    word: str
    printed_on: str
    printed_by: str


def as_workbook(head: RegisterHead, rows: Sequence[ExemptionRow], numbers: Mapping[str, str]) -> bytes:
    """The register as .xlsx; `numbers` are masked numbers by person."""
    target = io.BytesIO()
    note = f"{head.place}，{head.word}，共 {len(rows)} 条，{head.printed_by} 于 {head.printed_on} 导出。本表有个人信息，不外传。"
    write_list(target, f"{head.place}{TITLE}", COLUMNS, (tuple(_line(nth, one, numbers).values()) for nth, one in enumerate(rows, start=1)), note)
    return target.getvalue()


def as_pdf(head: RegisterHead, rows: Sequence[ExemptionRow], numbers: Mapping[str, str]) -> bytes:
    """The register as PDF, with lines to sign."""
    source = source_line(head.printed_on, head.printed_on, "疑点的豁免登记")
    lines = [_line(nth, one, numbers) for nth, one in enumerate(rows, start=1)]
    return pdf.render("exemption_register", {"title": TITLE, **asdict(head), "source": source, "rows": lines})


def day(at: datetime | None) -> str:
    """The day of a moment by the county's clock."""
    return timezone.localtime(at).date().isoformat() if at else ""


def _line(nth: int, one: ExemptionRow, numbers: Mapping[str, str]) -> dict[str, Any]:
    """One exemption in the order of COLUMNS."""
    said, found = one.settlement, one.finding
    return {
        "number": nth, "village": found.place_name, "household": found.household_number, "name": found.name, "id_number": numbers.get(found.subject_id, ""),
        "check": found.title, "doubt": found.reason, "reason": said.reason, "asked_by": said.by_name, "asked_on": day(said.at),
        "approver": said.approver_name, "approved_on": day(said.approved_at), "note": said.ended_why or said.note,
        "expires_on": said.expires_on.isoformat() if said.expires_on else "", "state": said.state_word,
    }
