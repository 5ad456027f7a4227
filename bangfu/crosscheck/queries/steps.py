"""The last step the asker took, at one finding or at many together, to be undone while nothing else happened since."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from bangfu.crosscheck.models import Batch, Handover, Settlement
from bangfu.crosscheck.queries.rows import UNSETTLED
from bangfu.organization.actor import Actor
from bangfu.rules.finding import UNDONE_AT_ONCE

WITHIN = timedelta(hours=12)   # a working day; after it an undoing is a correction of its own


@dataclass(frozen=True)
class Step:
    """What was done last: `kind` is settlement, handover or batch, `finding` the one it was about (None: many), `name` to whom or to how many, `words` what it
    was."""

    id: UUID
    kind: str
    finding: UUID | None
    name: str
    words: str
    at: datetime


def last_step(by: Actor) -> Step | None:
    """What the asker did last, at one finding or at many together, if nothing was done or found about any of them since."""
    if by.user_id is None or not by.can("crosscheck.settle"):
        return None
    since = timezone.now() - WITHIN
    mine = Settlement.objects.filter(by.scope("finding__place_code"), by_user=by.user_id, at__gte=since).order_by("-at").select_related("finding", "batch").first()
    passed = Handover.objects.filter(by.scope("finding__place_code"), by_user=by.user_id, at__gte=since).order_by("-at").select_related("finding").first()
    if passed and (mine is None or passed.at > mine.at):
        return _passed(passed) if passed.state == "waiting" and passed.finding.state == "open" else None
    if mine and mine.batch:
        return _together(mine.batch) if _all_stand(mine.batch) else None
    return _settled(mine) if mine and _stands(mine) else None


def _stands(one: Settlement) -> bool:
    return one.renews_id is None and one.state in ("done", "asked") and one.finding.recorded_in == one.recorded_in and one.finding.state in UNSETTLED


def _all_stand(batch: Batch) -> bool:
    """Whether a batch is through, and everything it settled stands as it left it."""
    stand = Settlement.objects.filter(
        Q(kind="exemption") | Q(deed__isnull=False), batch=batch, state__in=("done", "asked"), finding__recorded_in=F("recorded_in"), finding__state__in=UNSETTLED,
    )
    is_through = batch.finished_at is not None and batch.undone_at is None
    return is_through and 0 < batch.settled <= UNDONE_AT_ONCE[batch.how] and stand.count() == batch.settled


def _settled(one: Settlement) -> Step:
    return Step(one.pk, "settlement", one.finding_id, one.finding.subject_name, one.what or "报请豁免", one.at)


def _together(batch: Batch) -> Step:
    return Step(batch.pk, "batch", None, f"一起办的 {batch.settled:,} 条", Batch.WAYS[batch.how], batch.at)


def _passed(one: Handover) -> Step:
    return Step(one.pk, "handover", one.finding_id, one.finding.subject_name, f"转给{one.to_title}", one.at)
