"""The checks' own work: lists held against the register, and runs that are killed half-way."""

from typing import Any
from uuid import uuid4

import pytest

from bangfu.crosscheck import actions, jobs
from bangfu.crosscheck.models import Finding, Run
from bangfu.deliveries.models import DeliveredRow, DeliveredVillage
from bangfu.organization.actor import PROGRAM
from bangfu.rules.person_name import fold
from bangfu.work.models import Job
from bangfu.work.worker import Handle, LeaseLost, sweep
from tests.county import COUNTY, TOWNSHIP, VILLAGE, County
from tests.crosscheck.lists import P, deliver, number

QIN, WEI = number(11), number(24)


def line(name: str, index: str, **rest: Any) -> DeliveredRow:
    return DeliveredRow(id=uuid4(), name=name, name_folded=fold(name), id_index=index, id_status="ok" if index else "blank", household_number="H1", **rest)


@pytest.mark.parametrize(("now", "before", "outcomes", "gone"), [
    ([line("覃天明", "a")], [], ["new"], 0),
    ([line("覃天明", "a")], [line("覃天明", "a")], ["unchanged"], 0),
    ([line("覃天朋", "a")], [line("覃天明", "a")], ["changed"], 0),
    ([line("覃天明", "a", relation="户主")], [line("覃天明", "a", relation="之子")], ["changed"], 0),
    ([line("覃天明", "")], [line("覃天明", "")], ["unchanged"], 0),                                    # without a number the name decides
    ([line("覃天明", "b")], [line("覃天明", "a")], ["new"], 1),                                        # another number is another row
    ([line("覃天明", "a"), line("覃天明", "a")], [line("覃天明", "a")], ["unchanged", "new"], 0),      # twice in the new list
    ([], [line("覃天明", "a"), line("韦小花", "b")], [], 2),
])
def test_a_list_is_compared_with_the_one_before(
    now: list[DeliveredRow], before: list[DeliveredRow], outcomes: list[str], gone: int,
) -> None:
    verdicts, missing = jobs.compared(now, before)
    assert ([one.outcome for one in verdicts], missing) == (outcomes, gone)


def test_a_second_list_shows_in_its_preview_what_is_new_and_gone(county: County) -> None:
    deliver("village_ledger", [P("H1", "覃天明", QIN), P("H1", "韦小花", WEI, "配偶")])
    second = deliver("village_ledger", [P("H1", "覃天明", QIN), P("H2", "农地主", number(57))], apply=False)
    Job.objects.filter(name="source.compare", subject=str(second.pk)).update(state="waiting")
    assert sweep("test worker") >= 1
    village = DeliveredVillage.objects.get(delivery=second, place_code=VILLAGE)
    assert (village.new, village.unchanged, village.gone, village.applied_at) == (1, 1, 1, None)


def asked_run(county: County) -> Job:
    deliver("national_persons", [P("H1", "覃天明", QIN)])
    deliver("village_ledger", [P("H1", "覃天朋", QIN)])
    Job.objects.all().delete()
    return actions.request_run(county.township_clerk, at=TOWNSHIP)


def test_a_run_asked_for_is_done_by_the_worker_as_the_one_who_asked(county: County) -> None:
    job = asked_run(county)
    assert sweep("test worker") == 1
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    assert (Run.objects.get().asked_by, Finding.objects.get().reason) == (county.township_clerk.name, "同一个证件号码，名册上是覃天明，村台账里是覃天朋（形近字）。")


def test_a_run_that_lost_its_lease_writes_nothing_more(county: County) -> None:
    job = asked_run(county)
    Job.objects.filter(pk=job.pk).update(state="running", worker="another")
    job.refresh_from_db()
    with pytest.raises(LeaseLost):
        jobs.run(Handle(job, "this one"))
    assert not Run.objects.exists() and not Finding.objects.exists()


def test_a_run_done_again_under_its_checkpoint_is_the_same_run(county: County) -> None:
    job = asked_run(county)
    sweep("test worker")
    job.refresh_from_db()
    again = actions.run_checks(PROGRAM, at=TOWNSHIP, resume=job.checkpoint)
    assert (Run.objects.count(), again.pk, again.new) == (1, Run.objects.get().pk, 1)
    assert COUNTY in again.place_code
