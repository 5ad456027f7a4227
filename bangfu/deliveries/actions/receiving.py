"""A file comes in: kept as it is, opened with its password, told what list it is, or looked at again."""

from collections.abc import Collection
from datetime import date
from pathlib import PurePath
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.deliveries.models import DeliveredSheet, Delivery, Source
from bangfu.deliveries.subjects import delivery_found, past, subject_of
from bangfu.facts.models import new_id
from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import Actor
from bangfu.rules.delivery import FLOW
from bangfu.rules.refusal import Refused
from bangfu.sealing import files
from bangfu.sealing.logs import masked
from bangfu.sealing.scanning import look_through
from bangfu.work.actions import start_job
from bangfu.workbooks.layout import LAYOUTS, OWN_LIST
from bangfu.workbooks.limits import DEFAULT_LIMITS
from bangfu.workbooks.locked import unlock


@transaction.atomic
def receive(by: Actor, *, layout: str, file_name: str, content: bytes, data_day: date | None = None) -> Delivery:
    """Takes in a file as it is: keeps it sealed by its hash and asks for it to be read. `layout` is a slug of `LAYOUTS`, the slug of a list of the
    county's own, or '' to have it found out.

    Refused when it is too large, for a day to come, or when the same file is being dealt with already.
    """
    by.must("deliveries.receive", at=by.place_code)
    day = past(data_day or timezone.localdate())
    if len(content) > DEFAULT_LIMITS.max_bytes:
        raise Refused(f"文件有 {len(content) // 1048576} MB，超过 {DEFAULT_LIMITS.max_bytes // 1048576} MB，请按乡镇分开导出。", field="file")
    source = source_known_as(by, layout or Source.UNNAMED)
    digest = files.keep(content)
    _not_in_hand(by, source, digest)
    delivery = Delivery(
        source=source, file_name=masked(PurePath(file_name.replace("\\", "/")).name[-200:]), digest=digest, size=len(content),
        data_day=day, received_at=timezone.now(), received_by=by.name, place_code=by.place_code, place_then=by.place_code,
    )
    record(by, "delivery.received", subject_of(delivery), at=by.place_code, papers=[digest], new=[delivery])
    _have_it_read(by, delivery)
    return delivery


def _have_it_read(by: Actor, delivery: Delivery) -> None:
    """Asks for the file to be looked at; each time anew."""
    key = f"understand:{delivery.pk}" + (f":{delivery.looks}" if delivery.looks else "")
    start_job(by, "deliveries.understand", subject=str(delivery.pk), key=key, at=delivery.place_code)


@transaction.atomic
def source_known_as(by: Actor, slug: str) -> Source:
    """The source of a layout, or of a list of the county's own, made when it is met first. Refused for a slug of neither."""
    by.must("deliveries.receive", at=by.place_code)
    known = Source.objects.filter(slug=slug).first()
    if known:
        return known
    layout = LAYOUTS.get(slug)
    if layout is None and slug != Source.UNNAMED:
        raise Refused("请选择这是哪一种表。", field="layout")
    source = Source(slug=slug, name=layout.title, layout=slug, receiver=layout.receiver) if layout else Source(slug=slug, name="还没认出是什么表")
    record(by, "source.added", Subject("source", slug, source.name), at=by.place_code, new=[source])
    return source


def _not_in_hand(by: Actor, source: Source, digest: str) -> None:
    known = Delivery.objects.filter(by.scope(), digest=digest).exclude(state__in=("applied", "cancelled", "unreadable"))
    in_hand = (known.filter(source=source) if source.layout else known).first()
    if in_hand:
        raise Refused(f"同一个文件已在 {timezone.localtime(in_hand.received_at):%m月%d日 %H:%M} 收下，正在办理；请到“收件”里接着办，不用再传。")


@transaction.atomic
def lock(by: Actor, *, delivery: Delivery) -> None:
    """Notes that a file has a password, which somebody has to say."""
    by.must("deliveries.receive", at=delivery.place_code)
    record(by, "delivery.locked", subject_of(delivery), at=delivery.place_code, rewritten=[(delivery, {"state": FLOW.after(delivery.state, "lock")})])


@transaction.atomic
def unlock_delivery(by: Actor, *, delivery: UUID, password: str) -> None:
    """Opens a file with its password: a copy without it is kept sealed beside it, and read. The password is kept nowhere. Refused when it is wrong."""
    found = delivery_found(by, delivery, "deliveries.receive")
    state = FLOW.after(found.state, "unlock")
    content = unlock(files.kept(found.digest), password)
    look_through([content], found.file_name)
    opened = files.keep(content)
    record(by, "delivery.unlocked", subject_of(found), at=found.place_code, rewritten=[(found, {"state": state, "opened": opened, "looks": _looks(found)})])
    _have_it_read(by, found)


@transaction.atomic
def wonder(by: Actor, *, delivery: Delivery, sentence: str, guess: str = "") -> None:
    """Notes that nobody said what list a file is, and that it cannot be told by its header either; `guess` is the slug of the likeliest layout."""
    by.must("deliveries.receive", at=delivery.place_code)
    values = {"state": FLOW.after(delivery.state, "wonder"), "sentence": sentence[:500], "guess": guess}
    record(by, "delivery.unnamed", subject_of(delivery), at=delivery.place_code, rewritten=[(delivery, values)])


@transaction.atomic
def name_delivery(by: Actor, *, delivery: UUID, layout: str = "", own_name: str = "") -> None:
    """Says what list a file is: a slug of `LAYOUTS` or of a source, or the name of a list of the county's own, which is then known from now on. Has it
    read anew. Refused for a name that is taken or says nothing."""
    found = delivery_found(by, delivery, "deliveries.receive")
    state = FLOW.after(found.state, "name" if found.state == "unnamed" else "look_again")
    source = _own_source(by, own_name) if own_name.strip() else source_known_as(by, layout)
    if not source.layout:
        raise Refused("请选择这是哪一种表。", field="layout")
    values = {"state": state, "source_id": source.pk, "sentence": "", "looks": _looks(found), "header_row": 0}
    record(by, "delivery.named", subject_of(found), at=found.place_code, rewritten=[(found, values)])
    _have_it_read(by, found)


@transaction.atomic
def look_again(by: Actor, *, delivery: UUID, sheets: Collection[str] = (), header_row: int = 0) -> None:
    """Has other sheets read (none: those that fit), or another row taken for the header (0: to be found). Refused for a sheet the file has not."""
    found = delivery_found(by, delivery, "deliveries.receive")
    state = FLOW.after(found.state, "look_again")
    known = DeliveredSheet.objects.filter(delivery=found)
    if set(sheets) - set(known.filter(rows__gt=0).values_list("name", flat=True)):
        raise Refused("没有这个工作表，或它是空的；请重新选。", field="sheets")
    known.update(wanted=False)
    known.filter(name__in=list(sheets)).update(wanted=True)
    values = {"state": state, "header_row": header_row, "looks": _looks(found)}
    record(by, "delivery.looked_again", subject_of(found), at=found.place_code, rewritten=[(found, values)])
    _have_it_read(by, found)


def _looks(delivery: Delivery) -> int:
    return (delivery.looks or 0) + 1


def _own_source(by: Actor, name: str) -> Source:
    """A list of the county's own. Refused when there is one of the name."""
    title = " ".join(masked(name).split())[:60]
    if Source.objects.filter(name=title).exists():
        raise Refused(f"已经有一种表叫“{title}”，请直接选它，或换个名字。", field="own_name")
    source = Source(slug=f"own-{new_id().hex[-10:]}", name=title, layout=OWN_LIST, receiver=LAYOUTS[OWN_LIST].receiver)
    record(by, "source.added", Subject("source", source.slug, title), at=by.place_code, new=[source])
    return source


@transaction.atomic
def give_up(by: Actor, *, delivery: Delivery, sentence: str) -> None:
    """Notes that a file cannot be read, and why."""
    by.must("deliveries.receive", at=delivery.place_code)
    values = {"state": FLOW.after(delivery.state, "give_up"), "sentence": sentence[:500]}
    record(by, "delivery.unreadable", subject_of(delivery), at=delivery.place_code, reason=sentence[:500], rewritten=[(delivery, values)])
