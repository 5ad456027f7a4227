"""The drawing of a figure over time: as steep as it is, and nothing where there is nothing."""

from datetime import date

from bangfu.reporting.trend_chart import HEIGHT, TOP, Line, month_ends, trend_chart


def test_points_stand_as_high_as_their_share_of_the_most_and_the_ends_are_labelled() -> None:
    chart = trend_chart([(date(2026, month, 28), value) for month, value in ((1, 0), (2, 50), (3, 100))])
    assert chart and [point.y for point in chart.points] == [TOP + HEIGHT, TOP + HEIGHT // 2, TOP]
    many = trend_chart([(day, 1) for day in month_ends(date(2026, 11, 26))])
    assert many and len(many.points) == 13 and many.points[0].is_labelled and many.points[-1].is_labelled
    assert sum(point.is_labelled for point in many.points) <= 8


def test_one_day_and_nothing_but_noughts_are_not_drawn() -> None:
    assert trend_chart([(date(2026, 1, 31), 7)]) is None
    assert trend_chart([(date(2026, 1, 31), 0), (date(2026, 2, 28), 0)]) is None and trend_chart([]) is None


def test_month_ends_end_with_the_day_itself() -> None:
    assert month_ends(date(2024, 3, 31), 3) == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]
    assert month_ends(date(2024, 3, 1), 2) == [date(2024, 2, 29), date(2024, 3, 1)]


def test_as_a_table_each_day_says_how_many_more_and_opens() -> None:
    first, second, third = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)
    line = Line("监测对象", "户", [(first, 4), (second, 4), (third, 1)], {third: "/rows/"})
    assert line.rows == [(third, 1, -3, "/rows/"), (second, 4, 0, ""), (first, 4, None, "")]
    assert line.compared == "比 2026-01-31 少 3 户" and Line("", "户", [(first, 1), (second, 1)]).compared == "和 2026-01-31 一样"
    assert [url for _, url in line.points] == ["", "", "/rows/"] and Line("", "户", [(first, 0)]).points == []
