"""A past run repeated from what it had read: whether the same comes out is written down beside it."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.crosscheck import snapshot
from bangfu.crosscheck.entries import about_run
from bangfu.crosscheck.models import Run
from bangfu.journal.actions import record
from bangfu.organization.actor import Actor
from bangfu.rules.refusal import Refused
from bangfu.work.actions import start_job
from bangfu.work.models import Job


@transaction.atomic
def request_repeat(by: Actor, *, run: UUID) -> Job:
    """Has a finished run repeated. Asked again while that waits or goes on, the job is returned. Refused out of reach, and when what it read was removed."""
    found = _finished(by, run)
    by.must("crosscheck.run", at=found.place_code)
    if not snapshot.is_there(found.pk):
        raise Refused("这次核对读到的名册和名单已经到期清除，不能再算；看最近的几次。")
    going_on = Job.objects.filter(name="crosscheck.repeat", subject=str(run), state__in=("waiting", "running")).first()
    return going_on or start_job(by, "crosscheck.repeat", subject=str(run), key=f"repeat:{run}:{timezone.now().isoformat()}", at=found.place_code)


@transaction.atomic
def note_repeated(by: Actor, *, run: UUID, digest: str) -> Run:
    """Writes down what came out when a run was repeated. Nothing else changes: no finding is touched."""
    found = _finished(by, run)
    by.must("crosscheck.run", at=found.place_code)
    said = {"repeated_at": timezone.now(), "repeated_by": by.name, "repeated_digest": digest}
    record(by, "crosscheck.repeated", about_run(found), at=found.place_code, rewritten=[(found, said)])
    return found


def _finished(by: Actor, run: UUID) -> Run:
    found = Run.objects.select_for_update().filter(by.scope(), pk=run, finished_at__isnull=False).first()
    if found is None:
        raise Refused("没有这次核对，或它的范围不全在您岗位的管辖范围内。")
    return found
