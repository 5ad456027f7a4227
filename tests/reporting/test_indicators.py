"""The book of indicators: well formed, and each counted by hand on a county that has somebody for it."""

from datetime import date

import pytest
from django.urls import reverse

from bangfu.reporting.grounds import GROUNDS
from bangfu.reporting.indicators import INDICATORS, Indicator
from bangfu.reporting.indicators.declared import book
from tests.county import VILLAGE


@pytest.mark.parametrize("one", INDICATORS.values(), ids=list(INDICATORS))
def test_an_indicator_says_what_it_counts_and_whence(one: Indicator) -> None:
    assert one.definition.endswith("。") and one.source and one.unit in "户人条份村次元" and one.rows in GROUNDS
    assert one.counts in (("rows", "persons", "net") if one.rows == "incomes" else ("rows", "households")) and one.is_money == (one.unit == "元")
    assert not one.per or one.per in INDICATORS
    assert "{" not in one.name + one.definition and reverse("figure_rows", args=[VILLAGE, one.slug])


def test_there_are_at_least_sixty_and_no_slug_is_told_twice() -> None:
    slugs = [one.slug for one in book()]
    assert len(slugs) >= 60 and len(slugs) == len(set(slugs))


def test_a_figure_was_called_otherwise_in_its_time() -> None:
    lifted = INDICATORS["lifted_households"]
    assert lifted.name_on(date(2019, 6, 30)) == "建档立卡已脱贫户" and lifted.name_on(date(2021, 1, 1)) == lifted.name_on(None) == "脱贫户"
