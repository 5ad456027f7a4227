"""The checks' papers made by a job: forms of a batch, long lists of findings. Killed and taken up again it goes on behind the last part."""

from collections.abc import Callable
from uuid import UUID

from django.utils import timezone

from bangfu.crosscheck import collection_prints, collection_queries, printing, prints
from bangfu.crosscheck.printing import Paper, Plan
from bangfu.organization.actor import Actor
from bangfu.organization.queries import actor_again
from bangfu.registry.actions import finish_printing
from bangfu.registry.models import Printing
from bangfu.registry.printing import discard_way
from bangfu.registry.prints import Foot, foot
from bangfu.rules.refusal import Refused
from bangfu.sealing import files
from bangfu.walls.reach import reaching
from bangfu.work.failpoints import failpoint
from bangfu.work.worker import Handle

PAPERS: dict[str, Callable[[], Paper]] = {"collection": collection_prints.paper, "findings": prints.paper}
BOOK = "collection_book"


def print_paper(handle: Handle) -> None:
    """Makes what was asked for. What it kept on the way is removed at its end."""
    by = actor_again(handle.user_id, handle.post_id)
    asked = Printing.objects.get(pk=handle.subject)
    if asked.state == "asked":
        by.must("crosscheck.print", at=asked.place_code)
        below = foot(asked.asked_by_name, timezone.localtime(asked.asked_at).date())
        with reaching(by.ranges):
            (_book if asked.what == BOOK else _pages)(handle, by, asked, below)
    if handle.checkpoint:
        discard_way(handle.checkpoint)


def _pages(handle: Handle, by: Actor, asked: Printing, below: Foot) -> None:
    """Goes on to the end, step by step, and remembers each."""
    paper = PAPERS[asked.what]()
    plan = (printing.read_plan(handle.checkpoint) if handle.checkpoint else None) or printing.planned(by, asked, paper, below)
    while plan.steps(paper.part)[0] < plan.steps(paper.part)[1]:
        plan = _further(handle, by, asked, paper, plan)
    content = printing.whole(paper, plan)
    handle.hold()
    finish_printing(by, printing=asked, content=content, pages=plan.starts[-1] - 1, households=len(plan.pages))
    discard_way(plan.digest)


def _further(handle: Handle, by: Actor, asked: Printing, paper: Paper, plan: Plan) -> Plan:
    further = printing.advanced(by, asked, paper, plan)
    handle.reach(further.digest)
    files.discard(plan.digest)
    failpoint("print.part")
    handle.progress(*further.steps(paper.part), f"已排 {further.starts[-1] - 1} 页")
    return further


def _book(handle: Handle, by: Actor, asked: Printing, below: Foot) -> None:
    batch = collection_queries.batch(by, UUID(asked.about))
    if batch is None:
        raise Refused("没有这一批对照表，或它不在您岗位的管辖范围内。")
    content = collection_prints.workbook(by, batch, below, lambda done, total: handle.progress(done, total, "正在写表"))
    handle.hold()
    finish_printing(by, printing=asked, content=content, pages=0, households=batch.forms)
