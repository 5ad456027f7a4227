"""How work goes on: seen by those who reach its place."""

import pytest

from bangfu.work.queries import JobRow, job, job_with_key, running_jobs
from bangfu.work.worker import sweep
from tests.county import County
from tests.work.test_actions import ask


@pytest.mark.parametrize(("who", "sees"), [
    ("township_clerk", True), ("second_township_clerk", True), ("county_officer", True),
    ("village_clerk", False), ("neighbour", False), ("stranger", False), ("nobody", False), ("former", False),
])
def test_a_job_is_seen_by_whoever_reaches_its_place(county: County, who: str, sees: bool) -> None:
    asked = ask(county.township_clerk)
    by = getattr(county, who)
    assert bool(job(by, asked.pk)) == bool(job_with_key(by, "once")) == bool(running_jobs(by)) == sees


def test_a_job_that_has_ended_is_no_longer_among_the_running(county: County) -> None:
    ask(county.township_clerk)
    assert [one.word for one in running_jobs(county.township_clerk)] == ["排队中"]
    sweep()
    assert running_jobs(county.township_clerk) == []
    row = job_with_key(county.township_clerk, "once")
    assert row and row.ended and row.share == 100


@pytest.mark.parametrize(("done", "total", "share"), [(0, 0, None), (0, 3, 0), (1, 3, 33), (3, 3, 100), (4, 3, 100)])
def test_the_share_is_in_whole_percent_and_unknown_without_a_total(done: int, total: int, share: int | None) -> None:
    row = JobRow(None, "n", "s", "running", "进行中", done, total, "", "")   # type: ignore[arg-type]
    assert row.share == share
