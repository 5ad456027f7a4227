"""What leaves the register as a list: noted, whoever takes it."""

from django.db import transaction

from bangfu.journal.actions import Subject, record
from bangfu.journal.models import Entry
from bangfu.organization.actor import Actor


@transaction.atomic
def note_export(by: Actor, *, place: str, what: str) -> Entry:
    """Notes that a list was taken as a workbook: which, and how many rows. Whole numbers never go this way (`ask_disclosure`)."""
    by.must("reporting.export", at=place)
    return record(by, "roster.exported", Subject("place", place, what[:160]), at=place, reason=what[:500])
