"""What is done about figures: they leave as a workbook, which is noted."""

from django.db import transaction

from bangfu.accounts.quota import spend
from bangfu.journal.actions import Subject, record
from bangfu.journal.models import Entry
from bangfu.organization.actor import Actor


@transaction.atomic
def note_figures_exported(by: Actor, *, place: str, what: str, rows: int) -> Entry:
    """Notes that figures, or the rows behind one, were taken as a workbook; `rows`: how many there are of people, none in sums."""
    by.must("reporting.export", at=place)
    spend(by, rows)
    return record(by, "figures.exported", Subject("place", place, what[:160]), at=place, reason=what[:500])
