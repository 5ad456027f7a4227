"""What is done to a delivered file: received, understood, staged, compared, applied village by village, or cancelled."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.deliveries.forgetting import EXAMPLES, Whom, columns_naming, forgotten_row, rows_naming
from bangfu.deliveries.models import DeliveredCell, DeliveredColumn, DeliveredRow, DeliveredVillage, Delivery, LearnedHeader, Source
from bangfu.deliveries.villages import village_applied
from bangfu.facts import bulk
from bangfu.journal.actions import Deed, Subject, record, record_all
from bangfu.organization.actor import Actor
from bangfu.rules.delivery import CANCELLABLE, FLOW, SETTLED
from bangfu.rules.refusal import Refused
from bangfu.sealing import files
from bangfu.sealing.logs import masked
from bangfu.sealing.ring import ring
from bangfu.work.actions import start_job
from bangfu.work.models import Job
from bangfu.workbooks.header import Understanding, fold_label
from bangfu.workbooks.layout import LAYOUTS, Layout
from bangfu.workbooks.limits import DEFAULT_LIMITS


@transaction.atomic
def receive(by: Actor, *, layout: str, file_name: str, content: bytes, data_day: date | None = None) -> Delivery:
    """Takes in a file as it is: keeps it sealed by its hash and asks for it to be read. `layout` is a slug of `LAYOUTS`.

    Refused when it is too large, for a day to come, or when the same file is being dealt with already.
    """
    by.must("deliveries.receive", at=by.place_code)
    day = _past(data_day or timezone.localdate())
    if len(content) > DEFAULT_LIMITS.max_bytes:
        raise Refused(f"文件有 {len(content) // 1048576} MB，超过 {DEFAULT_LIMITS.max_bytes // 1048576} MB，请按乡镇分开导出。", field="file")
    source = _source(by, layout)
    digest = files.keep(content)
    _not_in_hand(by, source, digest)
    delivery = Delivery(
        source=source, file_name=masked(PurePath(file_name.replace("\\", "/")).name[-200:]), digest=digest, size=len(content),
        data_day=day, received_at=timezone.now(), received_by=by.name,
        place_code=by.place_code, place_then=by.place_code,
    )
    record(by, "delivery.received", _subject(delivery), at=by.place_code, papers=[digest], new=[delivery])
    start_job(by, "deliveries.understand", subject=str(delivery.pk), key=f"understand:{delivery.pk}", at=by.place_code)
    return delivery


def _past(day: date) -> date:
    if day > timezone.localdate():
        raise Refused("数据日期不能晚于今天。", field="data_day")
    return day


def _source(by: Actor, layout: str) -> Source:
    if layout not in LAYOUTS:
        raise Refused("请选择这是哪一种表。", field="layout")
    known = Source.objects.filter(slug=layout).first()
    if known:
        return known
    source = Source(slug=layout, name=LAYOUTS[layout].title, layout=layout, receiver=LAYOUTS[layout].receiver)
    record(by, "source.added", Subject("source", layout, source.name), at=by.place_code, new=[source])
    return source


def _not_in_hand(by: Actor, source: Source, digest: str) -> None:
    in_hand = Delivery.objects.filter(by.scope(), source=source, digest=digest).exclude(state__in=("applied", "cancelled", "unreadable")).first()
    if in_hand:
        raise Refused(f"同一个文件已在 {timezone.localtime(in_hand.received_at):%m月%d日 %H:%M} 收下，正在办理；请到“收件”里接着办，不用再传。")


@transaction.atomic
def note_understanding(by: Actor, *, delivery: Delivery, sheet: str, understanding: Understanding, rows: int) -> None:
    """Writes down what was understood of the columns, for a clerk to confirm."""
    by.must("deliveries.receive", at=delivery.place_code)
    DeliveredColumn.objects.filter(delivery=delivery).delete()
    DeliveredColumn.objects.bulk_create(
        DeliveredColumn(
            delivery=delivery, position=column.index, letter=column.letter, text=masked(column.text[:200]), key=column.key or "", how=column.how,
            examples=ring().seal("\x1f".join(column.examples), EXAMPLES),
        ) for column in understanding.columns
    )
    values = {"state": FLOW.after(delivery.state, "read"), "sheet": sheet, "header_row": understanding.header_row, "rows": rows}
    record(by, "delivery.read", _subject(delivery), at=delivery.place_code, rewritten=[(delivery, values)])


@transaction.atomic
def give_up(by: Actor, *, delivery: Delivery, sentence: str) -> None:
    """Notes that a file cannot be read, and why."""
    by.must("deliveries.receive", at=delivery.place_code)
    values = {"state": FLOW.after(delivery.state, "give_up"), "sentence": sentence[:500]}
    record(by, "delivery.unreadable", _subject(delivery), at=delivery.place_code, reason=sentence[:500], rewritten=[(delivery, values)])


@transaction.atomic
def confirm_columns(by: Actor, *, delivery: UUID, keys: Mapping[int, str], data_day: date | None = None) -> None:
    """Confirms or corrects which column means what (`keys`: position → field key, '' for none), and has the rows read.

    What was corrected is learned for the source and used next time. Refused when a required column is missing or one field is named twice.
    """
    found = _delivery(by, delivery, "deliveries.receive")
    values = {"state": FLOW.after(found.state, "map"), "data_day": _past(data_day or found.data_day)}
    columns = list(DeliveredColumn.objects.filter(delivery=found))
    wanted = _chosen(LAYOUTS[found.source.layout], columns, keys)
    new, rewritten = _learn(found, columns, wanted)
    record(by, "delivery.mapped", _subject(found), at=found.place_code, rewritten=[(found, values), *rewritten], new=new)
    start_job(by, "deliveries.stage", subject=str(found.pk), key=f"stage:{found.pk}", at=found.place_code)


def _chosen(layout: Layout, columns: Sequence[DeliveredColumn], keys: Mapping[int, str]) -> dict[int, str]:
    """What was chosen for the columns the sheet has, without those left aside."""
    known = {one.key: one.label for one in layout.fields}
    chosen = {column.position: key for column in columns if (key := keys.get(column.position, "")) in known}
    twice = {key for key in chosen.values() if list(chosen.values()).count(key) > 1}
    if twice:
        raise Refused(f"“{known[min(twice)]}”选了两列，请只留一列。")
    missing = [one.label for one in layout.required if one.key not in chosen.values()]
    if missing:
        raise Refused(f"还缺必须有的列：{'、'.join(missing)}。请指出是哪一列；表里确实没有的话，请补上后再传。")
    return chosen


Learned = tuple[list[LearnedHeader], list[tuple[LearnedHeader, dict[str, str]]]]


def _learn(delivery: Delivery, columns: Sequence[DeliveredColumn], chosen: Mapping[int, str]) -> Learned:
    """Keeps what the clerk chose for each column. New and rewritten learned headers for those seen otherwise than we did; a heading that
    is empty or stands twice in the sheet teaches nothing, since a column cannot be known by it."""
    known = {one.text: one for one in LearnedHeader.objects.filter(source=delivery.source)}
    times = Counter(fold_label(column.text)[:120] for column in columns)
    new, rewritten = [], []
    for column in columns:
        key, text = chosen.get(column.position, ""), fold_label(column.text)[:120]
        if key == column.key:
            continue
        DeliveredColumn.objects.filter(pk=column.pk).update(key=key, how="learned")
        if text in known and times[text] == 1:
            rewritten.append((known[text], {"key": key}))
        elif text and times[text] == 1:
            new.append(LearnedHeader(source=delivery.source, text=text, key=key))
    return new, rewritten


@transaction.atomic
def put_rows(by: Actor, *, delivery: Delivery, rows: Sequence[DeliveredRow], cells: Sequence[DeliveredCell] = ()) -> None:
    """Adds a batch of staged rows, and their cells of columns we have no field for. They are derived from the file, whose hash the journal
    holds, so they have no entry of their own."""
    by.must("deliveries.receive", at=delivery.place_code)
    bulk.insert(rows)
    bulk.insert(cells)


@transaction.atomic
def finish_staging(by: Actor, *, delivery: Delivery, rows: int, outside: int) -> None:
    """All rows are read (`outside` of them left to other posts): has them compared with what their receiver holds."""
    by.must("deliveries.receive", at=delivery.place_code)
    values = {"state": FLOW.after(delivery.state, "stage"), "rows": rows, "outside": outside}
    record(by, "delivery.staged", _subject(delivery), at=delivery.place_code, rewritten=[(delivery, values)])
    name = f"{delivery.source.receiver}.compare"
    start_job(by, name, subject=str(delivery.pk), key=f"compare:{delivery.pk}", at=delivery.place_code)


@dataclass(frozen=True)
class Verdict:
    """What comparing said of one row: a word of `rules.delivery.OUTCOMES`, the person it is about, and a fault when it is refused."""

    row: UUID
    outcome: str
    subject: str = ""
    fault: str = ""


@transaction.atomic
def write_comparison(by: Actor, *, delivery: Delivery, verdicts: Iterable[Verdict], gone: Mapping[str, int]) -> None:
    """Writes what comparing said of each row, and the count of each village. `gone`: village → persons we hold whom the list has not."""
    by.must("deliveries.receive", at=delivery.place_code)
    _write_verdicts(verdicts)
    counts = _counted(delivery)
    villages = [
        DeliveredVillage(delivery=delivery, place_code=code, place_then=code, gone=gone.get(code, 0), **counts.get(code, {}))
        for code in sorted({*counts, *(code for code in gone if code in counts)})
    ]
    values = {"state": FLOW.after(delivery.state, "compare")}
    record(by, "delivery.compared", _subject(delivery), at=delivery.place_code, new=villages, rewritten=[(delivery, values)])


def _write_verdicts(verdicts: Iterable[Verdict]) -> None:
    said = list(verdicts)
    bulk.update(DeliveredRow, ((one.row, {"outcome": one.outcome, "subject": one.subject}) for one in said))
    bulk.update(DeliveredRow, ((one.row, {"faults": one.fault}) for one in said if one.fault))


def _counted(delivery: Delivery) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for code, outcome in DeliveredRow.objects.filter(delivery=delivery).values_list("place_code", "outcome").iterator():
        village = counts.setdefault(code, {})
        village[outcome] = village.get(outcome, 0) + 1
    return counts


@transaction.atomic
def request_apply(by: Actor, *, delivery: UUID) -> Job:
    """Has a compared delivery applied, village by village. Asked twice, it is done once."""
    found = _delivery(by, delivery, "deliveries.apply", alone=True)
    if found.state == "compared":
        record(by, "delivery.applying", _subject(found), at=found.place_code, rewritten=[(found, {"state": "applying"})])
    elif found.state not in ("applying", "applied"):
        raise Refused(f"这份表现在是“{FLOW.word(found.state)}”，还不能应用。")
    name = f"{found.source.receiver}.apply"
    return start_job(by, name, subject=str(found.pk), key=f"apply:{found.pk}", at=found.place_code)


@transaction.atomic
def note_rows_applied(by: Actor, *, applied: Mapping[UUID, tuple[str, UUID]]) -> None:
    """Notes for each delivered row whom it was applied to and in which entry. Called within the applying action's transaction."""
    bulk.update(DeliveredRow, ((row, {"subject": subject, "applied_in": entry}) for row, (subject, entry) in applied.items()))


@transaction.atomic
def apply_source_village(by: Actor, *, village: DeliveredVillage, hold: Callable[[], None]) -> None:
    """Puts one village of a list to be held against the register in force."""
    by.must("deliveries.apply", at=village.place_code)
    hold()
    deed = Deed(
        verb="delivery.village_applied", subject=_subject(village.delivery), at=village.place_code, papers=[village.delivery.digest],
        rewritten=[village_applied(village)],
    )
    record_all(by, [deed])
    rows = DeliveredRow.objects.filter(delivery=village.delivery, place_code=village.place_code).exclude(outcome="refused")
    rows.update(applied_in=deed.id)


@transaction.atomic
def finish_applying(by: Actor, *, delivery: Delivery) -> None:
    """All villages are in. Refused while one is not."""
    by.must("deliveries.apply", at=delivery.place_code)
    if DeliveredVillage.objects.filter(delivery=delivery, applied_at=None).exists():
        raise Refused("还有村没有应用。")
    values = {"state": FLOW.after(delivery.state, "finish")}
    record(by, "delivery.applied", _subject(delivery), at=delivery.place_code, rewritten=[(delivery, values)])


@transaction.atomic
def cancel(by: Actor, *, delivery: UUID, reason: str = "") -> None:
    """Drops a delivery before anything of it was applied: its rows go, its journal entries stay, the file is discarded."""
    found = _delivery(by, delivery, "deliveries.receive")
    if found.state not in CANCELLABLE:
        raise Refused(f"这份表已经是“{FLOW.word(found.state)}”，不能取消了。")
    Job.objects.filter(subject=str(found.pk), state__in=("waiting", "running")).update(state="cancelled", worker="", ended_at=timezone.now())
    DeliveredRow.objects.filter(delivery=found).delete()
    DeliveredColumn.objects.filter(delivery=found).delete()
    record(by, "delivery.cancelled", _subject(found), at=found.place_code, reason=reason, rewritten=[(found, {"state": "cancelled"})])
    if not Delivery.objects.filter(digest=found.digest).exclude(state="cancelled").exists():
        transaction.on_commit(lambda: files.discard(found.digest))


@transaction.atomic
def forget_rows(by: Actor, *, whom: Whom, at: str, reason: str) -> list[UUID]:
    """Blanks what delivered rows say of people who are forgotten, and discards the files they stood in, whose other rows stay as staged. Returns the ids
    of the rows. Called within the action that forgets them.

    Refused while one of the lists is still in hand: applied later, it would bring them back.
    """
    by.must("registry.erase", at=at)
    rows = list(rows_naming(by, whom))
    deliveries = list(Delivery.objects.filter(pk__in={row.delivery_id for row in rows}).select_related("source").order_by("pk"))
    for one in deliveries:
        if one.state not in SETTLED:
            raise Refused(f"“{one.file_name}”里有这一户，这份收件还在办（{FLOW.word(one.state)}）；请先应用或取消，再注销。")
    bulk.update(DeliveredRow, ((row.pk, forgotten_row()) for row in rows))
    DeliveredCell.objects.filter(row__in=rows).delete()
    DeliveredColumn.objects.filter(pk__in=columns_naming(by, whom, deliveries)).update(examples="")
    record_all(by, [Deed("delivery.file_discarded", _subject(one), one.place_code, reason=reason, papers=[one.digest]) for one in deliveries])
    transaction.on_commit(lambda: _discard({one.digest for one in deliveries}))
    return [row.pk for row in rows]


def _discard(digests: Collection[str]) -> None:
    """Removes files, but for those that somebody is still dealing with under another delivery."""
    in_hand = set(Delivery.objects.filter(digest__in=digests).exclude(state__in=SETTLED).values_list("digest", flat=True))
    for digest in set(digests) - in_hand:
        files.discard(digest)


def _delivery(by: Actor, delivery: UUID, power: str, *, alone: bool = False) -> Delivery:
    """A delivery within reach; `alone`: whoever else asks waits until this transaction ends, and sees what it did."""
    within = Delivery.objects.select_related("source").filter(by.scope(), pk=delivery)
    found = (within.select_for_update(of=("self",)) if alone else within).first()
    if found is None:
        raise Refused("没有这份收件，或它不在您岗位的管辖范围内。")
    by.must(power, at=found.place_code)
    return found


def _subject(delivery: Delivery) -> Subject:
    return Subject("delivery", str(delivery.pk), f"{delivery.source.name}：{delivery.file_name}"[:160])
