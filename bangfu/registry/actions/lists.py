"""A delivered village taken over."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction

from bangfu.deliveries.actions import note_rows_applied
from bangfu.deliveries.models import DeliveredRow, DeliveredVillage, Delivery
from bangfu.facts import bulk
from bangfu.journal.actions import record_all
from bangfu.organization.actor import Actor
from bangfu.organization.models import Place
from bangfu.registry.counts import keep_up
from bangfu.registry.judged import Judged
from bangfu.registry.judging import judge_village
from bangfu.registry.taking import take_over
from bangfu.rules import place_code


@dataclass(frozen=True)
class VillageTaken:
    """What applying one village did."""

    new: int
    changed: int
    unchanged: int


@transaction.atomic
def apply_village(by: Actor, *, village: DeliveredVillage, hold: Callable[[], None]) -> VillageTaken:
    """Takes one village of a delivered list over into the register, whole or not at all.

    Rows are judged again here, within the transaction, so that what somebody changed since the preview is respected. One journal entry a
    household. Refused when the village is already in; `hold` proves that the job is still this worker's.
    """
    by.must("deliveries.apply", at=village.place_code)
    hold()
    _one_at_a_time(village.place_code)
    judged = judge_village(village.delivery, village.place_code)
    taking = take_over(village, judged)
    bulk.insert(taking.keys)
    record_all(by, taking.deeds)
    note_rows_applied(by, applied=taking.applied)
    bulk.update(DeliveredRow, ((row, {"print": ""}) for row in taking.held))
    keep_up(taking.deeds)
    tally = [one.outcome for one in judged.rows]
    return VillageTaken(tally.count("new"), tally.count("changed") + tally.count("moved"), tally.count("unchanged") + tally.count("kept"))


@transaction.atomic
def note_judged(by: Actor, *, delivery: Delivery, judged: Iterable[Judged]) -> None:
    """Notes on the rows of one village what taking them over would do, and about whom they are. They are staged rows, without an entry of their own; the
    village is counted when all are compared (`deliveries.actions.write_comparison`)."""
    by.must("deliveries.receive", at=delivery.place_code)
    rows = list(judged)
    bulk.update(DeliveredRow, ((one.row.id, {"outcome": one.outcome, "subject": one.subject}) for one in rows))
    bulk.update(DeliveredRow, ((one.row.id, {"faults": one.fault}) for one in rows if one.fault))


def _one_at_a_time(village: str) -> None:
    """Villages of a county are taken over one after the other, whoever does it: two lists with the same new people must not double them."""
    Place.objects.select_for_update().filter(code=village[: place_code.LENGTHS["county"]]).first()
