"""What a list changed since the last one of its kind, as a workbook."""

import io
from collections.abc import Callable, Iterator
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from bangfu.accounts.quota import spend
from bangfu.deliveries.since_last import OF_THE_OLD, RowSince, since_by_village
from bangfu.deliveries.since_missing import missing_told, villages_missing
from bangfu.deliveries.subjects import delivery_found
from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import Actor
from bangfu.rules.delivery import row_word
from bangfu.workbooks.written import ListColumn, Written, write_list

Progress = Callable[[int, int], None]
WHAT = {"new": "新出现", "gone": "不再有", "changed": "有变化", "came": "迁来", "left": "迁走"}
VILLAGE = "村"
COLUMNS = (
    ListColumn("村", 14), ListColumn("变化", 8), ListColumn("姓名", 10), ListColumn("户编号", 20), ListColumn("哪一列", 18), ListColumn("上次", 24),
    ListColumn("这次", 24), ListColumn("在哪一行", 14),
)


@transaction.atomic
def since_workbook(by: Actor, *, delivery: UUID, place: str = "") -> io.BytesIO:
    """The rows of `since_last` as .xlsx, a line for each column that differs. Noted in the journal as an export."""
    found, target = delivery_found(by, delivery, "reporting.export"), io.BytesIO()
    lines = write_since(target, by, delivery, place)
    subject = Subject("delivery", str(found.pk), f"{found.file_name}：与上次比，{lines} 行"[:160])
    spend(by, lines)
    record(by, "delivery.difference_exported", subject, at=found.place_code)
    target.seek(0)
    return target


def write_since(target: BinaryIO, by: Actor, delivery: UUID, place: str = "", progress: Progress = lambda _, __: None) -> int:
    """Writes the same, village by village, and notes nothing; the number of lines. `progress` is told how many villages of how many are done."""
    found = delivery_found(by, delivery, "reporting.export")
    note = f"{found.file_name}，数据日期 {found.data_day}，与同一种表上一次应用的比。号码只说不同，不写出来。{missing_told(villages_missing(by, delivery))}"
    return write_list(target, f"{found.source.name} 与上次比", COLUMNS, _lines(by, delivery, place, progress), note)


def _lines(by: Actor, delivery: UUID, place: str, progress: Progress) -> Iterator[list[Written]]:
    for done, total, rows in since_by_village(by, delivery, place=place):
        progress(done, total)
        for one in rows:
            yield from _of(one)


def _of(one: RowSince) -> Iterator[list[Written]]:
    start: list[Written] = [one.place_name, WHAT[one.what], one.name, one.household_number]
    where = ("上次的" if one.what in OF_THE_OLD else "") + row_word(one.number)
    moved = (VILLAGE, one.elsewhere, one.place_name) if one.what == "came" else (VILLAGE, one.place_name, one.elsewhere)
    for label, old, new in one.differences or (moved if one.elsewhere else ("", "", ""),):
        yield [*start, label, old, new, where]
