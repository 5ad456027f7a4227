"""How a dated label of a household begins and ends: the rows that do it, from what is believed of it."""

from collections.abc import Iterable, Sequence
from datetime import date

from bangfu.facts.models import F, Rewriting, ended
from bangfu.registry.models import StatusSpell
from bangfu.rules.refusal import Refused
from bangfu.rules.status import judge_status


def succeeded(rows: Sequence[F], new: F) -> Rewriting[F]:
    """A new spell from its day up to the next that is known; what was believed of the same thing on that day ends with it."""
    new.valid_to = min([new.valid_to, *(row.valid_from for row in rows if row.valid_from > new.valid_from)])
    until_then = [row for row in rows if row.valid_from <= new.valid_from < row.valid_to]
    return Rewriting(until_then, [*(row.draft(valid_to=new.valid_from) for row in until_then if row.valid_from < new.valid_from), new])


def over(last: F, on: date, **said: str) -> Rewriting[F]:
    """The last spell ends on a day, and says how and by which paper. Refused for a day on which it had not begun."""
    if on <= last.valid_from:
        raise Refused(f"结束的日期要在 {last.valid_from} 之后；如果从来没有过，请用“更正”。", field="on")
    closed = ended([last], on)
    return Rewriting(closed.superseded, [row.draft(**said) for row in closed.new])


def labels_on(statuses: Iterable[StatusSpell], day: date) -> dict[str, str]:
    """Family → what a household counted as on a day."""
    return {one.family: one.label for one in statuses if one.valid_from <= day < one.valid_to}


def judge_beside(statuses: Sequence[StatusSpell], family: str, wanted: str, since: date) -> str:
    """What the household counted as of the family until then, '' for nothing. Refused when it cannot become `wanted` that day: beside its other labels,
    or before the next that is known (`rules.status.judge_status`)."""
    beside = labels_on(statuses, since)
    before = beside.pop(family, "")
    judge_status(family, wanted, on=since, before=before, beside=beside)
    later = next((one for one in statuses if one.family == family and one.valid_from > since), None)
    if later and before != wanted:
        judge_status(family, later.label, on=later.valid_from, before=wanted, beside=labels_on(statuses, later.valid_from) | {family: ""})
    return before
