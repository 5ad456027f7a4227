"""The short form of many editors at once; `make campaign` runs the long one."""

from tests.campaigns.editors import edit_all
from tests.county import County


def test_of_many_editors_at_once_nobody_loses_an_edit_and_whoever_is_refused_hears_who_came_first(fresh_database: str, county: County) -> None:
    found = edit_all(edits=30, seed=7, editors=10, households=1)
    assert (found.lost, found.doubled, found.torn, found.untold, found.fallen, found.faults) == (0, 0, 0, 0, 0, 0), found.told
    assert found.acknowledged + found.refused == 30 and found.acknowledged and found.refused, "nobody was in anybody's way"
