"""The short form of the kills under work; `make campaign` runs the long one."""

from tests.campaigns.kills import BLOWS, Blow, failpoints, kill_loop
from tests.county import County


def test_what_was_said_to_be_done_is_there_once_after_a_kill(fresh_database: str, county: County) -> None:
    found = kill_loop(kills=1, seed=5, heads=5, deeds=20, blows=(Blow(at="web.answered"),), worker=False)
    assert (found.lost, found.doubled, found.half, found.stuck, found.faults, found.wordless) == (0, 0, 0, 0, 0, 0), found.told
    assert found.at == {"at web.answered": 1} and found.deeds >= 20 and found.cut, "no kill came while a form was on its way"


def test_a_kill_comes_at_every_failpoint_there_is() -> None:
    assert {one.at for one in BLOWS} - {""} == failpoints()
