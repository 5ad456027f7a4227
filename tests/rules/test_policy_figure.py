"""政策数字: which figure holds at a place on a day."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.policy_figure import KINDS, figure_kind, holds, in_force
from bangfu.rules.refusal import Refused

VILLAGE = "990121100201"


@dataclass(frozen=True)
class Kept:
    """As a row keeps it."""

    place_code: str
    valid_from: date
    valid_to: date | None = None
    kind: str = "monitoring_line"
    amount: int = 0


PROVINCE_2023 = Kept("99", date(2023, 1, 1), date(2024, 1, 1), amount=7_800)
PROVINCE_2024 = Kept("99", date(2024, 1, 1), amount=8_500)
COUNTY_2024 = Kept("990121", date(2024, 3, 14), amount=8_800)
NEIGHBOUR = Kept("990122", date(2020, 1, 1), amount=1)
LIVING = Kept("99", date(2020, 1, 1), kind="minimum_living_standard", amount=2)
COUNTRY = Kept("", date(2014, 1, 1), date(2021, 1, 1), kind="poverty_line", amount=3)
ALL = [COUNTY_2024, PROVINCE_2023, NEIGHBOUR, LIVING, COUNTRY, PROVINCE_2024]


@pytest.mark.parametrize(("kind", "day", "found"), [
    ("monitoring_line", date(2022, 12, 31), None),                 # nobody has set one
    ("monitoring_line", date(2023, 1, 1), PROVINCE_2023),          # the first day counts
    ("monitoring_line", date(2023, 12, 31), PROVINCE_2023),
    ("monitoring_line", date(2024, 1, 1), PROVINCE_2024),          # the last does not
    ("monitoring_line", date(2024, 3, 13), PROVINCE_2024),
    ("monitoring_line", date(2024, 3, 14), COUNTY_2024),           # the county's own over its province's
    ("minimum_living_standard", date(2024, 6, 1), LIVING),
    ("poverty_line", date(2020, 12, 31), COUNTRY), ("poverty_line", date(2021, 1, 1), None),
    ("loan_limit", date(2024, 6, 1), None),
])
def test_the_most_particular_place_and_then_the_latest_wins(kind: str, day: date, found: Kept | None):
    assert in_force(ALL, kind, VILLAGE, day) == found
    assert in_force(reversed(ALL), kind, VILLAGE, day) == found


def test_a_place_above_the_one_that_set_it_does_not_have_it():
    assert in_force([COUNTY_2024], "monitoring_line", "99", date(2025, 1, 1)) is None
    assert in_force([COUNTY_2024], "monitoring_line", "990121", date(2025, 1, 1)) == COUNTY_2024


def test_of_two_that_hold_at_one_place_the_later_beginning_wins():
    older = Kept("99", date(2023, 1, 1))
    assert in_force([PROVINCE_2024, older], "monitoring_line", VILLAGE, date(2024, 6, 1)) == PROVINCE_2024


def test_an_end_that_never_comes_may_be_written_either_way():
    assert holds(Kept("99", date(2023, 1, 1), FOREVER_DAY), VILLAGE, date(2500, 1, 1))
    assert holds(Kept("99", date(2023, 1, 1), None), VILLAGE, date(2500, 1, 1))


@given(
    st.lists(st.builds(Kept, st.sampled_from(["", "99", "9901", "990121", "990122"]), st.dates(date(2020, 1, 1), date(2026, 1, 1)),
                       st.none() | st.dates(date(2020, 1, 1), date(2026, 1, 1))), max_size=8),
    st.dates(date(2019, 1, 1), date(2027, 1, 1)),
)
def test_nothing_that_holds_is_more_particular_or_later_than_what_is_found(figures: list[Kept], day: date):
    found = in_force(figures, "monitoring_line", VILLAGE, day)
    holding = [one for one in figures if holds(one, VILLAGE, day)]
    assert (found is None) == (not holding)
    assert all((len(one.place_code), one.valid_from) <= (len(found.place_code), found.valid_from) for one in holding)


def test_every_kind_has_a_unit_and_says_what_it_decides():
    assert all(slug == one.slug and one.unit.startswith("元") and one.decides and len(slug) <= 32 for slug, one in KINDS.items())
    assert {"poverty_line", "monitoring_line", "minimum_living_standard"} <= set(KINDS)
    assert figure_kind("monitoring_line").word == "监测范围"


def test_an_unknown_kind_is_refused():
    with pytest.raises(Refused, match="请选择政策数字的种类"):
        figure_kind("height")
