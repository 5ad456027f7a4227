"""The register's long work: comparing a delivered list and applying it village by village; printing the files of a village; making long lists."""

from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.utils import timezone

from bangfu.deliveries import actions as deliveries
from bangfu.deliveries.models import DeliveredVillage, Delivery
from bangfu.deliveries.queries import places_delivered
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.organization.queries import actor_again
from bangfu.registry import exporting, printing
from bangfu.registry.actions import apply_village, expire_printing, finish_printing, note_judged
from bangfu.registry.judged import Gone
from bangfu.registry.judging import gone_of, judge_village, listed_elsewhere, named_before
from bangfu.registry.models import Printing
from bangfu.registry.printing import Plan
from bangfu.sealing import files
from bangfu.walls.reach import reaching
from bangfu.work.failpoints import failpoint
from bangfu.work.models import Job
from bangfu.work.worker import Handle


def compare(handle: Handle) -> None:
    """Says of every row what applying it would do, and counts it by village. A village a transaction; killed and taken up again it goes on behind the
    last village that was judged, which is the checkpoint."""
    by = actor_again(handle.user_id, handle.post_id)
    delivery = Delivery.objects.select_related("source").get(pk=handle.subject)
    if delivery.state != "staged":
        return
    villages, done = places_delivered(delivery.pk), handle.checkpoint
    seen = named_before(delivery.pk, done) if done else {}
    gone = {village: gone_of(delivery, village) for village in villages if village <= done}
    for at, village in enumerate(villages):
        if village > done:
            gone[village] = _compare_village(handle, by, delivery, village, seen)
        handle.progress(at + 1, len(villages), "正在比对")
    with handle.step():
        missing = {village: len(people) - len(listed_elsewhere(delivery, people)) for village, people in gone.items()}
        deliveries.write_comparison(by, delivery=delivery, verdicts=(), gone=missing)


@transaction.atomic
def _compare_village(handle: Handle, by: Actor, delivery: Delivery, village: str, seen: dict[int, int]) -> list[Gone]:
    """Judges one village, notes it on its rows, and remembers having done so. Returns who is gone from it."""
    judged = judge_village(delivery, village, seen)
    note_judged(by, delivery=delivery, judged=judged.rows)
    handle.reach(village)
    failpoint("compare.village")
    return judged.gone


def apply(handle: Handle) -> None:
    """Applies what was compared, each village in a transaction of its own; killed and taken up again it goes on with the next village."""
    by = actor_again(handle.user_id, handle.post_id)
    apply_villages(handle, lambda village: apply_village(by, village=village, hold=partial(handle.reach, village.place_code)))
    with handle.step():
        deliveries.finish_applying(by, delivery=Delivery.objects.select_related("source").get(pk=handle.subject))


def apply_villages(handle: Handle, apply_one: Callable[[DeliveredVillage], object]) -> None:
    """Goes through the villages of a delivery that are not in yet, in the order of their codes, and says how far it is."""
    villages = DeliveredVillage.objects.filter(delivery_id=handle.subject).select_related("delivery__source").order_by("place_code")
    total = len(villages)
    for done, village in enumerate(villages):
        if village.applied_at is None:
            apply_one(village)
            failpoint("apply.village")
        handle.progress(done + 1, total, f"已应用 {done + 1} / {total} 个村")


def print_files(handle: Handle) -> None:
    """Prints the files of a village. Killed and taken up again it goes on behind the last part; what it kept on the way is removed at its end."""
    by = actor_again(handle.user_id, handle.post_id)
    asked = Printing.objects.get(pk=handle.subject)
    plan = printing.read_plan(handle.checkpoint) if handle.checkpoint else None
    if asked.state == "asked":
        by.must("registry.print", at=asked.place_code)
        with reaching(by.ranges):
            plan = _printed(handle, by, asked, plan or printing.planned(by, asked))
            content = printing.whole(asked, plan)
            handle.hold()
            finish_printing(by, printing=asked, content=content, pages=plan.starts[-1] - 1, households=len(plan.pages))
    if plan:
        printing.discard(plan)


def _printed(handle: Handle, by: Actor, asked: Printing, plan: Plan) -> Plan:
    """Goes on to the end, part by part, and remembers each."""
    while plan.steps[0] < plan.steps[1]:
        plan = (printing.laid_out if len(plan.pages) < len(plan.households) else printing.rendered)(by, asked, plan)
        handle.reach(plan.digest)
        if plan.before:
            files.discard(plan.before)
        failpoint("print.part")
        handle.progress(*plan.steps, "正在排版")
    return plan


def export_list(handle: Handle) -> None:
    """Makes a long list as a workbook. Nothing is kept on the way: killed, it begins again."""
    by = actor_again(handle.user_id, handle.post_id)
    asked = Printing.objects.get(pk=handle.subject)
    if asked.state != "asked":
        return
    by.must("reporting.export", at=asked.place_code)
    with reaching(by.ranges):
        content, rows = exporting.made(by, asked, lambda done, total: handle.progress(done, total, "正在导出"))
        failpoint("export.made")
        handle.hold()
        finish_printing(by, printing=asked, content=content, rows=rows)


def expire_printings() -> int:
    """Removes the PDFs of villages and the lists whose days are over. Done daily; returns how many."""
    over = list(Printing.objects.filter(state="made", expires_at__lte=timezone.now()))
    stuck = list(Printing.objects.filter(state="asked", asked_at__lte=timezone.now() - printing.KEPT_FOR))
    for one in (*over, *stuck):
        _forget_the_way(one)
        expire_printing(PROGRAM, printing=one)
    return len(over) + len(stuck)


def _forget_the_way(one: Printing) -> None:
    """Removes what a print kept on the way and never came to its end with."""
    checkpoint = Job.objects.filter(key=f"printing:{one.pk}").exclude(checkpoint="").values_list("checkpoint", flat=True).first()
    if checkpoint:
        printing.discard_way(checkpoint)
