"""Delivered files: kept once, sealed, by their hash."""

import errno
import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bangfu.sealing import files
from bangfu.sealing.ring import KeyLost, Tampered, ring

CONTENT = "姓名,证件号码\n某甲,990121199003070017\n".encode()


def kept_files(folder: Path) -> list[Path]:
    return [path for path in (folder / "data").rglob("*") if path.is_file()]


def test_a_file_is_kept_under_its_hash_and_read_again(fresh_ring: Path) -> None:
    digest = files.keep(CONTENT)
    assert digest == hashlib.sha256(CONTENT).hexdigest()
    assert files.kept(digest) == CONTENT


def test_the_same_file_twice_is_kept_once(fresh_ring: Path) -> None:
    assert files.keep(CONTENT) == files.keep(CONTENT)
    assert len(kept_files(fresh_ring)) == 1


def test_two_who_keep_the_same_at_the_same_moment_both_have_it(fresh_ring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ring()
    meeting, sync = threading.Barrier(2), os.fsync

    def both_have_written(file: int) -> None:
        meeting.wait(20)
        sync(file)

    monkeypatch.setattr(os, "fsync", both_have_written)
    with ThreadPoolExecutor(2) as two:
        first, second = two.map(files.keep, (CONTENT, CONTENT))
    assert first == second and files.kept(first) == CONTENT and len(kept_files(fresh_ring)) == 1


def test_the_disk_alone_tells_nothing(fresh_ring: Path) -> None:
    files.keep(CONTENT)
    for path in kept_files(fresh_ring):
        assert b"990121199003070017" not in path.read_bytes() and "某甲".encode() not in path.read_bytes()


def test_a_file_altered_on_the_disk_does_not_open(fresh_ring: Path) -> None:
    digest = files.keep(CONTENT)
    path, = kept_files(fresh_ring)
    text = path.read_text()
    path.write_text(text[:60] + ("A" if text[60] != "A" else "B") + text[61:])
    with pytest.raises(Tampered):
        files.kept(digest)


def test_a_file_under_another_s_name_does_not_open(fresh_ring: Path) -> None:
    first, second = files.keep(CONTENT), files.keep(CONTENT + b"x")
    one, other = (fresh_ring / "data" / "sealed" / digest[:2] / f"{digest}.sealed" for digest in (first, second))
    other.write_bytes(one.read_bytes())
    with pytest.raises(Tampered):
        files.kept(second)


def test_without_the_ring_a_kept_file_says_that_the_key_is_lost(fresh_ring: Path) -> None:
    digest = files.keep(CONTENT)
    (fresh_ring / "keys" / "ring.json").unlink()
    ring.cache_clear()
    with pytest.raises(KeyLost):
        files.kept(digest)


def test_a_discarded_file_is_gone_and_discarding_again_is_harmless(fresh_ring: Path) -> None:
    digest = files.keep(CONTENT)
    files.discard(digest)
    files.discard(digest)
    with pytest.raises(FileNotFoundError):
        files.kept(digest)


def test_nothing_is_left_of_a_file_that_found_no_room(fresh_ring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", is_full)
    with pytest.raises(OSError, match="No space"):
        files.keep("一份表".encode())
    assert [path for path in (fresh_ring / "data" / "sealed").rglob("*") if path.is_file()] == []
