"""What a county does about a source: uses it or not, names who answers for it, and how often it has to come."""

from django.db import transaction
from django.utils import timezone

from bangfu.crosscheck.models import SourceSetting
from bangfu.crosscheck.sources import sources
from bangfu.facts.models import FOREVER, changed
from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import Actor
from bangfu.rules.finding import must_give_reason
from bangfu.rules.refusal import Refused
from bangfu.rules.rhythm import EVENT, LATEST_BY, STARTS


@transaction.atomic
def set_source(
    by: Actor, *, place: str, source: str, used: bool, office: str, owner: str, every: str, by_day: int, reason: str,
) -> SourceSetting:
    """Says from today on how the county uses a source. Refused without a reason, for a source or rhythm there is not, and when nothing would change."""
    by.must("crosscheck.sources", at=place)
    must_give_reason(reason)
    _possible(source, office, every, by_day)
    day = timezone.localdate()
    said = {"used": used, "office": office.strip()[:60], "owner": owner.strip()[:60], "every": every, "by_day": 1 if every == EVENT else by_day}
    rows = list(SourceSetting.objects.select_for_update().filter(place_code=place, source=source, superseded_at=FOREVER).order_by("valid_from"))
    if rows and all(getattr(rows[-1], name) == value for name, value in said.items()):
        raise Refused("填的和现在的一样，没有要改的。")
    made = SourceSetting(place_code=place, place_then=place, source=source, valid_from=day, reason=reason.strip()[:200], **said)
    fit = changed(rows, {**said, "reason": made.reason}, day) if rows else None
    record(by, "source.set", Subject("source", source, sources()[source].word), at=place, reason=made.reason,
           superseded=list(fit.superseded) if fit else [], new=list(fit.new) if fit else [made])
    return fit.new[-1] if fit else made


def _possible(source: str, office: str, every: str, by_day: int) -> None:
    if source not in sources():
        raise Refused("没有这种来源，请刷新。", field="source")
    if every not in STARTS or not 1 <= by_day <= LATEST_BY:
        raise Refused(f"第几天前要在 1 到 {LATEST_BY} 之间。", field="by_day")
    if not office.strip():
        raise Refused("请写提供单位。", field="office")
