"""One finding settled: by a correction, by the source's value, by an exemption that is asked for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.crosscheck.accepting import clear_value, offer_of
from bangfu.crosscheck.actions.type_backs import note_type_backs
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.checks.words import source_word
from bangfu.crosscheck.corrections import Corrected, correction, take_over
from bangfu.crosscheck.entries import deed_about, taken_up
from bangfu.crosscheck.models import Batch, Cell, Finding, Settlement
from bangfu.crosscheck.proofs import Proof, kept_proof
from bangfu.journal.actions import record_all
from bangfu.organization.actor import Actor
from bangfu.rules.delivery import row_word
from bangfu.rules.finding import exemption_may_last, must_give_reason
from bangfu.rules.refusal import Refused


@transaction.atomic
def correct_finding(by: Actor, *, finding: UUID, how: str, values: Mapping[str, Any], reason: str, proof: Proof | None = None) -> Settlement:
    """Settles a finding by a correction of the register: `how` is one of its check's `settle`, `values` the clear values of that correction.

    A person other than the subject may be meant (the head whose birth is wrong): `values["person"]`, who must be named in the cells. `proof`: the photograph
    or paper it rests on, kept with the household; the entry names it.
    """
    found = taken_up(by, finding, "crosscheck.settle", "correct")
    must_give_reason(reason)
    if how not in CHECKS[found.check_slug].settle:
        raise Refused("这类疑点不能这样更正，请选页面上列出的办法。")
    done, kept = correction(how)(by, found, values, reason.strip()), kept_proof(by, found, proof)
    return _corrected(by, found, done, reason.strip(), paper=kept.pk if kept else None, papers=[kept.digest] if kept else [])


@transaction.atomic
def accept_source(by: Actor, *, finding: UUID, reason: str = "", batch: Batch | None = None) -> Settlement:
    """Settles a finding by taking over the value its source gives, the authority's where there is one; the delivered row is the evidence.

    Refused when the lists differ among themselves, or the row is out of reach.
    """
    found = taken_up(by, finding, "crosscheck.settle", "correct")
    offer = offer_of(found, Cell.objects.filter(finding=found, edition=found.edition).order_by("position"))
    if offer is None:
        raise Refused("这个疑点没有可以直接采用的来源值，请看原件更正。")
    why = reason.strip() or f"采用{source_word(offer.source)}{row_word(offer.row)}的值"
    done = take_over(by, found, offer, clear_value(by, offer), why)
    return _corrected(by, found, done, why, delivered_row=offer.delivered_row, batch=batch)


def _corrected(by: Actor, found: Finding, done: Corrected, reason: str, **more: Any) -> Settlement:
    note_type_backs(by, entry=done.deed, why=reason, person=done.person, household=done.household)
    return _settle(
        by, found, "finding.corrected", {"state": "corrected"}, kind="correction", state="done", reason=reason, what=done.what[:300],
        deed=done.deed if done.undoable else None, **more,
    )


@transaction.atomic
def ask_exemption(by: Actor, *, finding: UUID, reason: str, expires_on: date, batch: Batch | None = None) -> Settlement:
    """Asks that a finding be left as it is until a day, because it is so in life. Somebody else decides."""
    found = taken_up(by, finding, "crosscheck.settle", "ask")
    must_give_reason(reason)
    exemption_may_last(expires_on, day=timezone.localdate())
    return _settle(
        by, found, "exemption.asked", {"state": "asked"}, kind="exemption", state="asked", reason=reason.strip(), expires_on=expires_on, batch=batch,
    )


def _settle(by: Actor, found: Finding, verb: str, values: Mapping[str, Any], *, papers: Sequence[str] = (), **said: Any) -> Settlement:
    settlement = Settlement(finding=found, by_user=by.user_id, by_name=by.name, at=timezone.now(), **said)
    record_all(by, [deed_about(found, verb, said["reason"], new=[settlement], rewritten=[(found, values)], papers=papers)])
    return settlement
