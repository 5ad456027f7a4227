"""Lists of findings that leave the program on paper or as a workbook."""

import hashlib

from django.db import transaction

from bangfu.accounts.quota import spend
from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import Actor


@transaction.atomic
def note_printed(by: Actor, *, place: str, kind: str, findings: int) -> None:
    """Writes down that a list of findings leaves the program on paper or as a workbook. Numbers on it are masked."""
    by.must("crosscheck.print", at=place)
    spend(by, findings)
    record(by, "crosscheck.printed", Subject("place", place, f"疑点清单 {kind} {findings} 条"), at=place)


@transaction.atomic
def note_letter(by: Actor, *, place: str, number: str, title: str, to: str, findings: int, content: bytes) -> None:
    """Writes down that an official letter about the findings of a place leaves the program: its number, to whom, and the hash of the PDF, by which a copy
    can be told from the letter."""
    by.must("crosscheck.print", at=place)
    spend(by, findings)
    label = f"{number} {title}".strip()
    record(
        by, "findings.lettered", Subject("place", place, label[:160]), at=place, reason=f"主送{to}，{findings} 条疑点",
        papers=[hashlib.sha256(content).hexdigest()],
    )
