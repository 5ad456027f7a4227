"""The lists of the journal: what was done, and who looked."""

from django.utils import timezone

from bangfu.journal.queries import EntryRow
from bangfu.journal.readings import ReadingRow
from bangfu.lists.declared import Column, Listing, Order
from bangfu.lists.drawn import Cell, moment

JOURNAL = Listing(
    slug="journal", word="留痕", power="journal.look", address="journal", filters=("verb",), takes="journal.look",
    columns=(
        Column("at", "时间", stub=True, width=18), Column("who", "谁", width=12), Column("word", "做什么", width=16), Column("what", "内容", "long", width=30),
        Column("reason", "凭什么", "long", width=30), Column("place", "地方"), Column("number", "链上第几条", "number", width=10),
        Column("hash", "指纹", "code", width=12), Column("post", "岗位", shown=False, width=20), Column("rows", "动了几行", "number", shown=False, width=10),
    ),
    orders=(Order("at", "时间", ("-id",)),),
)

READINGS = Listing(
    slug="readings", word="阅览记录", power="journal.look", address="readings", filters=("name",), takes="journal.look",
    columns=(
        Column("at", "时间", stub=True, width=18), Column("who", "谁", width=12), Column("post", "岗位", width=28), Column("word", "看了什么"),
        Column("subject", "编号末位", "code", width=12), Column("place", "地方", width=20), Column("day", "哪一天", "date", shown=False, width=12),
    ),
    orders=(Order("at", "时间", ("-id",)),),
)


def entry_cell(row: EntryRow, key: str) -> Cell:
    """What stands in a row, but for the place and where its subject leads."""
    match key:
        case "at":
            return Cell(moment(row.at), of=("entry", row.id))
        case "who" | "post" | "what":
            return Cell({"who": row.user_name, "post": row.post_title, "what": row.subject_label}[key])
        case "hash":
            return Cell(row.hash[:8])
    return Cell(getattr(row, key))


def reading_cell(row: ReadingRow, key: str) -> Cell:
    """What stands in a row, but for the place and where its subject leads."""
    match key:
        case "at":
            return Cell(moment(row.at))
        case "day":
            return Cell(timezone.localdate(row.at))
        case "who" | "post":
            return Cell({"who": row.user_name, "post": row.post_title}[key])
    return Cell(getattr(row, key))
