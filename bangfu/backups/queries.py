"""What is asked about backups: when the last was taken."""

from datetime import datetime

from django.utils import timezone

from bangfu.journal.queries import last_of
from bangfu.organization.actor import Actor

OLD = 2   # days after which a nightly backup is missing


def taken_last(by: Actor) -> datetime | None:
    """When the last backup was taken, as the journal has it; None when there was none, or for whoever has nothing to do with backups."""
    return last_of("backup.taken") if by.can("backups.take") else None


def is_missing(by: Actor) -> bool:
    """Whether the asker, who answers for backups, should be told that none was taken for two days or more."""
    last = taken_last(by)
    return by.can("backups.take") and (last is None or (timezone.now() - last).days >= OLD)
