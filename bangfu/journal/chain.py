"""The chain: pure functions from rows and entries to digests."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import models

UNWITNESSED = {"superseded_at", "superseded_in"}   # these have lines of their own in the entry that closes the row
ERASED = "erased_in"   # counted once it is set, so that a table may gain the column without its old rows changing their digests


def row_digest(row: models.Model) -> str:
    """32 hex characters over the content of a row: table, then each column as name=value in column order."""
    fields = (field for field in row._meta.concrete_fields if field.attname not in UNWITNESSED)
    fields = (field for field in fields if field.attname != ERASED or getattr(row, ERASED) is not None)
    content = (f"{field.attname}={plain(field.get_prep_value(field.to_python(getattr(row, field.attname))))}" for field in fields)
    return _sha("\x1f".join([row._meta.db_table, *content]))[:32]


def plain(value: Any) -> str:
    """One spelling per value, the same for a row just made and a row read back from either database."""
    if value is None:
        return "\x00"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


def line(mark: str, row: models.Model, digest: str = "") -> str:
    """One line of an entry: `+` written, `~` rewritten in place, `-` superseded; then table, row, digest."""
    return f"{mark} {row._meta.db_table} {row.pk} {digest}".rstrip()


def entry_hash(previous: str, content: Sequence[str]) -> str:
    """64 hex characters: SHA-256 over the hash before and the content of the entry."""
    return _sha("\x1e".join([previous, *content]))


def merkle_root(leaves: Iterable[str]) -> str:
    """The root over leaves in their order; an odd last one is carried up unpaired. SHA-256 of '' for none (RFC 6962 has the same shape)."""
    level = [_sha("\x00" + leaf) for leaf in leaves] or [_sha("")]
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [_sha("\x01" + "".join(pair)) if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0]


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
