"""The rows of a delivered file: put in batch by batch, and what comparing said of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from bangfu.deliveries.models import DeliveredCell, DeliveredRow, DeliveredShape, DeliveredVillage, Delivery
from bangfu.deliveries.subjects import subject_of
from bangfu.facts import bulk
from bangfu.journal.actions import record
from bangfu.organization.actor import Actor
from bangfu.rules.delivery import FLOW
from bangfu.work.actions import start_job


@transaction.atomic
def put_rows(
    by: Actor, *, delivery: Delivery, rows: Sequence[DeliveredRow], shapes: Sequence[DeliveredShape], cells: Sequence[DeliveredCell] = (),
) -> None:
    """Adds a batch of staged rows, the shapes first met in it, and their cells of columns we have no field for. They are derived from the file, whose hash the journal
    holds, so they have no entry of their own."""
    by.must("deliveries.receive", at=delivery.place_code)
    bulk.insert(shapes)
    bulk.insert(rows)
    bulk.insert(cells)


@transaction.atomic
def finish_staging(by: Actor, *, delivery: Delivery, rows: int, outside: int) -> None:
    """All rows are read (`outside` of them left to other posts): has them compared with what their receiver holds."""
    by.must("deliveries.receive", at=delivery.place_code)
    values = {"state": FLOW.after(delivery.state, "stage"), "rows": rows, "outside": outside}
    record(by, "delivery.staged", subject_of(delivery), at=delivery.place_code, rewritten=[(delivery, values)])
    name = f"{delivery.source.receiver}.compare"
    start_job(by, name, subject=str(delivery.pk), key=f"compare:{delivery.pk}", at=delivery.place_code)


@dataclass(frozen=True)
class Verdict:
    """What comparing said of one row: a word of `rules.delivery.OUTCOMES`, the person it is about, and a fault when it is refused."""

    row: UUID
    outcome: str
    subject: str = ""
    fault: str = ""


@transaction.atomic
def write_comparison(by: Actor, *, delivery: Delivery, verdicts: Iterable[Verdict], gone: Mapping[str, int]) -> None:
    """Writes what comparing said of each row, and the count of each village. `gone`: village → persons we hold whom the list has not."""
    by.must("deliveries.receive", at=delivery.place_code)
    _write_verdicts(verdicts)
    counts = _counted(delivery)
    villages = [
        DeliveredVillage(delivery=delivery, place_code=code, place_then=code, gone=gone.get(code, 0), **counts.get(code, {}))
        for code in sorted({*counts, *(code for code in gone if code in counts)})
    ]
    values = {"state": FLOW.after(delivery.state, "compare")}
    record(by, "delivery.compared", subject_of(delivery), at=delivery.place_code, new=villages, rewritten=[(delivery, values)])


def _write_verdicts(verdicts: Iterable[Verdict]) -> None:
    said = list(verdicts)
    bulk.update(DeliveredRow, ((one.row, {"outcome": one.outcome, "subject": one.subject}) for one in said))
    bulk.update(DeliveredRow, ((one.row, {"faults": one.fault}) for one in said if one.fault))


def _counted(delivery: Delivery) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for code, outcome in DeliveredRow.objects.filter(delivery=delivery).values_list("place_code", "outcome").iterator():
        village = counts.setdefault(code, {})
        village[outcome] = village.get(outcome, 0) + 1
    return counts
