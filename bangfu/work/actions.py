"""Asking for work, and cancelling it. Jobs carry no right of their own: they act as the person who asked, at the post they asked from."""

from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bangfu.rules.refusal import Refused
from bangfu.work.models import Job


class Asker(Protocol):
    """Who asks for work."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def post_id(self) -> UUID | None: ...
    @property
    def place_code(self) -> str: ...


class Keeper(Protocol):
    """Who looks after the work of others: that of the places they reach."""

    def scope(self, column: str = "place_code") -> Q: ...


@transaction.atomic
def start_job(by: Asker, name: str, *, subject: str, key: str, at: str) -> Job:
    """Asks for a job by name. Asked again with the same key, the job that is there is returned; one that failed begins again.

    The job becomes visible to workers when the caller's transaction commits, never before.
    """
    job, made = Job.objects.select_for_update().get_or_create(key=key, defaults={
        "name": name, "subject": subject, "place_code": at, "user_id": by.user_id, "post_id": by.post_id,
    })
    if not made and job.state in ("failed", "cancelled"):
        job.state, job.error, job.attempts, job.ended_at = "waiting", "", 0, None
        job.user_id, job.post_id = by.user_id, by.post_id
        job.save()
    return job


@transaction.atomic
def try_again(by: Keeper, *, job: UUID) -> Job:
    """Lets a job that failed begin again where it stopped, as whom it was asked for. Refused when it has not failed (any more)."""
    found = Job.objects.select_for_update().filter(by.scope(), pk=job, state="failed").first()
    if found is None:
        raise Refused("这项工作已经在做，或者做完了。请刷新后再看。")
    found.state, found.error, found.attempts, found.ended_at = "waiting", "", 0, None
    found.save()
    return found


@transaction.atomic
def cancel_job(by: Asker, *, job: UUID) -> None:
    """Cancels a job that waits or runs; a running one stops at its next step. Refused when it has ended, or somebody else asked for it."""
    cancelled = Job.objects.filter(pk=job, user_id=by.user_id, state__in=("waiting", "running"))
    if not cancelled.update(state="cancelled", ended_at=timezone.now(), worker="", lease_until=None):
        raise Refused("这项工作已经结束，不能取消；如果是别人发起的，请联系发起人。")
