"""A job is done once, whoever is killed."""

import os
import socket
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from bangfu.work import worker as working
from bangfu.work.models import Job
from bangfu.work.worker import LEASE, MOST_ATTEMPTS, Handle, LeaseLost, me, sweep
from tests.county import County
from tests.program import ROOT
from tests.work.jobs_for_tests import SENTENCE
from tests.work.test_actions import ask

DEAD = f"{socket.gethostname()}:999999999:1"   # beyond the largest process id, so never alive
ELSEWHERE = "another-machine:1:1"


def held(county: County, worker: str, lease: timedelta = LEASE, **values: object) -> Job:
    """A job that somebody was doing when we look."""
    job = ask(county.township_clerk)
    Job.objects.filter(pk=job.pk).update(state="running", worker=worker, lease_until=timezone.now() + lease, attempts=1, **values)
    job.refresh_from_db()
    return job


def test_a_job_is_done_with_its_progress_to_be_seen(county: County) -> None:
    job = ask(county.township_clerk)
    assert sweep() == 1
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.note, job.checkpoint, job.attempts) == ("done", 3, 3, "第 3 步", "3", 1)
    assert (job.worker, job.lease_until) == ("", None)


def test_jobs_are_done_in_the_order_they_were_asked_for(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(working, "_function", lambda name: lambda handle: done.append(handle.id))
    asked = [ask(county.township_clerk, key=key).pk for key in "cab"]
    assert sweep() == 3
    assert done == asked


def test_a_refused_job_says_its_sentence(county: County) -> None:
    job = ask(county.township_clerk, name="test.is_refused")
    sweep()
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", SENTENCE)


def test_a_job_that_breaks_says_so_without_the_program_s_words(county: County) -> None:
    job = ask(county.township_clerk, name="test.breaks")
    sweep()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "程序出错" in job.error and str(job.pk)[-8:] in job.error
    assert "ZeroDivision" not in job.error and "990121" not in job.error


def test_the_job_of_a_dead_process_is_taken_over_at_once_and_goes_on_from_its_checkpoint(county: County) -> None:
    job = held(county, DEAD, checkpoint="2")
    assert sweep() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.checkpoint) == ("done", 1, "3")   # a job that gets on counts no attempt


def test_a_process_with_the_same_number_that_began_later_is_not_taken_for_the_worker(county: County) -> None:
    held(county, f"{socket.gethostname()}:{os.getpid()}:1")
    assert sweep() == 1


@pytest.mark.parametrize("worker", [ELSEWHERE, "the living one"])
def test_a_job_under_a_warm_lease_is_left_alone(county: County, worker: str) -> None:
    job = held(county, me() if worker != ELSEWHERE else worker)
    assert sweep("a second worker") == 0
    job.refresh_from_db()
    assert job.state == "running"


def test_a_job_of_another_machine_is_taken_over_when_its_lease_has_run_out(county: County) -> None:
    held(county, ELSEWHERE, lease=timedelta(seconds=-1))
    assert sweep() == 1


def test_a_step_without_the_lease_is_undone_and_the_job_left_to_its_new_worker(fresh_database: str, county: County) -> None:
    job = ask(county.township_clerk, name="test.loses_its_lease")
    sweep()
    job.refresh_from_db()
    assert (job.state, job.worker, job.checkpoint, job.note) == ("running", "another:1:1", "first", "")


def test_a_cancelled_job_stops_at_its_next_step(county: County) -> None:
    job = held(county, me())
    handle = Handle(job, me())
    handle.progress(1, 3)
    Job.objects.filter(pk=job.pk).update(state="cancelled")
    for step in (handle.hold, lambda: handle.reach("2"), lambda: handle.progress(2, 3)):
        with pytest.raises(LeaseLost):
            step()
    job.refresh_from_db()
    assert (job.done, job.checkpoint) == (1, "")


def test_a_job_interrupted_too_often_stops_and_says_so(county: County) -> None:
    job = held(county, DEAD)
    Job.objects.filter(pk=job.pk).update(attempts=MOST_ATTEMPTS)
    sweep()
    job.refresh_from_db()
    assert job.state == "failed" and "多次中断" in job.error


def test_of_two_workers_one_gets_the_job(fresh_database: str, county: County) -> None:
    for key in range(6):
        ask(county.township_clerk, key=str(key))
    together, taken = threading.Barrier(2), []

    def work(machine: str) -> None:
        together.wait()
        taken.append(sweep(machine))
        connection.close()

    threads = [threading.Thread(target=work, args=(f"machine-{number}:1:1",)) for number in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sum(taken) == 6
    assert set(Job.objects.values_list("state", "attempts")) == {("done", 1)}


def test_power_cut_in_the_middle_of_a_step_keeps_the_steps_before_and_undoes_this_one(fresh_database: str, county: County) -> None:
    job = ask(county.township_clerk, name="test.dies_half_way")
    code = "import django; django.setup(); from bangfu.work.worker import sweep; sweep()"
    cut = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "BANGFU_FAIL": "test.half_way:1"})
    assert cut.returncode == 137
    job.refresh_from_db()
    assert (job.state, job.checkpoint, job.attempts) == ("running", "first", 1)
    assert sweep() == 1
    job.refresh_from_db()
    assert (job.state, job.checkpoint, job.attempts) == ("done", "second", 1)
