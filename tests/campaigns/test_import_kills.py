"""The short form of the import under fire; `make campaign` runs the long one."""

import pytest

from tests.campaigns.import_kills import kill_loop, quiet_elsewhere
from tests.clean_database import CleanDatabase
from tests.county import County

pytestmark = pytest.mark.once   # tests/campaigns/test_kills.py has imports too, on both; `make campaign` this one


def test_a_worker_killed_at_every_step_of_an_import_loses_doubles_and_halves_nothing(
    fresh_database: str, county: County, django_db_setup: CleanDatabase,
) -> None:
    name, url = django_db_setup.copied()
    try:
        found = kill_loop(kills=3, seed=3, quiet_run=lambda months: quiet_elsewhere(3, months, url))
    finally:
        django_db_setup.discard(name)
    assert (found.half, found.lost, found.doubled, found.stuck, found.faults) == (0, 0, 0, 0, 0)
    assert found.at["deliveries.stage stage.batch"] and found.at["register.apply apply.village"], "no kill hit what it was meant to hit"
