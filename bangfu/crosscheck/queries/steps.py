"""The last step the asker took, to be undone while nothing else happened since."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from bangfu.crosscheck.models import Handover, Settlement
from bangfu.crosscheck.queries.rows import UNSETTLED
from bangfu.organization.actor import Actor

WITHIN = timedelta(hours=12)   # a working day; after it an undoing is a correction of its own


@dataclass(frozen=True)
class Step:
    """What was done last: `kind` is settlement or handover, `words` what it was."""

    id: UUID
    kind: str
    finding: UUID
    name: str
    words: str
    at: datetime


def last_step(by: Actor) -> Step | None:
    """What the asker did last at one finding, if nothing was done or found about it since. None for what was done to many at once."""
    if by.user_id is None or not by.can("crosscheck.settle"):
        return None
    since = timezone.now() - WITHIN
    mine = Settlement.objects.filter(by.scope("finding__place_code"), by_user=by.user_id, at__gte=since).order_by("-at").select_related("finding").first()
    passed = Handover.objects.filter(by.scope("finding__place_code"), by_user=by.user_id, at__gte=since).order_by("-at").select_related("finding").first()
    if passed and (mine is None or passed.at > mine.at):
        return _passed(passed) if passed.state == "waiting" and passed.finding.state == "open" else None
    return _settled(mine) if mine and _stands(mine) else None


def _stands(one: Settlement) -> bool:
    alone = one.batch_id is None and one.renews_id is None
    return alone and one.state in ("done", "asked") and one.finding.recorded_in == one.recorded_in and one.finding.state in UNSETTLED


def _settled(one: Settlement) -> Step:
    return Step(one.pk, "settlement", one.finding_id, one.finding.subject_name, one.what or "报请豁免", one.at)


def _passed(one: Handover) -> Step:
    return Step(one.pk, "handover", one.finding_id, one.finding.subject_name, f"转给{one.to_title}", one.at)
