"""Days and months as written, ages by the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.dates import FOREVER_DAY, age_on, read_day, read_month
from bangfu.rules.refusal import Refused

FIRST_OF_MARCH = date(2020, 3, 1)


@pytest.mark.parametrize("cell", [
    "2020-03-01", "2020-3-1", "2020.3.1", "2020/3/1", "20200301", "2020年3月1日", "2020年03月01号", "2020 年 3 月 1 日",
    "二〇二〇年三月一日", "二零二零年三月一号", "二○二○年 三 月 一 日", "2020-03-01 00:00:00", "2020/3/1 8:30", "２０２０-03-01", "'2020-03-01", "43891",
    "43891.5", "2020-03-01T00:00:00",
])
def test_a_day_is_understood_however_it_is_written(cell: str):
    assert read_day(cell) == FIRST_OF_MARCH


@pytest.mark.parametrize("cell", ["202003", "2020-03", "2020.3", "2020/3", "2020年3月", "2020年03", "2020-03-17", "43891", "二〇二〇年三月", "2020.03", "2020.3.1"])
def test_a_month_is_its_first_day(cell: str):
    assert read_month(cell) == FIRST_OF_MARCH


@pytest.mark.parametrize("cell", ["", "   ", "\u3000"])
def test_nothing_written_is_no_day(cell: str):
    assert read_day(cell) is None
    assert read_month(cell) is None


@pytest.mark.parametrize(("cell", "part"), [
    ("2021-02-30", "“2021-02-30”不是一个日期"), ("2021-13-01", "不是一个日期"), ("20210231", "不是一个日期"), ("2020-3/1", "不是一个日期"),
    ("20.3.1", "只有两位"), ("20年3月1日", "只有两位"), ("21/3/1", "只有两位"), ("二〇二〇年十三月一日", "不是一个日期"), ("二〇二〇年二十一一月三日", "不是一个日期"),
    ("二〇二〇年三月", "只有年月"), ("1850-03-01", "早于1900年"), ("2021-02-29", "不是一个日期"), ("去年", "不是一个日期"), ("3", "不是一个日期"),
    ("99999", "不是一个日期"), ("202003", "只有年月"),
    ("2020年3月", "只有年月"), ("1800-01-01", "早于1900年"), ("0000-01-01", "早于1900年"),
])
def test_an_impossible_day_is_refused_with_what_was_written(cell: str, part: str):
    with pytest.raises(Refused, match=part):
        read_day(cell)


@pytest.mark.parametrize("cell", ["202013", "2020-00", "二月", "2020.1", "20.3"])
def test_an_impossible_month_is_refused(cell: str):
    with pytest.raises(Refused):
        read_month(cell)


def test_a_sheet_makes_one_of_two_months_when_it_drops_a_nought():
    with pytest.raises(Refused, match="分不清是1月还是10月"):
        read_month("2020.1")
    assert (read_month("2020.10"), read_month("2020.01"), read_month("2020-1")) == (date(2020, 10, 1), date(2020, 1, 1), date(2020, 1, 1))


@pytest.mark.parametrize(("written", "month", "day"),
    [("十月十日", 10, 10), ("十一月二十日", 11, 20), ("十二月三十一日", 12, 31), ("一二月三日", 12, 3), ("一月二十九日", 1, 29)])
def test_months_and_days_are_read_as_they_are_spoken(written: str, month: int, day: int):
    assert read_day(f"一九九九年{written}") == date(1999, month, day)


def test_a_file_that_counts_from_1904_is_four_years_and_a_day_behind():
    assert read_day("42429", since_1904=True) == read_day("43891") == FIRST_OF_MARCH
    assert read_month("42429", since_1904=True) == FIRST_OF_MARCH
    assert read_day("2020-03-01", since_1904=True) == FIRST_OF_MARCH


@given(st.dates(date(1900, 1, 1), FOREVER_DAY))
def test_every_day_is_read_back_from_its_own_writing(day: date):
    for text in (day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}"):
        assert read_day(text) == day


@given(st.integers(20_000, 70_000))
def test_serials_follow_each_other_day_by_day(serial: int):
    assert read_day(str(serial + 1)) - read_day(str(serial)) == timedelta(days=1)


@given(st.text(max_size=12))
def test_any_text_is_a_day_nothing_or_a_refusal(text: str):
    try:
        assert read_day(text) is None or read_day(text).year >= 1900
    except Refused as refused:
        assert refused.sentence


@pytest.mark.parametrize(("birth", "day", "age"), [
    (date(2000, 3, 1), date(2020, 2, 29), 19), (date(2000, 3, 1), date(2020, 3, 1), 20), (date(2000, 2, 29), date(2021, 2, 28), 20),
    (date(2000, 2, 29), date(2021, 3, 1), 21), (date(2020, 3, 1), date(2020, 3, 1), 0), (date(2020, 3, 2), date(2020, 3, 1), -1),
])
def test_age_rises_on_the_birthday(birth: date, day: date, age: int):
    assert age_on(birth, day) == age
