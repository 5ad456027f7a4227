"""Since when a list is late."""

from datetime import date

import pytest

from bangfu.rules.rhythm import Rhythm, late_since


@pytest.mark.parametrize(("rhythm", "data_day", "today", "late"), [
    (Rhythm("month", 5), date(2026, 5, 31), date(2026, 7, 5), None),                      # June's is due on the 5th of July
    (Rhythm("month", 5), date(2026, 5, 31), date(2026, 7, 6), date(2026, 7, 6)),
    (Rhythm("month", 5), date(2026, 6, 1), date(2026, 7, 31), None),
    (Rhythm("month", 5), date(2025, 11, 30), date(2026, 3, 1), date(2026, 1, 6)),
    (Rhythm("term", 30, "now"), date(2026, 3, 20), date(2026, 9, 30), None),
    (Rhythm("term", 30, "now"), date(2026, 3, 20), date(2026, 10, 1), date(2026, 10, 1)),
    (Rhythm("quarter", 15), date(2026, 3, 31), date(2026, 7, 16), date(2026, 7, 16)),
    (Rhythm("year", 10), date(2025, 12, 31), date(2027, 1, 11), date(2027, 1, 11)),
    (Rhythm("event"), date(2020, 1, 1), date(2026, 7, 1), None),
])
def test_a_list_is_late_from_the_day_after_its_last(rhythm: Rhythm, data_day: date, today: date, late: date | None) -> None:
    assert late_since(rhythm, data_day, today) == late


def test_a_rhythm_has_words_and_bounds() -> None:
    assert Rhythm("month", 5).word == "每月5日前" and Rhythm("term", 30).word == "每学期开始后30天内" and Rhythm("event").word == "有变动时"
    for wrong in (("week", 5, "past"), ("month", 0, "past"), ("month", 5, "soon")):
        with pytest.raises(ValueError):
            Rhythm(*wrong)
