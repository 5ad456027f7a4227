"""How far a piece of work reaches, as it is told."""

import threading

import pytest

from bangfu.rules.place_code import EVERYWHERE, CodeRange
from bangfu.walls.reach import NAMES, SLOTS, as_settings, reaching, told, whole_county

VILLAGES = [CodeRange.under(f"99012100100{nth}") for nth in range(1, 8, 2)]


def test_where_nobody_said_anything_nothing_is_reached() -> None:
    heard = []
    thread = threading.Thread(target=lambda: heard.append(told()))   # a thread knows nothing of who started it
    thread.start()
    thread.join()
    assert heard == [()]


def test_a_reach_ends_with_its_block_also_when_it_breaks() -> None:
    before = told()
    with pytest.raises(KeyError), reaching(VILLAGES):
        assert told() == tuple(VILLAGES)
        with reaching(()):
            assert told() == ()
        assert told() == tuple(VILLAGES)
        raise KeyError
    assert told() == before


def test_a_door_has_a_reason() -> None:
    with pytest.raises(ValueError), whole_county(""):
        pass
    with whole_county("a test"):
        assert told() == (EVERYWHERE,)


def test_ranges_that_touch_are_one() -> None:
    with reaching([CodeRange("990121", "990122"), CodeRange("990122", "990123")]):
        assert told() == (CodeRange("990121", "990123"),)


@pytest.mark.parametrize("many", range(SLOTS + 1))
def test_few_ranges_are_the_slots(many: int) -> None:
    ranges = tuple(VILLAGES[:many])
    ends = [end for one in ranges for end in (one.lo, one.hi)]
    assert as_settings(ranges) == [*ends, *[""] * (len(NAMES) - 1 - len(ends)), ""]


@pytest.mark.parametrize("many", (5, 6, 7, 8, 9, 40))
def test_many_ranges_lie_in_four_slots_and_are_said_one_by_one(many: int) -> None:
    ranges = tuple(CodeRange.under(f"9901210{nth:02d}001") for nth in range(many))
    *ends, more = as_settings(ranges)
    slots = [CodeRange(ends[nth], ends[nth + 1]) for nth in range(0, 2 * SLOTS, 2)]
    assert more.split(" ") == [f"{one.lo}-{one.hi}" for one in ranges]
    assert all(any(slot.lo <= one.lo and one.hi <= slot.hi for slot in slots) for one in ranges)
    assert all(before.hi <= after.lo for before, after in zip(slots, slots[1:], strict=False))
