"""The work a delivered file asks for before anything is compared: its columns understood, its rows read."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from django.db import transaction

from bangfu.deliveries import actions, queries
from bangfu.deliveries.models import DeliveredCell, DeliveredRow, Delivery
from bangfu.deliveries.rows import own_cells, staged
from bangfu.deliveries.villages import VillageFinder
from bangfu.organization.queries import actor_again
from bangfu.rules.place_code import CodeRange
from bangfu.rules.refusal import Refused
from bangfu.sealing import files
from bangfu.work.failpoints import failpoint
from bangfu.work.worker import Handle
from bangfu.workbooks.header import Understanding, understand
from bangfu.workbooks.layout import LAYOUTS, Layout
from bangfu.workbooks.row import read_row
from bangfu.workbooks.sheet import SheetInfo, iter_rows, read_sheets

Staged = tuple[DeliveredRow, list[DeliveredCell]]
CHUNK = 500   # rows a transaction
HEADER_WITHIN = 20   # rows looked at for a header


def understand_file(handle: Handle) -> None:
    """Finds the sheet and the header, and says what each column is taken for. A file that cannot be read is noted as such, with the reason."""
    by = actor_again(handle.user_id, handle.post_id)
    delivery = Delivery.objects.select_related("source").get(pk=handle.subject)
    if delivery.state != "received":
        return
    try:
        with files.as_path(delivery.digest) as path:
            sheet, found = _best_sheet(path, LAYOUTS[delivery.source.layout], queries.learned_headers(delivery.source.slug))
    except Refused as refused:
        actions.give_up(by, delivery=delivery, sentence=refused.sentence)
        return
    actions.note_understanding(by, delivery=delivery, sheet=sheet.name, understanding=found, rows=max(0, sheet.rows - found.header_row))


def _best_sheet(path: Path, layout: Layout, learned: dict[str, str]) -> tuple[SheetInfo, Understanding]:
    """The visible sheet in which most columns are recognised. Refused with the first sheet's reason when none has a header."""
    best: tuple[int, SheetInfo, Understanding] | None = None
    reason: Refused | None = None
    for sheet in read_sheets(path):
        if sheet.hidden or not sheet.rows:
            continue
        try:
            found = understand(islice(iter_rows(path, sheet.name), HEADER_WITHIN), layout, learned)
        except Refused as refused:
            reason = reason or refused
            continue
        known = sum(1 for column in found.columns if column.key)
        if best is None or known > best[0]:
            best = (known, sheet, found)
    if best is None:
        raise reason or Refused("表格里没有看得见的工作表有内容。")
    return best[1], best[2]


def stage(handle: Handle) -> None:
    """Reads all rows, a batch a transaction; killed and taken up again it goes on behind the last batch that was kept.

    The checkpoint is `row:outside`: the last row kept, and how many rows before it belong to villages out of reach.
    """
    by = actor_again(handle.user_id, handle.post_id)
    delivery = Delivery.objects.select_related("source").get(pk=handle.subject)
    if delivery.state != "mapped":
        return
    reading, total = _Reading(delivery, by.ranges, handle.checkpoint or "0:0"), delivery.rows
    with files.as_path(delivery.digest) as path:
        for batch in _batches(reading.rows(path)):
            with transaction.atomic():
                actions.put_rows(by, delivery=delivery, rows=[one for one, _ in batch], cells=[cell for _, cells in batch for cell in cells])
                handle.reach(f"{batch[-1][0].number}:{reading.outside}")
                failpoint("stage.batch")
            handle.progress(min(batch[-1][0].number - delivery.header_row, total), total, "正在读行")
    count = DeliveredRow.objects.filter(delivery=delivery).count()
    if not count:
        raise Refused("表头下面没有一行归您的岗位管；请核对是不是别的乡镇的表，或选错了工作表。")
    actions.finish_staging(by, delivery=delivery, rows=count, outside=reading.outside)


class _Reading:
    """Reads the rows of a delivery behind its checkpoint, counting those out of reach."""

    def __init__(self, delivery: Delivery, reach: Sequence[CodeRange], checkpoint: str) -> None:
        last, _, outside = checkpoint.partition(":")
        self.delivery, self.understanding = delivery, queries.understanding_of(delivery)
        self.behind, self.outside = max(int(last), delivery.header_row), int(outside)
        self.finder = VillageFinder(delivery, reach, self.understanding)

    def rows(self, path: Path) -> Iterator[Staged]:
        """Staged rows, each with its cells of columns that mean no field; banners, repeated headers, totals and signatures are left out."""
        layout = LAYOUTS[self.delivery.source.layout]
        for number, cells in iter_rows(path, self.delivery.sheet):
            row = read_row(number, cells, self.understanding, layout) if number > self.behind else None
            if row is None or row.is_footer:
                continue
            placed = self.finder.placed(row)
            if placed is None:
                self.outside += 1
            else:
                made = staged(self.delivery, placed[1], placed[0])
                yield made, own_cells(made, placed[1], self.understanding)


def _batches(rows: Iterator[Staged]) -> Iterator[list[Staged]]:
    while batch := list(islice(rows, CHUNK)):
        yield batch
