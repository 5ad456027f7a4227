"""Changing the key: what the command and its job do. Everything sealed is read and sealed anew in batches, each a transaction, while people go on working."""

import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction

from bangfu.backups import keys
from bangfu.backups.taking import silent
from bangfu.config.sealed import TABLES
from bangfu.keys.actions import reseal_rows, take_key_into_use
from bangfu.keys.queries import left_behind
from bangfu.organization.actor import PROGRAM
from bangfu.rules.refusal import Refused
from bangfu.sealing import files
from bangfu.sealing.changing import add_key, waiting_key
from bangfu.sealing.present import must_open, note_keys
from bangfu.sealing.ring import LOOKED_AT_EVERY, ring
from bangfu.work.failpoints import failpoint
from bangfu.work.models import Job
from bangfu.work.worker import Handle

AT_A_TIME = 1_000   # rows in a transaction: on SQLite nobody else writes meanwhile
SEEN_BY_ALL = 2 * LOOKED_AT_EVERY   # seconds after which every process that runs can open what lies under a key that was added
ROUNDS = 5          # after which those who still seal under the old key have to be stopped


def begin(copy: Path, *, algorithm: str = "", told: Callable[[str], None] = silent) -> Job:
    """Adds a key, copies the ring with both to `copy`, takes the key into use, and returns the job that does the rest. Where the last change is not done yet,
    it is that one which goes on. Refused when the copy would lie beside the data or the keys."""
    must_open()
    is_apart(copy)
    if not waiting_key() and not algorithm and len(ring().sealing) > 1 and left_behind(PROGRAM, TABLES):
        told(f"上次换成密钥 {ring().current} 的工作还没做完，接着做。")
        return take_key_into_use(PROGRAM, name=ring().current)
    name = add_key()
    note_keys()
    keys.copied(Path(settings.KEYS), copy)
    told(f"密钥 {name} 已经加入密钥环，密钥环已复制到 {copy}。")
    time.sleep(SEEN_BY_ALL)
    return take_key_into_use(PROGRAM, name=name, algorithm=algorithm)


def is_apart(copy: Path) -> None:
    """Refused when a copy of the keys would lie beside the data or the keys."""
    where = copy.absolute().resolve()
    if any(where.is_relative_to(Path(folder).resolve()) for folder in (settings.DATA, settings.KEYS)):
        raise Refused("密钥的副本不能放在数据或密钥自己的文件夹里：坏了就一起坏。请换到另一块硬盘。")


def reseal(handle: Handle) -> None:
    """The job: goes over every table and file until nothing lies under another key; killed and taken up again, it goes on behind the last batch."""
    total = left_behind(PROGRAM, TABLES)
    for _ in range(ROUNDS):
        _one_round(handle, total)
        if not (left := left_behind(PROGRAM, TABLES)):
            return
        handle.reach("")   # what was written meanwhile by whoever still held the old ring
    raise Refused(f"还有 {left} 处用着旧密钥：有程序还在用旧的密钥环。请重启各台机器上的 bangfu serve 和 bangfu worker，再运行 bangfu keys rotate。")


def _one_round(handle: Handle, total: int) -> None:
    at, behind = _place(handle.checkpoint)
    done = 0
    for nth in range(at, len(TABLES)):
        key = behind if nth == at else ""
        while (step := _one_batch(handle, nth, key))[1]:
            key, done = step[0], done + step[1]
            handle.progress(done, max(done, total), TABLES[nth].name)
    for folder in (one for one in files.folders() if at < len(TABLES) or one >= behind):
        done += sum(files.reseal(one) for one in files.in_folder(folder))
        handle.reach(f"{len(TABLES)} {folder}")
        handle.progress(done, max(done, total), "文件")
        failpoint("keys.files")


def _one_batch(handle: Handle, nth: int, behind: str) -> tuple[str, int]:
    with transaction.atomic():
        last, many = reseal_rows(PROGRAM, table=TABLES[nth], behind=behind, limit=AT_A_TIME)
        if many:
            handle.reach(f"{nth} {last}")
        failpoint("keys.rows")
    return last, many


def _place(checkpoint: str) -> tuple[int, str]:
    nth, _, behind = checkpoint.partition(" ")
    return int(nth or 0), behind
