"""Asking for work, and cancelling it."""

import threading

import pytest
from django.db import connection, transaction

from bangfu.rules.refusal import Refused
from bangfu.walls.reach import whole_county
from bangfu.work.actions import cancel_job, start_job
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from tests.county import TOWNSHIP, County


def ask(by: object, key: str = "once", name: str = "test.counts_to_three") -> Job:
    return start_job(by, name, subject="一份名单", key=key, at=TOWNSHIP)   # type: ignore[arg-type]


def test_asking_twice_with_one_key_asks_once(county: County) -> None:
    assert ask(county.township_clerk).pk == ask(county.second_township_clerk).pk
    assert Job.objects.count() == 1


def test_a_job_done_is_not_done_again_under_its_key(county: County) -> None:
    ask(county.township_clerk)
    assert sweep() == 1
    ask(county.township_clerk)
    assert sweep() == 0


def test_a_failed_job_begins_again_when_asked_for_by_another_and_then_acts_as_them(county: County) -> None:
    ask(county.township_clerk, name="test.is_refused")
    sweep()
    job = ask(county.second_township_clerk, name="test.is_refused")
    assert (job.state, job.error, job.attempts) == ("waiting", "", 0)
    assert job.post_id == county.second_township_clerk.post_id


def test_two_who_ask_at_the_same_moment_get_the_same_job(fresh_database: str, county: County) -> None:
    together, got = threading.Barrier(2), []

    @whole_county("a thread of the test")
    def ask_in_a_thread() -> None:
        together.wait()
        got.append(ask(county.township_clerk).pk)
        connection.close()

    threads = [threading.Thread(target=ask_in_a_thread) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(got) == 2 and len(set(got)) == 1


def test_a_job_asked_for_in_a_transaction_that_is_undone_was_never_asked_for(fresh_database: str, county: County) -> None:
    with pytest.raises(Refused), transaction.atomic():
        ask(county.township_clerk)
        raise Refused("不行")
    assert sweep() == 0


def test_a_waiting_job_is_cancelled_by_who_asked_and_then_never_done(county: County) -> None:
    job = ask(county.township_clerk)
    cancel_job(county.township_clerk, job=job.pk)
    assert sweep() == 0
    job.refresh_from_db()
    assert (job.state, job.done) == ("cancelled", 0)


@pytest.mark.parametrize("who", ["second_township_clerk", "neighbour", "stranger", "county_officer", "nobody"])
def test_nobody_else_cancels_it_and_nothing_changes(county: County, who: str) -> None:
    job = ask(county.township_clerk)
    with pytest.raises(Refused, match="联系发起人"):
        cancel_job(getattr(county, who), job=job.pk)
    job.refresh_from_db()
    assert job.state == "waiting"


def test_a_job_that_has_ended_is_not_cancelled(county: County) -> None:
    job = ask(county.township_clerk)
    sweep()
    with pytest.raises(Refused, match="已经结束"):
        cancel_job(county.township_clerk, job=job.pk)
    job.refresh_from_db()
    assert job.state == "done"
