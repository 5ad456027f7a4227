"""The last step undone: what was said of one finding, or of many together, is taken back while nothing else happened about them since."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.crosscheck.actions.alike import AT_ONCE
from bangfu.crosscheck.actions.type_backs import note_type_backs
from bangfu.crosscheck.entries import about_many, deed_about, taken_up
from bangfu.crosscheck.models import Batch, Finding, Settlement, TypeBack
from bangfu.journal.actions import record, record_all
from bangfu.organization.actor import Actor
from bangfu.registry.actions import reverse_deed
from bangfu.rules.finding import FLOW, may_undo_together
from bangfu.rules.refusal import Refused
from bangfu.work.actions import start_job

Hold = Callable[[], None]


def _nothing() -> None:
    """No lease has to be proved."""


@transaction.atomic
def undo_settlement(by: Actor, *, settlement: UUID) -> Finding:
    """Takes back one's own last step at a finding: the register says again what it said before, and the finding is open again.

    Refused for somebody else's step, and when anything happened to the finding or the record since; somebody who was added is taken out by a
    departure, not by undoing.
    """
    done = Settlement.objects.filter(by.scope("finding__place_code"), pk=settlement, by_user=by.user_id).first()
    if done is None:
        raise Refused("只能撤销自己刚办的这一步。")
    return _taken_back(by, done)


def _taken_back(by: Actor, done: Settlement) -> Finding:
    found = taken_up(by, done.finding_id, "crosscheck.settle")
    if done.state not in ("done", "asked") or done.renews_id or found.recorded_in != done.recorded_in:
        raise Refused("这一步以后又有了新的情况，不能撤销了；请看疑点的经过再办。")
    step, reason = ("undo_correction", "撤销刚才的更正") if done.kind == "correction" else ("take_back", "撤回刚才的豁免申请")
    if done.kind == "correction":
        if done.deed is None:
            raise Refused("补录不能直接撤销；请在那个人的页面办“移出名册：本不应在册”。")
        taken_back = reverse_deed(by, entry=done.deed, reason=reason, origin=("finding", str(found.pk)))
        for person, household in _noted(done.deed):
            note_type_backs(by, entry=taken_back, why=reason, person=person, household=None if person else household)
    ended = {"state": "undone", "ended_by": by.name, "ended_at": timezone.now()}
    record_all(by, [deed_about(found, "finding.reopened", reason, rewritten=[(done, ended), (found, {"state": FLOW.after(found.state, step)})])])
    return found


def _noted(entry: UUID) -> set[tuple[UUID | None, UUID]]:
    """Of whom a correction made lines to be typed back."""
    return set(TypeBack.objects.filter(deed=entry).values_list("person", "household"))


@transaction.atomic
def undo_alike(by: Actor, *, batch: UUID) -> Batch:
    """Takes back what one settled together oneself, all of it or nothing. As many as `AT_ONCE` are taken back at once; more by a job.

    Refused for somebody else's, for one that goes on, and when anything happened to any of the findings or records since.
    """
    done = _own(by, batch)
    by.must("crosscheck.settle", at=done.place_code)
    _may_be_undone(done)
    if done.settled > AT_ONCE:
        start_job(by, "crosscheck.undo", subject=str(done.pk), key=f"undo:{done.pk}", at=done.place_code)
        return done
    return take_all_back(by, batch=done.pk)


@transaction.atomic
def take_all_back(by: Actor, *, batch: UUID, hold: Hold = _nothing) -> Batch:
    """Takes back every settlement of a batch, each with an entry of its own, in one transaction: the first that cannot be leaves them all as they are. `hold` is
    called last: it proves that the job is still ours."""
    done = _own(by, batch)
    by.must("crosscheck.settle", at=done.place_code)
    if done.undone_at:
        return done   # a job taken up again after it had done everything
    _may_be_undone(done)
    for one in Settlement.objects.filter(batch=done).select_related("finding").order_by("finding__place_code", "id"):
        _of_many(by, one)
    record(by, "findings.reopened_alike", about_many(done), at=done.place_code, rewritten=[(done, {"undone_at": timezone.now()})], told=False)
    hold()
    return done


def _own(by: Actor, batch: UUID) -> Batch:
    done = Batch.objects.select_for_update().filter(by.scope(), pk=batch, by_user=by.user_id).first()
    if done is None:
        raise Refused("只能撤销自己刚刚一起办的这一批。")
    return done


def _may_be_undone(done: Batch) -> None:
    if done.finished_at is None:
        raise Refused("这一批还没有办完；等办完再撤销。")
    if done.undone_at or not done.settled:
        raise Refused("这一批已经撤销过，或者一条也没有办成，没有可以撤销的。")
    may_undo_together(done.how, done.settled)


def _of_many(by: Actor, one: Settlement) -> None:
    try:
        _taken_back(by, one)
    except Refused as refused:
        raise Refused(f"有一条撤销不了，整批都没有撤销：{refused.sentence}") from refused   # no name: a job keeps the sentence
