"""The work a delivered file asks for before anything is compared: its columns understood, its rows read; or everything cleared away again."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path

from django.db import transaction

from bangfu.deliveries import actions, queries
from bangfu.deliveries.actions.cancelling import CLEARING
from bangfu.deliveries.looking import Looked, Wish, looked_at
from bangfu.deliveries.models import DeliveredCell, DeliveredRow, DeliveredSheet, Delivery
from bangfu.deliveries.recognizing import Recognized, Unnamed, recognized
from bangfu.deliveries.rows import own_cells, own_columns, staged
from bangfu.deliveries.shapes import Shapes
from bangfu.deliveries.subjects import discard_unused
from bangfu.deliveries.villages import VillageFinder
from bangfu.organization.actor import PROGRAM
from bangfu.organization.queries import actor_again
from bangfu.rules.delivery import ROWS_OF_A_SHEET, row_number, sheet_and_row
from bangfu.rules.place_code import CodeRange
from bangfu.rules.refusal import Refused
from bangfu.sealing import files
from bangfu.work.actions import start_job
from bangfu.work.failpoints import failpoint
from bangfu.work.worker import Handle
from bangfu.workbooks.layout import LAYOUTS
from bangfu.workbooks.locked import Locked
from bangfu.workbooks.row import Row, reaching, read_rows
from bangfu.workbooks.sheet import looked_at_again, read_sheets, rows_and_spans

Staged = tuple[DeliveredRow, list[DeliveredCell]]
CHUNK = 500   # rows a transaction


def understand_file(handle: Handle) -> None:
    """Finds out what list a file is, which of its sheets are read, and what each column is taken for. A file that cannot be read is noted as such, with the
    reason; one with a password, or of which nobody knows what it is, waits for somebody to say it."""
    by = actor_again(handle.user_id, handle.post_id)
    delivery = Delivery.objects.select_related("source").get(pk=handle.subject)
    if delivery.state != "received":
        return
    try:
        known, found = _looked(delivery)
    except Locked:
        with handle.step():
            actions.lock(by, delivery=delivery)
            with suppress(Refused):   # one that is protected against changes only opens without a password
                actions.unlock_delivery(by, delivery=delivery.pk, password="")
    except Unnamed as refused:
        with handle.step():
            actions.wonder(by, delivery=delivery, sentence=refused.sentence, guess=refused.guess)
    except Refused as refused:
        with handle.step():
            actions.give_up(by, delivery=delivery, sentence=refused.sentence)
    else:
        with handle.step():
            actions.note_understanding(by, delivery=delivery, source=known.slug, sentence=known.sentence, understanding=found.understanding, sheets=found.sheets)


def _looked(delivery: Delivery) -> tuple[Recognized, Looked]:
    """Looks at the file as the list it is said to be; where nobody said it, as the list it is recognized as, with what was learned of that."""
    wanted = DeliveredSheet.objects.filter(delivery=delivery, wanted=True).order_by("position")
    wish, source = Wish(list(wanted.values_list("name", flat=True)), delivery.header_row), delivery.source
    with files.as_path(delivery.readable) as path, looked_at_again():
        infos = read_sheets(path)   # once: of a county's file it takes most of a minute
        known = Recognized(LAYOUTS[source.layout], source.slug) if source.layout in LAYOUTS else recognized(path, infos)
        return known, looked_at(path, infos, delivery, known.layout, queries.learned_headers(known.slug), wish)


def stage(handle: Handle) -> None:
    """Reads all rows, a batch a transaction; killed and taken up again it goes on behind the last batch that was kept.

    The checkpoint is `number:outside:block`: the last row kept (`rules.delivery.row_number`), how many rows before it belong to villages out of reach, and
    the first row of the household's block it stood in.
    """
    by = actor_again(handle.user_id, handle.post_id)
    delivery = Delivery.objects.select_related("source").get(pk=handle.subject)
    if delivery.state != "mapped":
        return
    reading, total = _Reading(delivery, by.ranges, handle.checkpoint or "0:0:0"), delivery.rows
    with files.as_path(delivery.readable) as path:
        for batch in _batches(reading.rows(path)):
            with transaction.atomic():
                rows, cells = [one for one, _ in batch], [cell for _, some in batch for cell in some]
                actions.put_rows(by, delivery=delivery, rows=rows, shapes=reading.shapes.unwritten(), cells=cells)
                handle.reach(f"{batch[-1][0].number}:{reading.outside}:{reading.block}")
                failpoint("stage.batch")
            handle.progress(min(reading.read(batch[-1][0].number), total), total, "正在读行")
    count = DeliveredRow.objects.filter(delivery=delivery).count()
    if not count:
        raise Refused("表头下面没有一行归您的岗位管；请核对是不是别的乡镇的表，或选错了工作表。")
    with handle.step():
        actions.finish_staging(by, delivery=delivery, rows=count, outside=reading.outside)


def clear(handle: Handle) -> None:
    """Clears away what a cancelled delivery brought: its rows some thousand a transaction, its file, at last itself. Killed and taken up again it goes on with
    what is left. Nobody's right is asked for any more: cancelling was somebody's deed, this is the program's."""
    delivery = Delivery.objects.select_related("source").filter(pk=handle.subject, state="cancelled").first()
    if delivery is None:
        return
    done, total = 0, DeliveredRow.objects.filter(delivery=delivery).count()
    while removed := actions.clear_rows(PROGRAM, delivery=delivery, hold=partial(handle.reach, "rows")):
        done += removed
        failpoint("clear.rows")
        handle.progress(done, total, "正在清除已取消的表")
    discard_unused([delivery])   # nobody reads it any more: cut behind this, it is only asked for again
    failpoint("clear.file")
    actions.clear(PROGRAM, delivery=delivery, hold=handle.hold)


def clear_cancelled() -> int:
    """Has cleared away whatever is still there of cancelled deliveries: what an earlier version left, or a job that failed. Done daily; returns how many."""
    left = list(Delivery.objects.filter(state="cancelled"))
    for one in left:
        start_job(PROGRAM, CLEARING, subject=str(one.pk), key=f"clear:{one.pk}", at=one.place_code)
    return len(left)


class _Reading:
    """Reads the rows of a delivery behind its checkpoint, sheet after sheet, counting those out of reach.

    A household's cells may stand in its first row only: taken up again, reading goes back to the first row of the block it was in.
    """

    def __init__(self, delivery: Delivery, reach: Sequence[CodeRange], checkpoint: str) -> None:
        last, outside, block = (int(part) for part in f"{checkpoint}:0".split(":")[:3])
        understanding = queries.understanding_of(delivery)
        self.delivery, self.layout, self.own = delivery, LAYOUTS[delivery.source.layout], own_columns(understanding)
        self.behind, self.outside, self.block = last, outside, block
        self.sheets = list(DeliveredSheet.objects.filter(delivery=delivery, turn__isnull=False).order_by("turn"))
        self.finder, self.shapes = VillageFinder(delivery, reach, understanding), Shapes(delivery)

    def rows(self, path: Path) -> Iterator[Staged]:
        """Staged rows, each with its cells of columns that mean no field; banners, repeated headers, totals and signatures are left out."""
        for sheet in self.sheets:
            first = row_number(sheet.turn or 0, 0)
            if first + ROWS_OF_A_SHEET > self.behind:
                understanding = queries.understanding_of(self.delivery, sheet)
                rows, spans = rows_and_spans(path, sheet.name)
                begin = reaching(understanding, self.layout, spans).begins(max(1, (self.block or self.behind) - first))
                behind = (one for one in rows if one[0] >= begin)
                for row in read_rows(behind, understanding, self.layout, spans=spans):
                    self.block = first + row.block.number if row.block.number else 0
                    if not row.is_footer and first + row.number > self.behind:
                        yield from self._placed(row, first + row.number)

    def _placed(self, row: Row, number: int) -> Iterator[Staged]:
        placed = self.finder.placed(row)
        if placed is None:
            self.outside += 1
            return
        made = staged(self.shapes, placed[1], placed[0])
        made.number = number
        yield made, own_cells(made, placed[1], self.own)

    def read(self, number: int) -> int:
        """How many rows lie up to the one of this number, over all sheets."""
        turn, row = sheet_and_row(number)
        before = sum(max(0, one.rows - one.header_row) for one in self.sheets[:turn])
        return before + row - self.sheets[turn].header_row


def _batches(rows: Iterator[Staged]) -> Iterator[list[Staged]]:
    while batch := list(islice(rows, CHUNK)):
        yield batch
