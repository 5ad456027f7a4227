"""Delivered files, kept sealed by their hash: what was received can be shown for ever, and read by nobody with the disk alone."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from bangfu.sealing.ring import ring

PURPOSE = "file"


def keep(content: bytes) -> str:
    """Keeps the content and returns its SHA-256 (64 hex characters). Keeping the same twice keeps it once."""
    digest = hashlib.sha256(content).hexdigest()
    path = _path(digest)
    if not path.exists():
        sealed = ring().seal_bytes(content, f"{PURPOSE}:{digest}").encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, sealed)
    return digest


def _write(path: Path, sealed: bytes) -> None:
    """There whole or not at all: on a full disk nothing is left of it."""
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        with draft.open("wb") as out:
            out.write(sealed)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def kept(digest: str) -> bytes:
    """The content again. FileNotFoundError when it was never kept or has been discarded."""
    return ring().unseal_bytes(_path(digest).read_text(), f"{PURPOSE}:{digest}")


@contextmanager
def as_path(digest: str) -> Iterator[Path]:
    """The content as a path for readers that want one: a file of this process's memory, which never touches a disk."""
    with in_memory(kept(digest), digest[:16]) as path:
        yield path


@contextmanager
def in_memory(content: bytes, name: str) -> Iterator[Path]:
    """Some content as a path for readers that want one: a file of this process's memory, which never touches a disk."""
    memory = os.memfd_create(name)
    try:
        with os.fdopen(memory, "wb", closefd=False) as out:
            out.write(content)
        yield Path(f"/proc/self/fd/{memory}")
    finally:
        os.close(memory)


def discard(digest: str) -> None:
    """Removes the content; nothing happens when it is not there."""
    _path(digest).unlink(missing_ok=True)


def _path(digest: str) -> Path:
    return Path(settings.DATA) / "sealed" / digest[:2] / f"{digest}.sealed"
