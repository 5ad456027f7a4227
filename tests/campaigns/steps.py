"""A job of short steps. Each appends one row and moves the checkpoint in one transaction; a table without any constraint keeps what was done."""

import time
from typing import Protocol
from uuid import UUID

from django.db import connection, transaction

STEPS = 10
PAUSE = 0.04   # seconds of other work in a step


class Held(Protocol):
    """What the job needs of whoever calls it."""

    id: UUID
    checkpoint: str

    def hold(self) -> None: ...
    def reach(self, checkpoint: str) -> None: ...


def write_steps(handle: Held) -> None:
    """Goes on where the last one was killed."""
    for step in range(int(handle.checkpoint or 0), STEPS):
        with transaction.atomic():
            handle.hold()
            append(handle.id, step)
            time.sleep(PAUSE)
            handle.reach(str(step + 1))


def write_steps_for_django_q(job: str) -> None:
    """The same job as django-q2 calls it: it knows no lease, so the checkpoint is all that guards the step."""
    write_steps(_Checkpointed(UUID(job)))


class _Checkpointed:
    def __init__(self, job: UUID) -> None:
        self.id = job
        with connection.cursor() as cursor:
            cursor.execute("SELECT reached FROM campaign_checkpoint WHERE job = %s", [str(job)])
            found = cursor.fetchone()
        self.checkpoint = found[0] if found else ""

    def hold(self) -> None:
        pass

    def reach(self, checkpoint: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM campaign_checkpoint WHERE job = %s", [str(self.id)])
            cursor.execute("INSERT INTO campaign_checkpoint VALUES (%s, %s)", [str(self.id), checkpoint])


def make_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE campaign_step (job text, step integer, at double precision)")
        cursor.execute("CREATE TABLE campaign_checkpoint (job text PRIMARY KEY, reached text)")


def append(job: UUID, step: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO campaign_step VALUES (%s, %s, %s)", [str(job), step, time.time()])


def written() -> list[tuple[str, int, float]]:
    """(job, step, seconds since the epoch) of every row, in the order of time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT job, step, at FROM campaign_step ORDER BY at")
        return list(cursor.fetchall())
