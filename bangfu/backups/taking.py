"""Taking a backup: the database at one moment, then the sealed files, then what was taken. Under another name until it is whole."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain, count
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from bangfu.backups import databases, keys
from bangfu.backups.manifest import NAME, Manifest, Tally, digest_of, read
from bangfu.rules.refusal import Refused

FOLDERS = ("sealed", "layouts", "snapshots")   # of the data; lists in force are copies that are made again
PREFIX, UNFINISHED = "bangfu-", ".part"
RESERVE = 64 << 20                             # bytes that must stay free


def silent(line: str) -> None:
    """Says nothing."""


@dataclass(frozen=True)
class Taken:
    """A backup that is whole: where it lies, what it holds, how many of its files are shared with the one before."""

    folder: Path
    manifest: Manifest
    shared: int


def take(to: Path, *, keys_to: Path | None = None, told: Callable[[str], None] = silent) -> Taken:
    """Takes a backup into a new folder of `to`; files that the last one there has too are linked, not copied again. The keys go to `keys_to`,
    which must lie elsewhere. Refused when the place is wrong or too small; nothing that looks like a backup stays then."""
    _places_are_apart(to, keys_to)
    before = latest(to)
    _has_room(to, before)
    now = timezone.localtime()
    whole = _unused(to / f"{PREFIX}{now:%Y%m%d-%H%M%S}")
    draft = whole.with_suffix(UNFINISHED)
    _clear_unfinished(to)
    draft.mkdir(parents=True, mode=0o700)
    told("正在复制数据库…")
    tables = databases.copied(draft)
    told("正在复制文件…")
    shared = _copy_files(draft, before)
    manifest = _described(draft, tables, now.isoformat())
    _write(draft / NAME, manifest.as_text())
    draft.rename(whole)
    if keys_to is not None:
        keys.copied(Path(settings.KEYS), keys_to)
    return Taken(whole, manifest, shared)


def latest(to: Path) -> Path | None:
    """The newest whole backup in a folder."""
    found = sorted(path for path in to.glob(f"{PREFIX}*") if (path / NAME).is_file() and path.suffix != UNFINISHED)
    return found[-1] if found else None


def discard_old(to: Path, keep: int) -> list[Path]:
    """Removes all but the newest `keep` backups of a folder, and returns those removed."""
    found = sorted(path for path in to.glob(f"{PREFIX}*") if (path / NAME).is_file() and path.suffix != UNFINISHED)
    old = found[: max(0, len(found) - keep)]
    for path in old:
        shutil.rmtree(path)
    return old


def _places_are_apart(to: Path, keys_to: Path | None) -> None:
    data = Path(settings.DATA)
    if _within(to, data) or _within(to, Path(settings.KEYS)):
        raise Refused("备份不能放在数据自己的文件夹里：数据坏了，备份也一起坏。请换到另一块硬盘。")
    if keys_to is not None and (_within(keys_to, to) or _within(to, keys_to) or _within(keys_to, data)):
        raise Refused("密钥不能和数据备份放在一起：谁拿到这一份，就什么都能打开。请给密钥另选一个地方。")


def _within(path: Path, folder: Path) -> bool:
    return path.absolute().resolve().is_relative_to(folder.resolve())


def _has_room(to: Path, before: Path | None) -> None:
    """Before anything is written."""
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    known = read(before).files if before else {}
    needed = databases.size() + sum(path.stat().st_size for path, name in _kept_files() if name not in known) + RESERVE
    free = shutil.disk_usage(to).free
    if free < needed:
        raise Refused(f"{to} 只剩 {free / 1e9:.1f} GB，这次备份大约要 {needed / 1e9:.1f} GB。请腾出地方，或换一块硬盘。")


def _kept_files() -> Iterator[tuple[Path, str]]:
    """Every file of the data that is not the database, with its name within a backup."""
    data = Path(settings.DATA)
    for folder in FOLDERS:
        for path in sorted((data / folder).rglob("*")):
            if path.is_file():
                yield path, path.relative_to(data).as_posix()


def _copy_files(draft: Path, before: Path | None) -> int:
    """Copies them; one that vanishes meanwhile (a printed paper whose days are over) is not in the backup. Returns how many were linked."""
    shared = 0
    for path, name in _kept_files():
        target = draft / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            shared += _linked(path, target, before / name) if before else False
            if not target.exists():
                shutil.copy2(path, target)
        except FileNotFoundError:
            continue
    return shared


def _linked(path: Path, target: Path, earlier: Path) -> bool:
    """Whether the file is the same as in the earlier backup (size and moment), and now lies in both at once."""
    try:
        now, then = path.stat(), earlier.stat()
        if (now.st_size, now.st_mtime_ns) != (then.st_size, then.st_mtime_ns):
            return False
        os.link(earlier, target)
    except OSError:   # it is new, or the disk knows no links
        return False
    return True


def _described(draft: Path, tables: dict[str, Tally], moment: str) -> Manifest:
    files = {path.relative_to(draft).as_posix(): digest_of(path) for path in sorted(draft.rglob("*")) if path.is_file()}
    done = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
    return Manifest(version("bangfu"), moment, connection.vendor, tuple(done), keys.marks(Path(settings.KEYS)), tables, files)


def _unused(folder: Path) -> Path:
    """The folder, or the first with a number behind it: two backups may begin within one second."""
    tried = (folder.with_name(f"{folder.name}-{nth}") for nth in count(2))
    return next(path for path in chain([folder], tried) if not path.exists())


def _clear_unfinished(to: Path) -> None:
    for path in to.glob(f"{PREFIX}*{UNFINISHED}"):
        shutil.rmtree(path)


def _write(path: Path, text: str) -> None:
    """Whole on the disk before the backup gets its name."""
    json.loads(text)
    with path.open("w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
