"""The rows of a list of villages, judged against what each village reported last."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from bangfu.deliveries.rows import Meant
from bangfu.registry.columns import VILLAGE
from bangfu.registry.heard import Line, open_all
from bangfu.registry.judged import Judged, Judging, VillageJudged
from bangfu.registry.models import VillageRecord
from bangfu.registry.said import agreeing, hear, hear_before
from bangfu.registry.subjects import reports_of
from bangfu.rules.delivery import weigh
from bangfu.rules.refusal import Refused

NO_VILLAGE = "没有认出这一行是哪个村，请核对乡镇和村名。"


def judge_villages(judging: Judging, lines: Sequence[Line]) -> VillageJudged:
    """Judges the rows that were found to be about one village: one of them is taken over, others are named as its doubles."""
    opened = open_all(lines)
    last = judging.told.last_of([judging.village])
    before = open_all(last.values())
    told = next(iter(before.values()), None)
    reports = reports_of(judging.village)
    report = next((one for one in reversed(reports) if one.valid_from <= judging.delivery.data_day), reports[0] if reports else None)
    return VillageJudged([_judged(judging, line, opened, told, report) for line in lines], kind="village")


def _judged(
    judging: Judging, line: Line, opened: Mapping[UUID, Meant], told: Meant | None, report: VillageRecord | None,
) -> Judged:
    if not judging.is_village(line.place_code):
        return Judged(line, "refused", fault=judging.fault(Refused(NO_VILLAGE), "village"))
    if fault := judging.twice("同一个村", line.place_code, line.number):
        return Judged(line, "refused", fault=fault)
    try:
        said = hear(opened[line.id])
        ours = {name: getattr(report, name) for name in said.village} if report else {}
        heard = hear_before(told) if told else None
        weighed = weigh(said.village, ours, heard.village if heard else None)
        agreeing(VILLAGE, report, weighed.taken)
    except Refused as refused:
        return Judged(line, "refused", fault=judging.fault(refused, f"village.{refused.field}"))
    outcome = ("changed" if report else "new") if weighed.taken else "kept" if weighed.held else "unchanged"
    return Judged(line, outcome, line.place_code, report=report, said=said, taken=weighed.taken, held=bool(weighed.held))
