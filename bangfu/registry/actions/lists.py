"""A delivered village taken over."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from bangfu.deliveries.actions import note_rows_applied
from bangfu.deliveries.models import DeliveredVillage
from bangfu.deliveries.queries import rows_to_compare
from bangfu.facts import bulk
from bangfu.journal.actions import record_all
from bangfu.organization.actor import Actor
from bangfu.organization.models import Place
from bangfu.registry.counts import keep_up
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
    rows = rows_to_compare(village.delivery_id, village.place_code)
    judged = judge_village(village.delivery.source.slug, rows, village.place_code).rows
    taking = take_over(village, judged)
    bulk.insert(taking.keys)
    record_all(by, taking.deeds)
    note_rows_applied(by, applied=taking.applied)
    keep_up(taking.deeds)
    tally = [one.outcome for one in judged]
    return VillageTaken(tally.count("new"), tally.count("changed") + tally.count("moved"), tally.count("unchanged") + tally.count("kept"))


def _one_at_a_time(village: str) -> None:
    """Villages of a county are taken over one after the other, whoever does it: two lists with the same new people must not double them."""
    Place.objects.select_for_update().filter(code=village[: place_code.LENGTHS["county"]]).first()
