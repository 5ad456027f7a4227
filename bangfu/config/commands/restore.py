"""bangfu restore: a backup put back into an empty place, and shown to be the same."""

import argparse
import sys
from pathlib import Path

from django.conf import settings

from bangfu.backups.actions import note_backup
from bangfu.backups.restoring import Restored, restore
from bangfu.config.answer import answer
from bangfu.config.commands.init import missing_migrations
from bangfu.config.owning import as_owner
from bangfu.organization.actor import PROGRAM
from bangfu.sealing.present import level_of_data
from bangfu.sealing.ring import ring


def add(parser: argparse.ArgumentParser) -> None:
    """restore FOLDER [--keys FOLDER]"""
    parser.add_argument("folder", metavar="文件夹", type=Path, help="一份备份，如 /backup/bangfu-20260930-001000")
    parser.add_argument("--keys", metavar="文件夹", type=Path, help="密钥的备份在哪里；密钥已经在 BANGFU_KEYS 里时不用写")


def run(args: argparse.Namespace) -> int:
    """Exit code 1 when what was put back is not the same as what was taken."""
    with as_owner():
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)   # as `bangfu init` does, which is not needed here
        found = restore(args.folder, keys_from=args.keys, told=lambda line: print(line, file=sys.stderr))
    missing = missing_migrations()
    if not missing:
        note_backup(PROGRAM, manifest=found.manifest, verb="backup.restored")
    answer(
        args, _words(found, missing), same=found.is_same, rows=found.manifest.rows, tables=len(found.manifest.tables), files=len(found.manifest.files),
        differing=found.differing, faults=_faults(found), root=found.manifest.root, missing=missing,
    )
    return 0 if found.is_same else 1


def _words(found: Restored, missing: list[str]) -> str:
    one = found.manifest
    if not found.is_same:
        return f"恢复后与备份不符：{'、'.join(found.differing) or _faults(found)[0]}。请不要使用，换一份备份。"
    whole = "" if missing else "，留痕完整"
    upgrade = "备份出自较早的版本，请接着运行 bangfu init 和 bangfu journal verify。" if missing else "可以启动了：bangfu serve。"
    if level_of_data() not in (0, ring().level):
        upgrade = "备份出自换号码索引密钥之前，请接着运行 bangfu keys reindex。" if not missing else f"{upgrade}再运行 bangfu keys reindex。"
    return f"已恢复 {one.made_at[:16].replace('T', ' ')} 的备份：{len(one.tables)} 张表 {one.rows:,} 行、{len(one.files):,} 个文件与备份时一致{whole}。\n{upgrade}"


def _faults(found: Restored) -> list[str]:
    return [fault.sentence for fault in found.verdict.faults] if found.verdict else []
