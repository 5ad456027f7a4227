"""The short form of the looped kill test; `make campaign` runs the long one."""

import pytest

from tests.campaigns.alarm_clock import kill_loop

pytestmark = pytest.mark.once   # tests/campaigns/test_kills.py kills the worker on both; `make campaign` this one


def test_a_worker_killed_at_random_moments_loses_doubles_and_leaves_nothing(fresh_database: str) -> None:
    found = kill_loop("apscheduler", kills=3, seed=7)
    assert (found.lost, found.doubled, found.stuck) == (0, 0, 0)
    assert found.interrupted, "no kill came in the middle of a job, so nothing was shown"
