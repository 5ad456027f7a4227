"""The worker: takes one job at a time under a lease, keeps the lease warm, and leaves nothing half done when it is killed."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import Error, close_old_connections, connection, models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from bangfu.rules.refusal import Refused, Unreadable
from bangfu.walls.reach import whole_county
from bangfu.work.memory import seldom_swept
from bangfu.work.models import Job
from bangfu.work.trouble import AWAY, trouble

LEASE = timedelta(seconds=60)
WARM_EVERY, LOOKED_EVERY = 10.0, 1.0   # seconds: the lease is renewed, and it is looked whether there is something to say
REST = timedelta(seconds=10)   # after the first attempt at which the database went away
MOST_ATTEMPTS = 5
Told = Callable[[int, int, str], None]   # done, of how many, what is done now
log = logging.getLogger("bangfu.work")


def nobody(_done: int, _total: int, _note: str) -> None:
    """No one listens."""


class LeaseLost(Exception):
    """The job is not this worker's any more: it was cancelled, or another worker took it over. Stop at once, write nothing."""


class Handle:
    """What a job function holds of its job: progress, checkpoint, and the proof that the job is still its own."""

    def __init__(self, job: Job, worker: str, told: Told = nobody) -> None:
        self.id, self.name, self.subject = job.id, job.name, job.subject
        self.user_id, self.post_id = job.user_id, job.post_id
        self.checkpoint = job.checkpoint
        self.said: tuple[int, int] | None = None   # what `say` was told last
        self._worker, self._told = worker, told

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Says how far the work is. LeaseLost when it is not ours any more."""
        self._hold(done=done, total=total, note=note[:200])
        self._told(done, total, note)

    def say(self, done: int, total: int) -> None:
        """`progress` for work that may not write by its own connection: the thread that keeps the lease warm writes it, within a second."""
        self.said = (done, total)

    def reach(self, checkpoint: str) -> None:
        """Remembers a checkpoint. Called inside the transaction of the step it stands for, it is kept exactly if the step is. A job that
        gets on is not given up, however often its worker is killed."""
        self._hold(checkpoint=checkpoint, attempts=1)
        self.checkpoint = checkpoint

    def hold(self) -> None:
        """Proves, inside a step's transaction, that the job is still this worker's. LeaseLost otherwise: the step is undone."""
        self._hold(lease_until=timezone.now() + LEASE)

    @contextmanager
    def step(self) -> Iterator[None]:
        """What is done inside is kept only if the job is this worker's at its end: LeaseLost otherwise, and it is undone."""
        with transaction.atomic():
            yield
            self.hold()

    def _hold(self, **values: object) -> None:
        if not Job.objects.filter(pk=self.id, worker=self._worker, state="running").update(**values):
            raise LeaseLost(str(self.id))


def me() -> str:
    """This process: host, process id and its start, so that a later process with the same id is not taken for it."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


@whole_county("the queue is that of all places; a job that works for somebody narrows its reach to theirs")
def sweep(worker: str | None = None, *, but: Collection[str] = (), told: Told = nobody) -> int:
    """Does all jobs that are due, one after the other, without those named in `but`. Returns how many were taken. One that met trouble of the machine waits
    for the next sweep. Called by the alarm clock, again and again. `told`: who in this process hears how far each is."""
    close_old_connections()
    taken, troubled = 0, list[UUID]()
    while job := _take(worker or me(), but, troubled):
        taken += 1
        if not _do(job, worker or me(), told):
            troubled.append(job.pk)
    return taken


def _take(worker: str, but: Collection[str] = (), troubled: Collection[UUID] = ()) -> Job | None:
    """The oldest job that waits, or that nobody does any more; but those `troubled`. While there is one of `JOBS_ALONE`, no other. Compare-and-set: of two workers
    one gets it."""
    now = timezone.now()
    going_on = list(Job.objects.filter(state__in=("waiting", "running")).order_by("made_at"))
    alone = [job for job in going_on if job.name in settings.JOBS_ALONE]
    for job in alone or going_on:
        if job.name in but or job.pk in troubled or not _is_free(job, worker, now):
            continue
        if alone and any(one.pk != job.pk and one.state == "running" and not _is_free(one, worker, now) for one in going_on):
            return None   # whatever goes on comes to its end first
        mine = Job.objects.filter(pk=job.pk, state=job.state, worker=job.worker, lease_until=job.lease_until)
        if mine.update(
            state="running", worker=worker, lease_until=now + LEASE, attempts=job.attempts + 1, started_at=job.started_at or now, error="",
            note="" if job.error else job.note,
        ):
            job.refresh_from_db()
            return job
    return None


def _is_free(job: Job, worker: str, now: datetime) -> bool:
    """Whether it may be taken: it waits, its worker is gone, or it is my own; I do nothing now, so I could not give it back when the database was away."""
    if job.state == "waiting":
        return not _rests(job, now)
    return job.worker == worker or _abandoned(job, now)


def _rests(job: Job, now: datetime) -> bool:
    """Whether it waits for a moment that is still to come (`_give_back`), and not only because the clock was set back."""
    return job.lease_until is not None and now < job.lease_until <= now + 2 * LEASE


def _abandoned(job: Job, now: datetime) -> bool:
    """The lease ran out, or its worker was a process of this machine that is no more; of another machine's, that the lease is longer than any can be: the clock
    was set back since."""
    if job.lease_until is None or job.lease_until < now:
        return True
    host, _, process = job.worker.partition(":")
    pid, _, started = process.partition(":")
    return _started(int(pid)) != started if host == socket.gethostname() else job.lease_until > now + 2 * LEASE


def _started(pid: int) -> str:
    """When a process of this machine began, in clock ticks; '' when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _do(job: Job, worker: str, told: Told) -> bool:
    """Does it to its end; False when it met trouble of the machine and was given back."""
    if job.attempts > MOST_ATTEMPTS:
        _end(job, worker, "failed", "多次中断后仍未完成，已停下。请把任务编号告诉系统管理员：" + str(job.pk)[-8:])
        return True
    stop = threading.Event()
    handle = Handle(job, worker, told)
    warmer = threading.Thread(target=_keep_warm, args=(job, worker, handle, stop), daemon=True)
    warmer.start()
    try:
        with seldom_swept():
            _function(job.name)(handle)
        _end(job, worker, "done", "")
    except LeaseLost:
        log.info("job %s is no longer ours", job.pk)
    except (Refused, Unreadable) as refusal:
        _end(job, worker, "failed", refusal.sentence)
    except Exception as error:
        words = trouble(error)
        log.exception("job %s %s", job.pk, "met trouble of the machine and will be taken up again" if words else "failed")
        if words:
            _give_back(job, worker, words)
            return False
        _end(job, worker, "failed", "程序出错，已停下，没有写入一半的内容。请把任务编号告诉系统管理员：" + str(job.pk)[-8:])
    finally:
        stop.set()
        warmer.join()
    return True


def _function(name: str) -> Callable[[Handle], None]:
    names: Mapping[str, str] = settings.JOBS
    function: Callable[[Handle], None] = import_string(names[name])
    return function


@whole_county("a thread of its own, which knows nothing of the sweep")
def _keep_warm(job: Job, worker: str, handle: Handle, stop: threading.Event) -> None:
    told, renewed = None, time.monotonic()
    try:
        while not stop.wait(LOOKED_EVERY):
            values: dict[str, object] = {}
            if handle.said != told and (told := handle.said):
                values = {"done": told[0], "total": told[1]}
            if time.monotonic() - renewed >= WARM_EVERY:
                values["lease_until"], renewed = timezone.now() + LEASE, time.monotonic()
            try:
                if values:
                    Job.objects.filter(pk=job.pk, worker=worker, state="running").update(**values)
            except Error:
                log.warning("job %s: the lease could not be renewed just now", job.pk)
                connection.close()   # it may be broken, and is this thread's alone
    finally:
        connection.close()


def _give_back(job: Job, worker: str, words: str) -> None:
    """Lets it wait until the trouble is over, and says so to whoever looks. Only a database that went away counts as an attempt, for the job may have brought it down;
    it then rests, each time longer, so that it is not given up over a bad minute."""
    close_old_connections()
    said, is_away = f"{words}好了以后自动接着做。", words == AWAY
    Job.objects.filter(pk=job.pk, worker=worker, state="running").update(
        state="waiting", worker="", lease_until=timezone.now() + job.attempts * REST if is_away else None,
        attempts=models.F("attempts") - int(not is_away), note=said[:200], error=said,
    )


def _end(job: Job, worker: str, state: str, error: str) -> None:
    ended = {"state": state, "error": error[:500], "worker": "", "lease_until": None, "ended_at": timezone.now()}
    Job.objects.filter(pk=job.pk, worker=worker, state="running").update(**ended)
