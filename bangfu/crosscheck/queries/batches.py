"""What was done to many findings at once, and what became of each."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.models import Batch, Finding, Settlement
from bangfu.crosscheck.queries.rows import FindingRow, rows_for
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names

MOST_SHOWN = 500


@dataclass(frozen=True)
class BatchRow:
    """Many alike settled together. `refused` are those that could not be, each with why."""

    id: UUID
    title: str
    place_code: str
    place_name: str
    how: str
    how_word: str
    reason: str
    expires_on: date | None
    asked: int
    settled: int
    refused: tuple[tuple[FindingRow, str], ...]
    refused_count: int
    by_name: str
    at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    done: tuple[FindingRow, ...]


def batch(by: Actor, wanted: UUID) -> BatchRow | None:
    """One deed about many, at a place within reach, with at most `MOST_SHOWN` of either kind named."""
    if not by.can("crosscheck.look"):
        return None
    one = Batch.objects.filter(by.scope(), pk=wanted).first()
    return _row(by, one) if one else None


def _row(by: Actor, one: Batch) -> BatchRow:
    lines = [line.partition("\t") for line in one.refused.splitlines()]
    listed = {row.id: row for row in rows_for(by, Finding.objects.filter(by.scope(), pk__in=[finding for finding, _, _ in lines[:MOST_SHOWN]]))}
    refused = tuple((listed[UUID(finding)], sentence) for finding, _, sentence in lines[:MOST_SHOWN] if UUID(finding) in listed)
    settled = Settlement.objects.filter(batch=one).order_by("at", "id").select_related("finding")[:MOST_SHOWN]
    title = CHECKS[one.check_slug].title if one.check_slug in CHECKS else one.check_slug
    return BatchRow(
        one.pk, title, one.place_code, place_names([one.place_code]).get(one.place_code, one.place_code), one.how, Batch.WAYS[one.how], one.reason,
        one.expires_on, one.asked, one.settled, refused, len(lines), one.by_name, one.at, one.finished_at, one.undone_at,
        tuple(rows_for(by, [each.finding for each in settled if each.finding])),
    )
