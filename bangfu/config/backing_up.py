"""Backing up: what the command and the schedule do alike."""

import logging
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from bangfu.backups.actions import note_backup
from bangfu.backups.taking import Taken, discard_old, silent, take
from bangfu.organization.actor import PROGRAM
from bangfu.rules.refusal import Refused

log = logging.getLogger("bangfu.backup")


def back_up(to: Path, *, keys_to: Path | None = None, told: Callable[[str], None] = silent) -> Taken:
    """Takes a backup and writes down that it was taken."""
    taken = take(to, keys_to=keys_to, told=told)
    note_backup(PROGRAM, manifest=taken.manifest, verb="backup.taken")
    return taken


def nightly() -> str:
    """A backup into BANGFU_BACKUP, where one is set; the last BANGFU_BACKUPS_KEPT stay. Done at a set hour; says where it lies. The keys are not among it."""
    if settings.BACKUP is None:
        return ""
    try:
        taken = back_up(settings.BACKUP)
    except Refused as refusal:
        log.error("今晚没有做成备份：%s", refusal.sentence)
        return ""
    discard_old(settings.BACKUP, settings.BACKUPS_KEPT)
    log.info("备份已做好：%s，%d 行", taken.folder, taken.manifest.rows)
    return str(taken.folder)
