"""Outlines: coarser without gaps, joined without inner borders."""

from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.outline import Ring, bounds, coarser, joined, middle

LEFT: Ring = ((0, 0), (10, 0), (10, 5), (11, 8), (10, 10), (0, 10))
RIGHT: Ring = ((10, 0), (20, 0), (20, 10), (10, 10), (11, 8), (10, 5))   # the shared border told the other way round


def test_what_two_shapes_share_is_gone_from_their_outline() -> None:
    (ring,) = joined((LEFT, RIGHT))
    assert set(ring) == {(0, 0), (10, 0), (20, 0), (20, 10), (10, 10), (0, 10)} and bounds([ring]) == (0, 0, 20, 10)


def test_a_hole_filled_by_another_shape_is_gone_too() -> None:
    outer: Ring = ((0, 0), (9, 0), (9, 9), (0, 9))
    hole: Ring = ((3, 3), (6, 3), (6, 6), (3, 6))
    assert {frozenset(ring) for ring in joined((outer, hole, hole[::-1]))} == {frozenset(outer)}


def test_islands_stay_apart() -> None:
    assert len(joined((((0, 0), (1, 0), (1, 1)), ((5, 5), (6, 5), (6, 6))))) == 2


def test_points_that_nobody_sees_go_and_corners_stay() -> None:
    told = coarser({"a": [LEFT], "b": [RIGHT]}, 1.5)
    assert [set(ring) for ring in told["a"]] == [{(0, 0), (10, 0), (10, 10), (0, 10)}] and [set(ring) for ring in told["b"]] == [{(10, 0), (20, 0), (20, 10), (10, 10)}]


def test_a_shape_smaller_than_one_sees_is_left_as_it_is() -> None:
    small: Ring = ((0, 0), (1, 0), (1, 1))
    assert coarser({"a": [small]}, 50)["a"] == (small,)


def test_a_name_stands_in_the_middle() -> None:
    assert middle([((0, 0), (10, 0), (10, 10), (0, 10)), ((50, 50), (51, 50), (51, 51))]) == (5, 5)
    assert middle([((0, 0), (5, 0), (9, 0))]) == (0, 0)   # without any area


@given(st.lists(st.integers(-30, 30), min_size=3, max_size=900), st.integers(0, 40), st.booleans())
def test_a_shared_border_stays_shared_whatever_it_looks_like(wiggle: list[int], tolerance: int, turned: bool) -> None:
    border = [(1000 + dx, 100 * nth) for nth, dx in enumerate(wiggle)]
    top = border[-1][1]
    left: Ring = ((0, 0), *border, (0, top))
    right: Ring = (*border[::-1], (2000, 0), (2000, top))
    told = coarser({"left": [left], "right": [right[::-1] if turned else right]}, tolerance)
    outline = joined([*told["left"], *told["right"]])
    assert len(outline) == 1 and set(outline[0]) <= {(0, 0), border[0], (2000, 0), (2000, top), border[-1], (0, top)}


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=4, max_size=60, unique=True), st.integers(0, 30))
def test_no_point_left_out_lies_further_away_than_allowed(points: list[tuple[int, int]], tolerance: int) -> None:
    ring = tuple(points)
    (told,) = coarser({"a": [ring]}, tolerance)["a"][:1]
    assert set(told) <= set(ring)
    stretches = list(zip(told, (*told[1:], told[0]), strict=True))
    assert all(min(_off(point, *one) for one in stretches) <= tolerance + 1e-6 for point in ring)


def _off(point: tuple[int, int], one: tuple[int, int], other: tuple[int, int]) -> float:
    from bangfu.rules.outline import _distance

    return _distance(point, one, other)
