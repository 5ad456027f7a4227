"""Jobs that exist in tests only (`tests.settings.JOBS`)."""

from django.db import transaction

from bangfu.rules.refusal import Refused
from bangfu.work.failpoints import failpoint
from bangfu.work.models import Job
from bangfu.work.worker import Handle

SENTENCE = "这份名单没有户编号列，请补上后再交。"


def counts_to_three(handle: Handle) -> None:
    for step in range(int(handle.checkpoint or 0), 3):
        with transaction.atomic():
            handle.hold()
            handle.reach(str(step + 1))
        handle.progress(step + 1, 3, f"第 {step + 1} 步")


def is_refused(handle: Handle) -> None:
    raise Refused(SENTENCE)


def breaks(handle: Handle) -> None:
    raise ZeroDivisionError("身份证 990121199001011234 出了错")


def loses_its_lease(handle: Handle) -> None:
    """Another worker takes it over between two steps."""
    handle.reach("first")
    Job.objects.filter(pk=handle.id).update(worker="another:1:1")
    with transaction.atomic():
        Job.objects.filter(pk=handle.id).update(note="written without leave")
        handle.hold()


def dies_half_way(handle: Handle) -> None:
    with transaction.atomic():
        handle.reach("first")
    with transaction.atomic():
        handle.reach("second")
        failpoint("test.half_way")
