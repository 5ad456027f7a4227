"""What a village reports of itself."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.facts.models import changed, corrected
from bangfu.journal.actions import Deed, Subject, record_all
from bangfu.journal.queries import who_wrote
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place as place_found
from bangfu.registry.columns import VILLAGE, empty, possible, together
from bangfu.registry.models import VillageRecord
from bangfu.registry.subjects import from_origin, past, reports_of
from bangfu.rules.refusal import Refused


@transaction.atomic
def report_village(
    by: Actor, *, place: str, values: Mapping[str, Any], since: date | None, reporter: str, reason: str = "", origin: tuple[str, str] = ("", ""),
    seen: UUID | None = None,
) -> VillageRecord:
    """A village's own figures (行政村信息): `values` by column of `columns.VILLAGE`, as known from `since` on; None: what was reported before was wrong.

    `seen` is the entry of the report the reporter looked at. Refused without a reporter, for a place that is no village, when nothing would change, or
    when somebody else has reported since. The figures are shown as 填报, beside what is counted.
    """
    by.must("registry.correct", at=place)
    found = place_found(by, place)
    if found is None or found.level != "village":
        raise Refused("请选择一个村。", field="place")
    if not 2 <= len(reporter.strip()) <= 60:
        raise Refused("请写明填报人，最多 60 个字。", field="reporter")
    wanted = {name: possible(VILLAGE[name], value) for name, value in values.items() if name in VILLAGE}
    if not any(value not in (None, "") for value in wanted.values()):
        raise Refused("还没有填任何一项。")
    rows = reports_of(place)
    _nothing_lost(rows, seen)
    together({**({name: getattr(rows[-1], name) for name in VILLAGE} if rows else {}), **wanted}, wanted)
    if rows and all(getattr(rows[-1], name) == value for name, value in wanted.items()):
        raise Refused("填的内容和现在的一样，没有要改的。")
    said = wanted | from_origin(origin) | {"reporter": reporter}
    if not rows:
        blank = {name: empty(column) for name, column in VILLAGE.items()}
        first = past(since, "since") if since else timezone.localdate()
        new = [VillageRecord(valid_from=first, place_code=place, place_then=place, **(blank | said))]
        superseded: list[VillageRecord] = []
    else:
        made = corrected(rows, said, list(wanted)) if since is None else changed(rows, said, past(since, "since"))
        new, superseded = list(made.new), list(made.superseded)
    deed = Deed("village.reported", Subject("village", place, found.name), place, reason=reason, origin=origin, new=new, superseded=superseded)
    record_all(by, [deed])
    return new[-1]


def _nothing_lost(rows: Sequence[VillageRecord], seen: UUID | None) -> None:
    """Refused when the last report is not the one that was looked at: every figure is sent, so that the second would undo the first."""
    if seen is not None and rows and rows[-1].recorded_in != seen:
        name, at = who_wrote(rows[-1].recorded_in)
        raise Refused(f"{name}在 {timezone.localtime(at):%m月%d日 %H:%M} 先填报了。您填的没有写入，请看过后再定。")
