"""A delivered list held against the register, village by village: what is new, what changed, what moved in, what is held, who is gone."""

from collections.abc import Iterable
from uuid import UUID

from bangfu.deliveries.models import DeliveredRow, Delivery
from bangfu.registry.heard import Told, lines_of, lines_to_judge
from bangfu.registry.judged import Gone, Judging, VillageJudged, key_of
from bangfu.registry.judging_households import households_gone, judge_households
from bangfu.registry.judging_persons import judge_persons, persons_gone
from bangfu.registry.judging_villages import judge_villages
from bangfu.walls.reach import whole_county
from bangfu.workbooks.layout import LAYOUTS

JUDGES = {"person": judge_persons, "household": judge_households, "village": judge_villages}


def judge_village(delivery: Delivery, village: str, seen: dict[int, int] | None = None) -> VillageJudged:
    """Judges the rows of one village of a delivery that were not refused. `seen` (whom or what a row is about → its number) is kept across the villages
    of a delivery, to find who stands in it twice.

    Nothing is written: run inside the applying transaction it says what is taken over, before it what would be.
    """
    lines = lines_to_judge(delivery.pk, village)
    if not lines:
        return VillageJudged([])
    with whole_county("whom the rows are about is looked for everywhere, and what the source said of them last"):
        told = Told(delivery.source.slug, village, delivery.pk)
        judging = Judging(delivery, village, told, {} if seen is None else seen)
        return JUDGES[subject_of(delivery)](judging, lines)


def subject_of(delivery: Delivery) -> str:
    """What one row of a list is about: person, household or village."""
    return str(getattr(LAYOUTS[delivery.source.layout], "subject", "person"))


def named_before(delivery: UUID, until: str) -> dict[int, int]:
    """What `seen` holds after the villages up to and including `until`: made again from what was noted on their rows."""
    seen: dict[int, int] = {}
    rows = DeliveredRow.objects.filter(delivery=delivery, place_code__lte=until).exclude(outcome="refused")
    for line in lines_of(rows.order_by("place_code", "number")):
        seen.setdefault(key_of(line.subject or line.called), line.number)
    return seen


def gone_of(delivery: Delivery, village: str) -> list[Gone]:
    """Who is gone from a village that was judged before: told by what was noted on its rows."""
    told = Told(delivery.source.slug, village, delivery.pk)
    rows = DeliveredRow.objects.filter(delivery=delivery, place_code=village).exclude(outcome="refused").exclude(subject="")
    missing = told.named() - set(rows.values_list("subject", flat=True))
    kind = subject_of(delivery)
    return persons_gone(missing, village) if kind == "person" else households_gone(missing, village) if kind == "household" else []


@whole_county("where the list has those who are gone from a village, wherever that is")
def listed_elsewhere(delivery: Delivery, gone: Iterable[Gone]) -> dict[str, str]:
    """Of those who are gone from a village whom the list has in another, once it was judged: id → the code of that village."""
    rows = DeliveredRow.objects.filter(delivery=delivery, subject__in=[one.subject for one in gone]).exclude(outcome="refused")
    return dict(rows.order_by("number").values_list("subject", "place_code"))
