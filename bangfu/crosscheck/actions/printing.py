"""Lists of findings that leave the program on paper or as a workbook."""

from django.db import transaction

from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import Actor


@transaction.atomic
def note_printed(by: Actor, *, place: str, kind: str, findings: int) -> None:
    """Writes down that a list of findings leaves the program on paper or as a workbook. Numbers on it are masked."""
    by.must("crosscheck.print", at=place)
    record(by, "crosscheck.printed", Subject("place", place, f"疑点清单 {kind} {findings} 条"), at=place)
