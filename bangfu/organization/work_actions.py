"""What whoever looks after the program does about the work of others: lets what failed begin again."""

from uuid import UUID

from django.db import transaction

from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import Actor
from bangfu.work.actions import try_again
from bangfu.work.models import Job
from bangfu.work.queries import WORDS

POWER = "work.again"   # the system administrator's


@transaction.atomic
def try_work_again(by: Actor, *, job: UUID) -> Job:
    """Lets a job that failed begin again where it stopped, as whom it was asked for. Refused when it has not failed (any more), or lies out of reach."""
    by.must(POWER)
    again = try_again(by, job=job)
    record(by, "work.tried_again", Subject("job", str(again.pk), f"{WORDS.get(again.name, again.name)} {str(again.pk)[-8:]}"), at=again.place_code)
    return again
