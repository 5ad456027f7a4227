"""The chain: pure functions from rows and entries to digests."""

import hashlib
from collections.abc import Iterable, Sequence

from django.db import models


def line(mark: str, row: models.Model, digest: str = "") -> str:
    """One line of an entry: `+` written, `~` rewritten in place, `-` superseded, `x` removed; then table, row, digest."""
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
