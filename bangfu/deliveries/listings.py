"""The lists of deliveries: what has come in, and the rows of one."""

from django.urls import reverse

from bangfu.deliveries.queries import BY_NUMBER, LATEST, DeliveryRow, LineRow
from bangfu.lists.declared import Column, Listing
from bangfu.lists.drawn import Cell

_TONES = {"applied": "done", "unreadable": "must", "read": "check", "compared": "check", "locked": "check", "unnamed": "check"}
_OUTCOMES = {"refused": "must", "changed": "check", "moved": "check"}
DELIVERIES = Listing(
    slug="deliveries", word="收件", power="deliveries.look", address="deliveries", unit="份", filters=("state",), takes="reporting.export",
    columns=(
        Column("file_name", "文件", stub=True, width=30), Column("source_name", "是什么", width=26), Column("rows", "行", "number", width=8),
        Column("state", "到哪一步", "tag"), Column("received_by", "谁传的"), Column("received_at", "什么时候", order="received", width=18),
        Column("place", "哪里收的", shown=False), Column("data_day", "数据日期", "date", shown=False), Column("outside", "别处的行", "number", shown=False),
        Column("sheet", "工作表", shown=False, width=20),
    ),
    orders=(LATEST,),
)
LINES = Listing(
    slug="delivery_rows", word="来表的行", power="deliveries.look", address="delivery_rows", unit="行", filters=("place", "outcome"), saves=False,
    columns=(
        Column("name", "姓名", stub=True), Column("where", "行号", order="number"), Column("household_number", "户编号", "code", width=20),
        Column("place", "村"), Column("outcome", "结果", "tag"), Column("says", "说明", "long", width=40),
    ),
    orders=(BY_NUMBER,),
)


def delivery_cell(row: DeliveryRow, key: str) -> Cell:
    """What stands in a row of what has come in."""
    match key:
        case "file_name":
            return Cell(row.file_name, url=reverse("delivery", args=[row.id]))
        case "state":
            return Cell(tags=((row.word, _TONES.get(row.state, "")),))
        case "place":
            return Cell(row.place_name)
    return Cell(getattr(row, key))


def line_cell(row: LineRow, key: str) -> Cell:
    """What stands in a delivered row as it is listed."""
    match key:
        case "name":
            return Cell(row.name or "（没有姓名）", url=reverse("delivered_row", args=[row.id]))
        case "outcome":
            return Cell(tags=((row.word, _OUTCOMES.get(row.outcome, "")),))
        case "place":
            return Cell(row.place_name)
        case "says":
            return Cell("".join(map(_said, row.faults)), soft="".join(map(_said, row.warnings)), alarm=bool(row.faults))
    return Cell(getattr(row, key))


def _said(told: tuple[str, str]) -> str:
    letter, sentence = told
    return f"{letter} 列：{sentence}" if letter else sentence
