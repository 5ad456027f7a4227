"""Writing down: the one pen."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.facts import bulk
from bangfu.journal.chain import merkle_root
from bangfu.journal.deed import Actor, Deed, Subject
from bangfu.journal.models import Entry, Head, Seal
from bangfu.journal.rows import TWO_AT_ONCE, overtaken, write_rows
from bangfu.journal.words import CHANGES, Words, sealed
from bangfu.rules import place_code
from bangfu.sealing.models import SubjectKey
from bangfu.work.failpoints import failpoint

__all__ = ["CHANGES", "TWO_AT_ONCE", "Actor", "Deed", "Subject", "destroy_keys", "overtaken", "record", "record_all", "set_seal"]


def record(by: Actor, verb: str, subject: Subject, *, at: str, **rest: Any) -> Entry:
    """Writes one deed: its rows, and the entry that answers for them. `rest` as in `Deed`.

    Refused when somebody else superseded, rewrote or re-homed one of the rows since it was read; the caller's transaction then undoes
    everything.
    """
    return record_all(by, [Deed(verb=verb, subject=subject, at=at, **rest)])[0]


def record_all(by: Actor, deeds: Sequence[Deed]) -> list[Entry]:
    """Writes many deeds in one go; each chain's head is taken once, in the order of the codes, after all rows are written."""
    _in_a_transaction()
    now = timezone.now()
    words = sealed(deeds)
    rows = write_rows(deeds, now)
    entries = [_entry(by, deed, now, rows[deed.id], words[deed.id]) for deed in deeds]
    by_chain = defaultdict(list)
    for entry in entries:
        by_chain[entry.chain].append(entry)
    for chain in sorted(by_chain):
        _append(chain, by_chain[chain])
    bulk.insert(entries)
    failpoint("journal.recorded")
    return entries


def _in_a_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("the journal is written inside the action's transaction")


def _entry(by: Actor, deed: Deed, now: datetime, rows: str, words: Words) -> Entry:
    return bulk.unsaved(Entry, {
        "id": deed.id, "chain": place_code.township(deed.at), "at": now, "place_code": deed.at, "verb": deed.verb, "reason": words.reason,
        "user_id": by.user_id, "user_name": by.name, "post_id": by.post_id, "post_title": by.post_title,
        "subject_kind": deed.subject.kind, "subject_id": deed.subject.id, "subject_label": words.label, "subject_key": deed.subject.key,
        "origin_kind": deed.origin[0], "origin_id": deed.origin[1], "papers": ",".join(deed.papers), "rows": rows, "changes": words.changes,
    })


def _append(chain: str, entries: Sequence[Entry]) -> None:
    """Numbers and links the entries of one chain behind its head."""
    Head.objects.get_or_create(chain=chain)
    head = Head.objects.select_for_update().get(chain=chain)
    for entry in entries:
        entry.number, entry.previous = head.number + 1, head.hash
        entry.hash = entry.computed_hash()
        head.number, head.hash = entry.number, entry.hash
    head.save()


def destroy_keys(subjects: Iterable[UUID]) -> int:
    """Destroys the keys of subjects that are forgotten (个人信息保护法 第四十七条): what was sealed under them, in the journal too, is unreadable
    from now on and for ever. Returns how many still lived. Called inside the action whose entry, recorded before, says who asked and why."""
    _in_a_transaction()
    return SubjectKey.objects.filter(id__in=set(subjects)).exclude(wrapped="").update(wrapped="", destroyed_at=timezone.now())


@transaction.atomic
def set_seal() -> Seal:
    """Sets the county's seal: the Merkle root over the heads as they stand. Done hourly, and before a bulletin is printed."""
    heads = [f"{head.chain} {head.number} {head.hash}" for head in Head.objects.order_by("chain")]
    return Seal.objects.create(at=timezone.now(), heads="\n".join(heads), root=merkle_root(heads))
