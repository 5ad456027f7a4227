"""Putting a backup back into an installation that holds nothing, and showing that it is the same as what was taken."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from bangfu.backups import databases, keys
from bangfu.backups.manifest import Manifest, damaged, read
from bangfu.backups.taking import FOLDERS, silent
from bangfu.journal.verify import Verdict, verify
from bangfu.rules.refusal import Refused


@dataclass(frozen=True)
class Restored:
    """What was put back: tables whose rows differ from the backup's, and what the journal's verification says (None: the backup is of an earlier version, so
    that `bangfu init` comes first)."""

    manifest: Manifest
    differing: tuple[str, ...]
    verdict: Verdict | None

    @property
    def is_same(self) -> bool:
        """Whether every table and the whole journal are as they were."""
        return not self.differing and (self.verdict is None or self.verdict.whole)


def restore(folder: Path, *, keys_from: Path | None = None, told: Callable[[str], None] = silent) -> Restored:
    """Puts a backup back and checks it. Nothing is overwritten: Refused unless database and data are empty, when a file of the backup is damaged,
    when this version is older than the backup, or when the keys it needs are not there."""
    manifest = read(folder)
    told("正在核对备份里的每个文件…")
    if broken := damaged(folder, manifest):
        raise Refused(f"备份里有 {len(broken)} 个文件缺失或损坏（{broken[0]} 等），没有恢复任何东西。请换一份备份。")
    earlier = _this_version_knows(manifest)
    _nothing_is_there()
    _keys_are_there(manifest, keys_from)
    told("正在恢复数据库…")
    databases.put_back(folder)
    told("正在恢复文件…")
    _files_back(folder, manifest)
    told("正在逐表核对…")
    now = databases.tallies()
    differing = tuple(name for name in sorted({*manifest.tables, *now}) if manifest.tables.get(name) != now.get(name))
    if earlier:
        return Restored(manifest, differing, None)
    told("正在核验留痕…")
    return Restored(manifest, differing, verify())


def _this_version_knows(manifest: Manifest) -> bool:
    """Whether the backup is of an earlier version than this one. Refused when it is of a later one."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(connection, ignore_no_migrations=True).disk_migrations}
    if unknown := set(manifest.migrations) - known:
        raise Refused(f"这份备份出自版本 {manifest.version}，比现在的程序新（这里没有 {min(unknown)}）。请先升级程序再恢复。")
    return known != set(manifest.migrations)


def _nothing_is_there() -> None:
    found = [name for name in FOLDERS if any((Path(settings.DATA) / name).rglob("*"))]
    if found or connection.introspection.table_names():
        raise Refused(f"这里已经有数据（{settings.DATA}），恢复不会覆盖它。请把 BANGFU_VAR 和 DATABASE_URL 指到空的地方再恢复。")


def _keys_are_there(manifest: Manifest, brought: Path | None) -> None:
    """The ring of this installation, or the one brought along, holds the very keys the backup needs."""
    here = Path(settings.KEYS)
    if brought is not None:
        keys.copied(brought, here)
    held = keys.marks(here)
    if missing := [name for name, mark in manifest.keys.items() if held.get(name) != mark]:
        raise Refused(f"这里的密钥不是做备份时的那一套（{'、'.join(missing)} 不符），恢复了也打不开。请用 --keys 指出做备份时的密钥。")


def _files_back(folder: Path, manifest: Manifest) -> None:
    data = Path(settings.DATA)
    for name in manifest.files:
        if name.split("/", 1)[0] in FOLDERS:
            target = data / name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copy2(folder / name, target)
