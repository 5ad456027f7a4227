"""Another key of the blind indexes: what the command and its job do. While rows are brought under it nobody is let in, for half done nobody would be found."""

import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction

from bangfu.backups import keys
from bangfu.backups.taking import silent
from bangfu.config import rekeying
from bangfu.config.sealed import TABLES
from bangfu.crosscheck import lists, snapshot
from bangfu.crosscheck.actions import carry_findings, request_run
from bangfu.crosscheck.queries import counties_checked
from bangfu.keys.actions import note_indexed, reindex_rows
from bangfu.keys.queries import indexed_before
from bangfu.organization.actor import PROGRAM
from bangfu.rules.refusal import Refused
from bangfu.sealing.changing import add_index_key, close_doors, use_index_keys
from bangfu.sealing.present import level_of_data
from bangfu.sealing.ring import ring
from bangfu.work.actions import start_job
from bangfu.work.failpoints import failpoint
from bangfu.work.models import Job
from bangfu.work.worker import Handle

NAME = "keys.reindex"
AT_A_TIME, ROUNDS = rekeying.AT_A_TIME, rekeying.ROUNDS


def begin(copy: Path, *, told: Callable[[str], None] = silent) -> Job:
    """Adds a key of the blind indexes, copies the ring with all of them to `copy`, lets nobody in any more, and returns the job that does the rest. Where the last
    change is not done yet, or a backup of before one was put back, that one goes on, and no key is added. Refused when the copy would lie beside the data or
    the keys."""
    rekeying.is_apart(copy)
    if is_other := not ring().closed and ring().level != level_of_data():
        use_index_keys(level_of_data())
    if is_other or ring().closed or len(ring().index) > ring().level:
        told("先把数据换到密钥环里已有的号码索引密钥，不另加一把。")
    else:
        add_index_key()
    keys.copied(Path(settings.KEYS), copy)
    told(f"密钥环已复制到 {copy}。现在起谁也不能使用，换完自动恢复。")
    close_doors()
    time.sleep(rekeying.SEEN_BY_ALL)
    many = Job.objects.filter(name=NAME, subject=str(len(ring().index)), state="done").count()
    return start_job(PROGRAM, NAME, subject=str(len(ring().index)), key=f"{NAME} {len(ring().index)} {many}", at=PROGRAM.place_code)


def reindex(handle: Handle) -> None:
    """The job, beside which no other is done: findings first, then every row, then what lies in files goes, and the doors open. Killed anywhere and taken up again
    it does what is left, for each index tells through how many keys it went."""
    close_doors()
    if ring().level == level_of_data() < len(ring().index):
        for county in counties_checked(PROGRAM):
            carry_findings(PROGRAM, at=county, say=lambda words: handle.progress(0, 0, words))
        failpoint("keys.findings")
        use_index_keys(len(ring().index))
    total = indexed_before(PROGRAM, TABLES)
    for _ in range(ROUNDS):
        _one_round(handle, total)
        if not (left := indexed_before(PROGRAM, TABLES)):
            break
    else:
        raise Refused(f"还有 {left} 行用着旧的索引密钥：有程序还在用旧的密钥环。请停下各台机器上的 bangfu serve 和 bangfu worker，再运行 bangfu keys reindex。")
    snapshot.drop_all()   # copies of rows, under the indexes of before: the next run lays them down again
    lists.drop_all()
    failpoint("keys.reindexed")
    with handle.step():
        note_indexed(PROGRAM)
        for county in counties_checked(PROGRAM):
            request_run(PROGRAM, at=county)
    close_doors(False)


def _one_round(handle: Handle, total: int) -> None:
    done = 0
    for table in (one for one in TABLES if one.indexes):
        behind = ""
        while True:
            with transaction.atomic():
                behind, many = reindex_rows(PROGRAM, table=table, behind=behind, limit=AT_A_TIME)
                handle.reach(table.name)
                failpoint("keys.indexes")
            if not many:
                break
            done += many
            handle.progress(done, max(done, total), table.name)
