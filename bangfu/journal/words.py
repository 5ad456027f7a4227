"""What entries say of somebody lies sealed under that subject's own key: label, reason, and what was before and after.

While the key lives, the words are read through `opened`; once it is destroyed nobody reads them any more, and the chain still verifies.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import models

from bangfu.facts.models import Fact
from bangfu.journal.deed import Deed
from bangfu.journal.digest import plain
from bangfu.journal.models import Entry
from bangfu.sealing.logs import masked
from bangfu.sealing.models import SubjectKey
from bangfu.sealing.ring import KeyLost, ring

LABEL, REASON, CHANGES = "journal label", "journal reason", "journal changes"
FORGOTTEN = "（已注销）"


@dataclass(frozen=True)
class Words:
    """What an entry says: as columns of the entry (sealed where the subject has a key), or as a person reads it."""

    label: str
    reason: str
    changes: str = ""


def sealed(deeds: Sequence[Deed]) -> dict[UUID, Words]:
    """The words of each deed as columns. Taken before anything is written, for the changes compare with what stands.

    A subject whose key is destroyed leaves no words. KeyLost when a subject names a key that was never made.
    """
    keys = _keys(deed.subject.key for deed in deeds)
    return {deed.id: _sealed(deed, keys) for deed in deeds}


def opened(entries: Iterable[Entry]) -> dict[UUID, Words]:
    """Label and reason of each entry as a person reads them, long numbers in a reason masked; the keys of all are fetched in one query."""
    kept = list(entries)
    keys = _keys(one.subject_key for one in kept)
    return {one.id: _opened(one, keys) for one in kept}


def _keys(wanted: Iterable[UUID | None]) -> Mapping[UUID, bytes | None]:
    ids = {one for one in wanted if one}
    return {one.id: one.key for one in SubjectKey.objects.filter(id__in=ids)} if ids else {}


def _sealed(deed: Deed, keys: Mapping[UUID, bytes | None]) -> Words:
    name, altered = deed.subject.key, deed.told and (deed.superseded or deed.rewritten or deed.rehomed)
    told = json.dumps(_differences(deed), ensure_ascii=False) if altered else ""
    if name is None:
        return Words(deed.subject.label, deed.reason, _seal(told, CHANGES, None))
    if name not in keys:
        raise KeyLost(f"the key of {deed.subject.kind} {deed.subject.id} was never made")
    if keys[name] is None:
        return Words("", "")
    return Words(_seal(deed.subject.label, LABEL, keys[name]), _seal(deed.reason, REASON, keys[name]), _seal(told, CHANGES, keys[name]))


def _seal(clear: str, purpose: str, key: bytes | None) -> str:
    return ring().seal_bytes(clear.encode(), purpose, key=key) if clear else ""


def _opened(entry: Entry, keys: Mapping[UUID, bytes | None]) -> Words:
    if entry.subject_key is None:
        return Words(entry.subject_label, masked(entry.reason))
    key = keys.get(entry.subject_key)
    if key is None:
        return Words(FORGOTTEN, FORGOTTEN if entry.reason else "")
    return Words(_open(entry.subject_label, LABEL, key), masked(_open(entry.reason, REASON, key)))


def _open(token: str, purpose: str, key: bytes) -> str:
    return ring().unseal_bytes(token, purpose, key=key).decode() if token else ""


def _differences(deed: Deed) -> list[dict[str, Any]]:
    """What was and what is, row by row; rows that only moved are told by table and place, for their lines name them all."""
    before = [{"row": f"{old._meta.db_table} {old.pk}", "was": _content(old)} for old in deed.superseded]
    after = [{"row": f"{new._meta.db_table} {new.pk}", "is": _content(new)} for new in deed.new]
    written = [
        {"row": f"{row._meta.db_table} {row.pk}", "was": {n: plain(getattr(row, n)) for n in values}, "is": {n: plain(v) for n, v in values.items()}}
        for row, values in deed.rewritten
    ]
    moves = sorted((row._meta.db_table, row.place_code, goal) for row, goal in deed.rehomed)
    moved = [
        {"table": table, "rows": len(list(rows)), "was": {"place_code": old}, "is": {"place_code": goal}} for (table, old, goal), rows in groupby(moves)
    ]
    return [*before, *after, *written, *moved]


def _content(row: models.Model) -> dict[str, str]:
    return {f.attname: plain(f.get_prep_value(getattr(row, f.attname))) for f in row._meta.concrete_fields if f.attname not in Fact.CLOCKS}
