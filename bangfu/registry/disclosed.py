"""The workbook of a bulk disclosure: made in memory, never on a disk, and it says on its face what it may be used for."""

import io

from bangfu.registry.actions.disclosures import Taken
from bangfu.workbooks.written import ListColumn, write_list

COLUMNS = (ListColumn("乡镇", 12), ListColumn("村", 14), ListColumn("户编号", 20, "id"), ListColumn("姓名", 12), ListColumn("与户主关系", 12))


def as_workbook(taken: Taken) -> bytes:
    """.xlsx with a line that names purpose, receiver, approver, day and serial number; all texts are texts."""
    target = io.BytesIO()
    columns = (*COLUMNS, *(ListColumn(word, 24, "id") for word in taken.columns))
    write_list(target, f"{taken.place_name}{taken.whom}", columns, taken.rows, _line(taken), in_memory=True)
    return target.getvalue()


def _line(taken: Taken) -> str:
    return (
        f"用途：{taken.purpose}；接收单位：{taken.receiver}；审批人：{taken.approver}；经办人：{taken.taker}；"
        f"日期：{taken.day}；编号：{taken.serial}；共 {len(taken.rows)} 人。本表有完整个人号码，只用于上述用途，用完销毁，不转给别人。"
    )
