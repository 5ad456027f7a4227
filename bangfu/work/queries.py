"""How work goes on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db.models import Min, Q

from bangfu.work.models import STATES, Job

# What the work of the packages above is called, by the name of its job.
WORDS = {
    "deliveries.understand": "看懂来表", "deliveries.clear": "清除已取消的收件", "deliveries.stage": "读来表各行", "register.compare": "与名册比对",
    "register.apply": "应用到名册", "registry.export": "做导出", "registry.print": "排整村打印", "source.compare": "比对名单", "source.apply": "名单生效",
    "crosscheck.print": "排打印", "crosscheck.run": "核对", "crosscheck.settle": "同类疑点一起办", "crosscheck.after_delivery": "收表后的核对",
    "keys.reseal": "更换密钥", "crosscheck.undo": "整批撤销", "crosscheck.repeat": "核对原样再算",
    "journal.verify": "验留痕",
}


class Asker(Protocol):
    """Who looks: the jobs of the places they reach."""

    def scope(self, column: str = "place_code") -> Q: ...


@dataclass(frozen=True)
class FailedRow:
    """A job that ended without having done its work: why, and when."""

    id: UUID
    name: str
    place_code: str
    error: str
    attempts: int
    ended_at: datetime


@dataclass(frozen=True)
class JobRow:
    """A job as pages show it. `share` is 0–100, or None when the total is not known yet."""

    id: UUID
    name: str
    subject: str
    state: str
    word: str
    done: int
    total: int
    note: str
    error: str

    @property
    def ended(self) -> bool:
        return self.state in ("done", "failed", "cancelled")

    @property
    def share(self) -> int | None:
        return min(100, self.done * 100 // self.total) if self.total else None


def job(by: Asker, wanted: UUID) -> JobRow | None:
    """One job at a place the asker reaches."""
    found = Job.objects.filter(by.scope(), pk=wanted).first()
    return _row(found) if found else None


def job_with_key(by: Asker, key: str) -> JobRow | None:
    """The job asked for under a key, if the asker reaches its place."""
    found = Job.objects.filter(by.scope(), key=key).first()
    return _row(found) if found else None


def running_jobs(by: Asker) -> list[JobRow]:
    """What waits or runs at the places the asker reaches, oldest first."""
    return [_row(one) for one in Job.objects.filter(by.scope(), state__in=("waiting", "running")).order_by("made_at")[:50]]


def waiting_since(by: Asker) -> datetime | None:
    """When the job was asked for that has waited longest at the places the asker reaches; None when nothing waits."""
    return Job.objects.filter(by.scope(), state="waiting").aggregate(at=Min("made_at"))["at"]  # type: ignore[no-any-return]


def failed_jobs(by: Asker, *, since: datetime | None = None) -> list[FailedRow]:
    """What could not be done at the places the asker reaches, the latest first; `since` a moment."""
    found = Job.objects.filter(by.scope(), state="failed", **({"ended_at__gte": since} if since else {})).order_by("-ended_at")[:50]
    return [FailedRow(one.id, one.name, one.place_code, one.error, one.attempts, one.ended_at or one.made_at) for one in found]


def _row(found: Job) -> JobRow:
    return JobRow(
        found.id, found.name, found.subject, found.state, STATES[found.state], found.done, found.total, found.note, found.error,
    )
