"""The worker: takes one job at a time under a lease, keeps the lease warm, and leaves nothing half done when it is killed."""

import gc
import logging
import os
import socket
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, close_old_connections, connection, models
from django.utils import timezone
from django.utils.module_loading import import_string

from bangfu.rules.refusal import Refused, Unreadable
from bangfu.walls.reach import whole_county
from bangfu.work.models import Job

LEASE = timedelta(seconds=60)
WARM_EVERY = 10.0   # seconds
MOST_ATTEMPTS = 5
SWEPT_EVERY = 200_000   # objects made
log = logging.getLogger("bangfu.work")


class LeaseLost(Exception):
    """The job is not this worker's any more: it was cancelled, or another worker took it over. Stop at once, write nothing."""


class Handle:
    """What a job function holds of its job: progress, checkpoint, and the proof that the job is still its own."""

    def __init__(self, job: Job, worker: str) -> None:
        self.id, self.name, self.subject = job.id, job.name, job.subject
        self.user_id, self.post_id = job.user_id, job.post_id
        self.checkpoint = job.checkpoint
        self._worker = worker

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Says how far the work is. LeaseLost when it is not ours any more."""
        self._hold(done=done, total=total, note=note[:200])

    def reach(self, checkpoint: str) -> None:
        """Remembers a checkpoint. Called inside the transaction of the step it stands for, it is kept exactly if the step is. A job that
        gets on is not given up, however often its worker is killed."""
        self._hold(checkpoint=checkpoint, attempts=1)
        self.checkpoint = checkpoint

    def hold(self) -> None:
        """Proves, inside a step's transaction, that the job is still this worker's. LeaseLost otherwise: the step is undone."""
        self._hold(lease_until=timezone.now() + LEASE)

    def _hold(self, **values: object) -> None:
        if not Job.objects.filter(pk=self.id, worker=self._worker, state="running").update(**values):
            raise LeaseLost(str(self.id))


def me() -> str:
    """This process: host, process id and its start, so that a later process with the same id is not taken for it."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


@whole_county("the queue is that of all places; a job that works for somebody narrows its reach to theirs")
def sweep(worker: str | None = None, *, but: Collection[str] = ()) -> int:
    """Does all jobs that are due, one after the other, without those named in `but`. Returns how many were taken. Called by the alarm clock, again and
    again."""
    close_old_connections()
    taken = 0
    while job := _take(worker or me(), but):
        taken += 1
        _do(job, worker or me())
    return taken


def _take(worker: str, but: Collection[str] = ()) -> Job | None:
    """The oldest job that waits, or whose worker is gone. Compare-and-set: of two workers one gets it."""
    now = timezone.now()
    due = Job.objects.filter(models.Q(state="waiting") | models.Q(state="running")).exclude(name__in=list(but)).order_by("made_at")
    for job in due:
        if job.state == "running" and not _abandoned(job, now):
            continue
        mine = Job.objects.filter(pk=job.pk, state=job.state, worker=job.worker, lease_until=job.lease_until)
        if mine.update(
            state="running", worker=worker, lease_until=now + LEASE, attempts=job.attempts + 1, started_at=job.started_at or now,
        ):
            job.refresh_from_db()
            return job
    return None


def _abandoned(job: Job, now: datetime) -> bool:
    """The lease ran out, or its worker was a process of this machine that is no more."""
    if job.lease_until is None or job.lease_until < now:
        return True
    host, _, process = job.worker.partition(":")
    pid, _, started = process.partition(":")
    return host == socket.gethostname() and _started(int(pid)) != started


def _started(pid: int) -> str:
    """When a process of this machine began, in clock ticks; '' when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _do(job: Job, worker: str) -> None:
    if job.attempts > MOST_ATTEMPTS:
        _end(job, worker, "failed", "多次中断后仍未完成，已停下。请把任务编号告诉系统管理员：" + str(job.pk)[-8:])
        return
    stop = threading.Event()
    warmer = threading.Thread(target=_keep_warm, args=(job, worker, stop), daemon=True)
    warmer.start()
    try:
        with _seldom_swept():
            _function(job.name)(Handle(job, worker))
        _end(job, worker, "done", "")
    except LeaseLost:
        log.info("job %s is no longer ours", job.pk)
    except (Refused, Unreadable) as refusal:
        _end(job, worker, "failed", refusal.sentence)
    except OperationalError:
        log.exception("job %s: the database failed; it will be taken up again", job.pk)
        _give_back(job, worker)
    except Exception:
        log.exception("job %s failed", job.pk)
        _end(job, worker, "failed", "程序出错，已停下，没有写入一半的内容。请把任务编号告诉系统管理员：" + str(job.pk)[-8:])
    finally:
        stop.set()
        warmer.join()


@contextmanager
def _seldom_swept() -> Iterator[None]:
    """A job makes objects by the hundred thousand, hardly any in circles: what was there before it is not looked through for such again and again, and
    what it makes not as often as usual."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SWEPT_EVERY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _function(name: str) -> Callable[[Handle], None]:
    names: Mapping[str, str] = settings.JOBS
    function: Callable[[Handle], None] = import_string(names[name])
    return function


@whole_county("a thread of its own, which knows nothing of the sweep")
def _keep_warm(job: Job, worker: str, stop: threading.Event) -> None:
    try:
        while not stop.wait(WARM_EVERY):
            try:
                Job.objects.filter(pk=job.pk, worker=worker, state="running").update(lease_until=timezone.now() + LEASE)
            except OperationalError:
                log.warning("job %s: the lease could not be renewed just now", job.pk)
    finally:
        connection.close()


def _give_back(job: Job, worker: str) -> None:
    close_old_connections()
    Job.objects.filter(pk=job.pk, worker=worker, state="running").update(state="waiting", worker="", lease_until=None)


def _end(job: Job, worker: str, state: str, error: str) -> None:
    ended = {"state": state, "error": error[:500], "worker": "", "lease_until": None, "ended_at": timezone.now()}
    Job.objects.filter(pk=job.pk, worker=worker, state="running").update(**ended)
