from datetime import date

import pytest

from bangfu.facts.forms import EARLIEST, LATEST, DayField


@pytest.mark.parametrize("day", [EARLIEST, date(2026, 11, 27), LATEST])
def test_a_day_of_a_register_is_taken(day: date) -> None:
    assert DayField().clean(day.isoformat()) == day


@pytest.mark.parametrize("typed", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_beyond_any_register_is_refused_in_words(typed: str) -> None:
    with pytest.raises(Exception, match="1900年到2199年"):
        DayField(required=False).clean(typed)


def test_no_day_is_no_day() -> None:
    assert DayField(required=False).clean("") is None
