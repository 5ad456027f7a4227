"""Delivered files, kept sealed by their hash: what was received can be shown for ever, and read by nobody with the disk alone."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

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
    path = _path(digest)
    if path.parent.exists():
        with _alone_in(path.parent):
            path.unlink(missing_ok=True)


def folders() -> list[str]:
    """The two characters under which files lie, in their order."""
    return sorted(path.name for path in _root().glob("??") if path.is_dir())


def in_folder(folder: str) -> list[str]:
    """The digests of the files of a folder, in their order."""
    return sorted(path.stem for path in (_root() / folder).glob("*.sealed"))


def key_of(digest: str) -> str:
    """`algorithm.key` under which a file lies; '' for one that is gone."""
    try:
        with _path(digest).open() as content:
            return ".".join(content.read(64).split(".", 2)[:2])
    except FileNotFoundError:
        return ""


def reseal(digest: str) -> bool:
    """Seals a file under the key in use; says whether it lay under another. One that is discarded meanwhile stays gone."""
    if f"{key_of(digest)}." in (ring().prefix, "."):
        return False
    path = _path(digest)
    with _alone_in(path.parent):
        if not path.exists():
            return False
        _write(path, ring().resealed(path.read_text(), f"{PURPOSE}:{digest}").encode())
    return True


def _write(path: Path, sealed: bytes) -> None:
    """There whole or not at all: on a full disk nothing is left of it. Two who keep the same at the same moment each have a draft of their own."""
    draft = path.with_suffix(f".{uuid4().hex}")
    try:
        with draft.open("wb") as out:
            out.write(sealed)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Of those who seal anew and those who discard, one at a time in a folder."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _root() -> Path:
    return Path(settings.DATA) / "sealed"


def _path(digest: str) -> Path:
    return _root() / digest[:2] / f"{digest}.sealed"
