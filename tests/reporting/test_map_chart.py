"""Values on a map: five shades, each value in one."""

from hypothesis import given
from hypothesis import strategies as st

from bangfu.organization.drawing import Drawing, Path
from bangfu.reporting.map_chart import SHADES, limits_of, map_chart


def chart(values: dict[str, float], *, others: tuple[str, ...] = ()) -> dict[str, int]:
    drawing = Drawing(100, 100, tuple(Path(code, "M0 0Z", 0, 0) for code in (*values, *others)))
    return {one.path.code: one.shade for one in map_chart(drawing, values, {}).areas}


def test_nought_is_white_and_as_many_have_each_shade() -> None:
    assert chart({"a": 0, **{str(nth): nth for nth in range(1, 11)}}, others=("nobody",)) == {
        "a": 0, "1": 1, "2": 1, "3": 2, "4": 2, "5": 3, "6": 3, "7": 4, "8": 4, "9": 5, "10": 5, "nobody": 0,
    }


def test_the_legend_says_from_where_to_where_and_how_many() -> None:
    drawing = Drawing(9, 9, tuple(Path(str(nth), "", 0, 0) for nth in range(7)))
    told = map_chart(drawing, {"0": 0, "1": 3, "2": 3, "3": 3, "4": 3, "5": 3, "6": 9}, {"6": "远村"})
    assert [(one.number, one.least, one.most, one.places) for one in told.legend] == [(0, 0, 0, 1), (1, 3, 3, 5), (2, 9, 9, 1)]
    assert told.areas[-1].name == "远村" and map_chart(drawing, {}, {}).legend == ()


@given(st.lists(st.integers(1, 50), max_size=40))
def test_more_is_never_lighter_and_the_same_is_the_same(values: list[int]) -> None:
    shades = chart({str(nth): value for nth, value in enumerate(values)})
    told = sorted((value, shades[str(nth)]) for nth, value in enumerate(values))
    assert all(one[1] <= other[1] and (one[0] != other[0] or one[1] == other[1]) for one, other in zip(told, told[1:], strict=False))
    assert all(1 <= shade <= SHADES for _, shade in told) and len(limits_of(values)) <= SHADES
