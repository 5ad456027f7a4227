"""Writing down: the one pen."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from bangfu.facts import bulk
from bangfu.facts.models import FOREVER, Fact, Recorded, new_id
from bangfu.journal.chain import line, merkle_root, plain, row_digest
from bangfu.journal.models import Entry, Head, Seal
from bangfu.rules import place_code
from bangfu.rules.refusal import Refused
from bangfu.sealing.models import SubjectKey
from bangfu.sealing.ring import ring

CHANGES = "journal changes"
TWO_AT_ONCE = "刚才有人先改了同一条记录，您的修改没有写入。请刷新，看过对方的修改后再做。"


class Actor(Protocol):
    """Who acts, as the journal needs to know it."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def post_id(self) -> UUID | None: ...
    @property
    def post_title(self) -> str: ...


@dataclass(frozen=True)
class Subject:
    """What an entry is about: kind word, id, a label a person can read; `key` names the subject key its changes are sealed under."""

    kind: str
    id: str
    label: str
    key: UUID | None = None


@dataclass(frozen=True)
class Deed:
    """One entry to be written, with its rows: `new` unsaved rows, `superseded` facts to close, `rewritten` rows with their new values."""

    verb: str
    subject: Subject
    at: str
    reason: str = ""
    origin: tuple[str, str] = ("", "")
    papers: Sequence[str] = ()
    new: Sequence[Fact | Recorded] = ()
    superseded: Sequence[Fact] = ()
    rewritten: Sequence[tuple[Recorded, Mapping[str, Any]]] = ()
    id: UUID = field(default_factory=new_id)


def record(by: Actor, verb: str, subject: Subject, *, at: str, **rest: Any) -> Entry:
    """Writes one deed: its rows, and the entry that answers for them. `rest` as in `Deed`.

    Refused when somebody else superseded or rewrote one of the rows since it was read; the caller's transaction then undoes everything.
    """
    return record_all(by, [Deed(verb=verb, subject=subject, at=at, **rest)])[0]


def record_all(by: Actor, deeds: Sequence[Deed]) -> list[Entry]:
    """Writes many deeds in one go; each chain's head is taken once, in the order of the codes, after all rows are written."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("the journal is written inside the action's transaction")
    now = timezone.now()
    changes = _changes(deeds)
    rows = _write(deeds, now)
    entries = [_entry(by, deed, now, rows[deed.id], changes.get(deed.id, "")) for deed in deeds]
    by_chain = defaultdict(list)
    for entry in entries:
        by_chain[entry.chain].append(entry)
    for chain in sorted(by_chain):
        _append(chain, by_chain[chain])
    bulk.insert(entries)
    return entries


def _write(deeds: Sequence[Deed], now: datetime) -> dict[UUID, str]:
    """Writes the rows of all deeds and returns the lines of each deed's entry."""
    lines: dict[UUID, list[str]] = {deed.id: [] for deed in deeds}
    fresh: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for deed in deeds:
        for old in deed.superseded:
            _supersede(old, deed.id, now)
            lines[deed.id].append(line("-", old))
        for row, values in deed.rewritten:
            _rewrite(row, deed.id, values)
            lines[deed.id].append(line("~", row, row_digest(row)))
        for made in deed.new:
            made.recorded_in = deed.id
            if isinstance(made, Fact):
                made.recorded_at = now
            fresh[type(made)].append(made)
            lines[deed.id].append(line("+", made, row_digest(made)))
    for rows in fresh.values():
        bulk.insert(rows)
    return {deed: "\n".join(sorted(of)) for deed, of in lines.items()}


def _supersede(row: Fact, entry: UUID, now: datetime) -> None:
    taken = type(row)._default_manager.filter(pk=row.pk, superseded_at=FOREVER).update(superseded_at=now, superseded_in=entry)
    if not taken:
        raise Refused(TWO_AT_ONCE)
    row.superseded_at, row.superseded_in = now, entry


def _rewrite(row: Recorded, entry: UUID, values: Mapping[str, Any]) -> None:
    """Compare-and-set on the entry that wrote the row last: of two who read the same version, one is refused."""
    taken = type(row)._default_manager.filter(pk=row.pk, recorded_in=row.recorded_in).update(**values, recorded_in=entry)
    if not taken:
        raise Refused(TWO_AT_ONCE)
    for name, value in values.items():
        setattr(row, name, value)
    row.recorded_in = entry


def _changes(deeds: Sequence[Deed]) -> dict[UUID, str]:
    """What was before and after, sealed, for each deed that alters something. Taken before anything is written."""
    keys = _keys(deed.subject.key for deed in deeds if deed.subject.key and (deed.superseded or deed.rewritten))
    return {
        deed.id: ring().seal_bytes(json.dumps(_differences(deed), ensure_ascii=False).encode(), CHANGES, key=keys.get(deed.subject.key))
        for deed in deeds if deed.superseded or deed.rewritten
    }


def _keys(ids: Iterable[UUID]) -> dict[UUID | None, bytes]:
    return {kept.id: kept.key for kept in SubjectKey.objects.filter(id__in=set(ids)) if kept.key}


def _differences(deed: Deed) -> list[dict[str, Any]]:
    before = [{"row": f"{old._meta.db_table} {old.pk}", "was": _content(old)} for old in deed.superseded]
    after = [{"row": f"{new._meta.db_table} {new.pk}", "is": _content(new)} for new in deed.new]
    moved = [
        {"row": f"{row._meta.db_table} {row.pk}", "was": {n: plain(getattr(row, n)) for n in values}, "is": {n: plain(v) for n, v in values.items()}}
        for row, values in deed.rewritten
    ]
    return [*before, *after, *moved]


def _content(row: models.Model) -> dict[str, str]:
    return {f.attname: plain(f.get_prep_value(getattr(row, f.attname))) for f in row._meta.concrete_fields if f.attname not in Fact.CLOCKS}


def _entry(by: Actor, deed: Deed, now: datetime, rows: str, changes: str) -> Entry:
    return Entry(
        id=deed.id, chain=place_code.township(deed.at), at=now, place_code=deed.at, verb=deed.verb, reason=deed.reason,
        user_id=by.user_id, user_name=by.name, post_id=by.post_id, post_title=by.post_title,
        subject_kind=deed.subject.kind, subject_id=deed.subject.id, subject_label=deed.subject.label,
        origin_kind=deed.origin[0], origin_id=deed.origin[1], papers=",".join(deed.papers), rows=rows, changes=changes,
    )


def _append(chain: str, entries: Sequence[Entry]) -> None:
    """Numbers and links the entries of one chain behind its head."""
    Head.objects.get_or_create(chain=chain)
    head = Head.objects.select_for_update().get(chain=chain)
    for entry in entries:
        entry.number, entry.previous = head.number + 1, head.hash
        entry.hash = entry.computed_hash()
        head.number, head.hash = entry.number, entry.hash
    head.save()


@transaction.atomic
def set_seal() -> Seal:
    """Sets the county's seal: the Merkle root over the heads as they stand. Done hourly, and before a bulletin is printed."""
    heads = [f"{head.chain} {head.number} {head.hash}" for head in Head.objects.order_by("chain")]
    return Seal.objects.create(at=timezone.now(), heads="\n".join(heads), root=merkle_root(heads))
