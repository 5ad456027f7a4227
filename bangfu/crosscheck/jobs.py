"""The checks' own work: a run; and lists that are held against the register: compared with the one before, put in force."""

from functools import partial
from uuid import UUID

from django.utils import timezone

from bangfu.crosscheck import engine, snapshot
from bangfu.crosscheck.actions import (
    carry_out,
    note_repeated,
    request_after_delivery,
    request_nightly,
    run_checks,
    see_type_backs,
    take_all_back,
)
from bangfu.crosscheck.models import Batch, Run
from bangfu.crosscheck.reading import found_again
from bangfu.deliveries import actions as deliveries
from bangfu.deliveries.actions import Verdict
from bangfu.deliveries.models import DeliveredRow, DeliveredVillage, Delivery
from bangfu.deliveries.queries import lists_in_force, places_delivered, rows_to_compare
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.organization.queries import actor_again, places_reached
from bangfu.registry import jobs as registry
from bangfu.registry.jobs import apply_villages
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.refusal import Refused
from bangfu.walls.reach import reaching
from bangfu.work.failpoints import failpoint
from bangfu.work.worker import Handle

COMPARED = ("name_folded", "id_index", "id_status", "sex", "birth", "relation", "household_number", "person_number", "event_day")


def run(handle: Handle) -> None:
    """Runs the checks over the place of the job; killed and taken up again it goes on behind the last village that was written."""
    _run(handle, actor_again(handle.user_id, handle.post_id), changed=False)


def _run(handle: Handle, by: Actor, *, changed: bool) -> None:
    def hold(mark: str) -> None:
        handle.hold()
        handle.reach(mark)
        failpoint("crosscheck.village")

    run_checks(by, at=handle.subject, hold=hold, progress=handle.progress, resume=handle.checkpoint, changed=changed)


def after_delivery(handle: Handle) -> None:
    """Looks again at what a list that came into force touches, in the name of the program: it may touch people out of reach of whoever delivered it."""
    _run(handle, PROGRAM, changed=True)


def nightly() -> str:
    """Asks for a run over each county in which anything changed since the last one, and once a week anyway. Done at a set hour; says which were asked for."""
    return " ".join(job.subject for one in places_reached(PROGRAM, level="county") if (job := request_nightly(PROGRAM, at=one.code)))


def prune() -> int:
    """Removes what runs read that nobody needs any more (`snapshot.prune`, `snapshot.prune_strays`). Done daily; returns how many."""
    strays = snapshot.prune_strays({str(one) for one in Run.objects.values_list("pk", flat=True)}, timezone.now().timestamp())
    return strays + snapshot.prune({(str(one.pk), one.place_code, one.day) for one in Run.objects.filter(finished_at__isnull=False)})


def _in_force(handle: Handle) -> None:
    """Has what a list touches looked at again; the run that does it stages the list (`lists.staged_list`)."""
    delivery = Delivery.objects.get(pk=handle.subject)
    request_after_delivery(PROGRAM, delivery=delivery.pk, at=delivery.place_code[: LENGTHS["county"]])


def settle(handle: Handle) -> None:
    """Settles many alike; killed and taken up again it goes on behind the last step that was kept."""
    def hold(mark: str) -> None:
        handle.reach(mark or handle.checkpoint)
        failpoint("crosscheck.settle")

    by = actor_again(handle.user_id, handle.post_id)
    batch = Batch.objects.get(pk=handle.subject)
    with reaching(by.ranges):
        carry_out(by, batch=batch, hold=hold, progress=handle.progress, behind=handle.checkpoint)


def undo(handle: Handle) -> None:
    """Takes back what was settled together, all of it in one transaction; killed and taken up again it begins anew."""
    by = actor_again(handle.user_id, handle.post_id)
    with reaching(by.ranges):
        take_all_back(by, batch=UUID(handle.subject), hold=handle.hold)


def repeat(handle: Handle) -> None:
    """Finds again what a past run found, from what it had read, and writes down whether the same came out."""
    by = actor_again(handle.user_id, handle.post_id)
    try:
        digest = engine.digest(found_again(UUID(handle.subject)))
    except FileNotFoundError:
        raise Refused("这次核对读到的名册和名单已经到期清除，不能再算；看最近的几次。") from None
    handle.hold()
    note_repeated(by, run=UUID(handle.subject), digest=digest)


def compare(handle: Handle) -> None:
    """Says of every row of a list whether the list in force before has it, and counts by village. Looks only; run again it says the same."""
    by = actor_again(handle.user_id, handle.post_id)
    delivery = Delivery.objects.select_related("source").get(pk=handle.subject)
    if delivery.state != "staged":
        return
    before = {one.place_code: one.delivery for one in lists_in_force() if one.source == delivery.source.slug}
    verdicts, gone, villages = [], {}, places_delivered(delivery.pk)
    for done, village in enumerate(villages):
        old = rows_to_compare(before[village], village) if village in before else []
        said, gone[village] = compared(rows_to_compare(delivery.pk, village), old)
        verdicts += said
        handle.progress(done + 1, len(villages), "正在比对")
    with handle.step():
        deliveries.write_comparison(by, delivery=delivery, verdicts=verdicts, gone=gone)


def apply_register(handle: Handle) -> None:
    """Takes a list over into the register, ticks off what was typed back and stands in it now, and has what it touches looked at again. Run again it does
    what is left."""
    registry.apply(handle)
    by = actor_again(handle.user_id, handle.post_id)
    for village in DeliveredVillage.objects.filter(delivery_id=handle.subject, applied_at__isnull=False).select_related("delivery__source").order_by("place_code"):
        handle.hold()
        see_type_backs(by, village=village)
    _in_force(handle)


def apply(handle: Handle) -> None:
    """Puts a list in force, each village in a transaction of its own; killed and taken up again it goes on with the next village."""
    by = actor_again(handle.user_id, handle.post_id)

    def put(village: DeliveredVillage) -> None:
        deliveries.apply_source_village(by, village=village, hold=partial(handle.reach, village.place_code))

    apply_villages(handle, put)
    with handle.step():
        deliveries.finish_applying(by, delivery=Delivery.objects.select_related("source").get(pk=handle.subject))
    _in_force(handle)


def compared(rows: list[DeliveredRow], before: list[DeliveredRow]) -> tuple[list[Verdict], int]:
    """(what is said of each row, how many of the rows before are gone). Rows meet by whole number, else by name; several of one key in order."""
    waiting: dict[str, list[DeliveredRow]] = {}
    for old in before:
        waiting.setdefault(_key(old), []).append(old)
    verdicts = []
    for row in rows:
        same = waiting.get(_key(row))
        verdicts.append(Verdict(row=row.pk, outcome=_outcome(row, same.pop(0) if same else None)))
    return verdicts, sum(map(len, waiting.values()))


def _key(row: DeliveredRow) -> str:
    return row.id_index or f"{row.name_folded} {row.household_number}"


def _outcome(row: DeliveredRow, old: DeliveredRow | None) -> str:
    if old is None:
        return "new"
    return "unchanged" if all(getattr(row, name) == getattr(old, name) for name in COMPARED) else "changed"
