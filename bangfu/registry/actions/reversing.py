"""A deed upon the register taken back: what it superseded is believed again. A reversing deed of its own; nothing is undone in silence."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction

from bangfu.facts.models import FOREVER
from bangfu.journal.actions import Deed, Subject, record_all
from bangfu.organization.actor import Actor
from bangfu.registry.counts import keep_up
from bangfu.registry.models import Cause, Guarantee, HouseholdRecord, NaturalChange, PersonRecord, RiskSpell, StatusSpell
from bangfu.registry.subjects import reasoned
from bangfu.rules.refusal import Refused

TOUCHED: tuple[type[Any], ...] = (PersonRecord, HouseholdRecord, NaturalChange, StatusSpell, RiskSpell, Cause, Guarantee)


@transaction.atomic
def reverse_deed(by: Actor, *, entry: UUID, reason: str, origin: tuple[str, str] = ("", "")) -> UUID:
    """Takes back what one entry did to the records of people and their households: a correction, or somebody's leaving. Returns the
    entry that took it back.

    Refused out of reach, for an entry that changed no record, and when anything it wrote has been replaced since: then what came later would be lost.
    """
    reasoned(reason)
    written, replaced = list(_rows("recorded_in", entry)), list(_rows("superseded_in", entry))
    if not replaced:
        raise Refused("这一步没有改动名册，不用撤销。")
    known = replaced[0]
    by.must("registry.correct", at=known.place_code)
    if any(one.superseded_at != FOREVER or one.erased_in for one in written):
        raise Refused("这以后这条记录又改过了，不能撤销；请直接更正。")
    for one in (*written, *replaced):
        by.must("registry.correct", at=one.place_code)
    subject = Subject("household", str(known.household_id), f"户 {known.household.number}", key=known.household_id)
    deed = Deed("person.restored", subject, known.place_code, reason=reason, origin=origin, superseded=written, new=[one.draft() for one in replaced])
    record_all(by, [deed])
    keep_up([deed])
    return deed.id


def _rows(column: str, entry: UUID) -> Iterator[Any]:
    """The rows of every table a deed may touch that an entry wrote, or replaced."""
    for model in TOUCHED:
        yield from model._default_manager.filter(**{column: entry}).select_related("household").order_by("valid_from")
