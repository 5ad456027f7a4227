"""Many alike settled together: one check and fault, one way, one reason; each finding has its own settlement and entry."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.crosscheck.actions.settling import accept_source, ask_exemption
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.entries import about_many
from bangfu.crosscheck.models import Batch, Finding
from bangfu.crosscheck.queries import Narrow, ids
from bangfu.journal.actions import record
from bangfu.organization.actor import Actor
from bangfu.rules.finding import exemption_may_last, must_give_reason
from bangfu.rules.refusal import Refused
from bangfu.work.actions import start_job

AT_ONCE = 200    # as many are settled while one waits; more become a job
A_STEP = 50      # findings settled in one transaction of a job
MOST = 20_000
Hold = Callable[[str], None]
Progress = Callable[[int, int, str], None]


def _nothing(*_: object) -> None:
    """No one waits for a sign."""


@transaction.atomic
def settle_alike(
    by: Actor, *, place: str, check: str, fault: str, how: str, reason: str, expires_on: date | None = None, findings: Sequence[UUID] | None = None,
) -> Batch:
    """Settles open findings of one check and fault at a place with one deed: `how` is a word of `Batch.WAYS`, `findings` those chosen, None for all.

    As many as `AT_ONCE` are done at once; more are done by a job. What cannot be done to one is said of it, and the others are done.
    """
    by.must("crosscheck.settle", at=place)
    must_give_reason(reason)
    _possible(check, fault, how, expires_on)
    wanted = _wanted(by, place, check, fault, findings)
    made = Batch(
        place_code=place, place_then=place, check_slug=check, fault=fault, how=how, reason=reason.strip()[:500],
        expires_on=expires_on if how == "exempt" else None, chosen="\n".join(map(str, findings or ())), asked=len(wanted), by_user=by.user_id,
        by_name=by.name, at=timezone.now(),
    )
    record(by, "findings.settled_alike", about_many(made), at=place, new=[made], told=False)
    if len(wanted) > AT_ONCE:
        start_job(by, "crosscheck.settle", subject=str(made.pk), key=f"settle:{made.pk}", at=place)
        return made
    return carry_out(by, batch=made)


def _possible(check: str, fault: str, how: str, expires_on: date | None) -> None:
    if check not in CHECKS or fault not in CHECKS[check].reason:
        raise Refused("请先选一项检查和一种情形，同一种才能一起办。")
    if how not in Batch.WAYS:
        raise Refused("请选怎么办：豁免，或采用来源的值。", field="how")
    if how == "exempt":
        if expires_on is None:
            raise Refused("请填豁免到哪天。", field="expires_on")
        exemption_may_last(expires_on, day=timezone.localdate())


def _wanted(by: Actor, place: str, check: str, fault: str, findings: Sequence[UUID] | None) -> list[UUID]:
    wanted = sorted(set(findings)) if findings is not None else ids(by, place=place, narrow=Narrow(state="open", check=check, fault=fault))
    if not wanted:
        raise Refused("没有选中疑点；请先勾选，或选“全部”。")
    if len(wanted) > MOST:
        raise Refused(f"一次最多办 {MOST:,} 条，请按乡镇或村分开办。")
    return wanted


def carry_out(by: Actor, *, batch: Batch, hold: Hold = _nothing, progress: Progress = _nothing, behind: str = "") -> Batch:
    """Does what was asked of a batch, `A_STEP` findings a transaction, behind the finding at which a killed job stopped (`behind`; `hold(mark)` keeps it)."""
    by.must("crosscheck.settle", at=batch.place_code)
    chosen = [UUID(one) for one in batch.chosen.split()]
    wanted = chosen or ids(by, place=batch.place_code, narrow=Narrow(state="open", check=batch.check_slug, fault=batch.fault))
    left = [one for one in sorted(wanted) if str(one) > behind]
    while batch.finished_at is None:
        part, left = left[:A_STEP], left[A_STEP:]
        _step(by, batch, part, last=not left, hold=hold)
        progress(batch.asked - len(left), batch.asked, "正在一起办")
    return batch


@transaction.atomic
def _step(by: Actor, batch: Batch, part: Sequence[UUID], *, last: bool, hold: Hold) -> None:
    hold(str(part[-1]) if part else "")
    alike = set(Finding.objects.filter(pk__in=part, check_slug=batch.check_slug, fault=batch.fault).values_list("pk", flat=True))
    refused = [(one, sentence) for one in part if (sentence := _refused(by, batch, one, one in alike))]
    values = {
        "settled": batch.settled + len(part) - len(refused),
        "refused": batch.refused + "".join(f"{one}\t{sentence}\n" for one, sentence in refused), "finished_at": timezone.now() if last else None,
    }
    record(by, "findings.settled_alike", about_many(batch), at=batch.place_code, rewritten=[(batch, values)], told=False)


def _refused(by: Actor, batch: Batch, finding: UUID, is_alike: bool) -> str:
    """Settles one of them; why not, where it cannot be."""
    if not is_alike:
        return "它不是同一项检查、同一种情形，没有一起办。"
    try:
        if batch.how == "exempt" and batch.expires_on:
            ask_exemption(by, finding=finding, reason=batch.reason, expires_on=batch.expires_on, batch=batch)
        else:
            accept_source(by, finding=finding, reason=batch.reason, batch=batch)
    except Refused as refused:
        return refused.sentence.replace("\n", " ")
    return ""
