"""What the columns of a delivered file mean: written down as understood, confirmed by a clerk, learned for the next time, or unlearned."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.deliveries.actions.receiving import source_known_as
from bangfu.deliveries.fingerprint import headings_print
from bangfu.deliveries.forgetting import EXAMPLES
from bangfu.deliveries.models import DeliveredColumn, DeliveredSheet, Delivery, LearnedHeader
from bangfu.deliveries.subjects import delivery_found, past, subject_of
from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import Actor
from bangfu.rules.delivery import FLOW
from bangfu.rules.refusal import Refused
from bangfu.sealing.logs import masked
from bangfu.sealing.ring import ring
from bangfu.work.actions import start_job
from bangfu.workbooks.header import Understanding, fold_label
from bangfu.workbooks.layout import LAYOUTS, Layout


@transaction.atomic
def note_understanding(
    by: Actor, *, delivery: Delivery, source: str, understanding: Understanding, sheets: Sequence[DeliveredSheet], sentence: str = "",
) -> None:
    """Writes down what list it is, how that is known (`sentence`), what was understood of the columns, and which sheets will be read, for a clerk to confirm.
    `source` is a slug, and counts where the source is not known yet; `sheets` are all of the file, unsaved."""
    by.must("deliveries.receive", at=delivery.place_code)
    DeliveredColumn.objects.filter(delivery=delivery).delete()
    DeliveredSheet.objects.filter(delivery=delivery).delete()
    DeliveredSheet.objects.bulk_create(sheets)
    DeliveredColumn.objects.bulk_create(
        DeliveredColumn(
            delivery=delivery, position=column.index, letter=column.letter, text=masked(column.text[:200]), key=column.key or "", how=column.how,
            unit=column.unit, proposal=column.proposal, examples=ring().seal("\x1f".join(column.examples), EXAMPLES),
        ) for column in understanding.columns
    )
    known = delivery.source if delivery.source.layout else source_known_as(by, source)
    read = [one for one in sheets if one.turn is not None]
    values = {
        "state": FLOW.after(delivery.state, "read"), "source_id": known.pk, "sheet": next(one.name for one in read if not one.turn),
        "sentence": sentence, "headings": headings_print(understanding), "header_row": understanding.header_row,
        "rows": sum(max(0, one.rows - one.header_row) for one in read),
    }
    record(by, "delivery.read", subject_of(delivery), at=delivery.place_code, rewritten=[(delivery, values)])


@transaction.atomic
def confirm_columns(by: Actor, *, delivery: UUID, keys: Mapping[int, str], data_day: date | None = None) -> None:
    """Confirms or corrects which column means what (`keys`: position → field key, '' for none), and has the rows read.

    What was corrected is learned for the source and used next time. Refused when a required column is missing or one field is named twice.
    """
    found = delivery_found(by, delivery, "deliveries.receive")
    values = {"state": FLOW.after(found.state, "map"), "data_day": past(data_day or found.data_day)}
    columns = list(DeliveredColumn.objects.filter(delivery=found))
    wanted = _chosen(LAYOUTS[found.source.layout], columns, keys)
    new, rewritten = _learn(by, found, columns, wanted)
    record(by, "delivery.mapped", subject_of(found), at=found.place_code, rewritten=[(found, values), *rewritten], new=new)
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


Learned = tuple[list[LearnedHeader], list[tuple[LearnedHeader, dict[str, Any]]]]


def _learn(by: Actor, delivery: Delivery, columns: Sequence[DeliveredColumn], chosen: Mapping[int, str]) -> Learned:
    """Keeps what the clerk chose for each column. New and ended learned headers for those seen otherwise than we did; a heading that
    is empty or stands twice in the sheet teaches nothing, since a column cannot be known by it."""
    known = {one.text: one for one in LearnedHeader.objects.filter(source=delivery.source, ended_at=None)}
    times = Counter(fold_label(column.text)[:120] for column in columns)
    new, ended, now = [], [], timezone.now()
    for column in columns:
        key, text = chosen.get(column.position, ""), fold_label(column.text)[:120]
        if key == column.key:
            continue
        DeliveredColumn.objects.filter(pk=column.pk).update(key=key, how="learned")
        if text and times[text] == 1:
            ended += [(known[text], {"ended_at": now})] if text in known else []
            new.append(LearnedHeader(source=delivery.source, text=text, key=key, taught_at=now, taught_by=by.name, taught_in=delivery.file_name))
    return new, ended


@transaction.atomic
def unlearn(by: Actor, *, header: UUID) -> None:
    """Has a learned header forgotten: it is asked about again the next time. Refused when it is none any more."""
    found = LearnedHeader.objects.select_related("source").filter(pk=header, ended_at=None).first()
    by.must("deliveries.receive", at=by.place_code)
    if found is None:
        raise Refused("这个表头已经不在学会的里面了。")
    subject = Subject("source", found.source.slug, f"{found.source.name}：{found.text}"[:160])
    record(by, "header.unlearned", subject, at=by.place_code, rewritten=[(found, {"ended_at": timezone.now()})])
