"""That a backup was taken or put back stands in the journal of each county it holds."""

from django.db import transaction

from bangfu.backups.manifest import Manifest
from bangfu.journal.actions import Deed, Subject, record_all
from bangfu.organization.actor import Actor
from bangfu.organization.queries import places_reached

VERBS = ("backup.taken", "backup.restored")


@transaction.atomic
def note_backup(by: Actor, *, manifest: Manifest, verb: str) -> int:
    """Writes down that this backup was taken (`backup.taken`) or put back (`backup.restored`), with its root, once a county. Returns how many
    entries were written: none in an installation without places."""
    by.must("backups.take")
    counties = [one.code for one in places_reached(by, level="county")]
    subject = Subject("backup", manifest.root[:32], f"{manifest.made_at[:16].replace('T', ' ')}，{manifest.rows:,} 行")
    return len(record_all(by, [Deed(verb=verb, subject=subject, at=code, reason=f"摘要 {manifest.root}") for code in counties]))
