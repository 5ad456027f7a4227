"""What a household earned: recorded, changed, pushed in from elsewhere, refused; and what a village reports of itself."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from bangfu.facts.models import FOREVER, NOW, AsOf
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.registry import actions, queries
from bangfu.registry.models import IncomeItem, VillageRecord
from bangfu.registry.queries import Earned
from bangfu.rules.income import quarter_window, recognition_window, yearly_window
from bangfu.rules.money import Money
from tests.county import NEXT_VILLAGE, VILLAGE, County
from tests.registry.homes import home
from tests.untouched import refused

YEAR = yearly_window(2025)
OUTSIDERS = ("neighbour", "stranger", "former", "nobody", "administrator", "auditor")


@pytest.fixture(autouse=True)
def whole(county: County) -> Iterator[None]:
    yield
    assert verify().whole


@pytest.fixture
def household(county: County) -> UUID:
    return home(county.village_clerk)


def record(by: Any, household: UUID, amounts: dict[str, int], **rest: Any) -> list[IncomeItem]:
    """Amounts in yuan."""
    how = {"since": YEAR.first, "until": YEAR.after, "reason": "收入核算表", **rest}
    return actions.record_income(by, household=household, amounts={slug: Money(yuan * 100) for slug, yuan in amounts.items()}, **how)


def earned(county: County, household: UUID, as_of: AsOf = NOW) -> tuple[Earned, ...]:
    found = queries.household_file(county.county_officer, household, as_of)
    assert found
    return found.incomes


def test_a_year_is_recorded_and_reckoned(county: County, household: UUID) -> None:
    record(county.village_clerk, household, {"wage_work": 30_000, "business_crops": 8_000, "expense_crops": 3_000, "transfer_pension": 1_500, "property_other": 0})
    (year,) = earned(county, household)
    assert dict(year.branches) == {
        "工资性收入": Money(3_000_000), "生产经营性收入": Money(800_000), "财产性收入": Money(), "转移性收入": Money(150_000), "生产经营性支出": Money(300_000),
    }
    assert year.sums.net == Money(3_650_000) and year.window == YEAR and year.line is None and year.against is None
    assert Entry.objects.filter(verb="household.income_recorded").count() == 1 and IncomeItem.objects.count() == 4


def test_what_differs_is_superseded_and_a_line_of_nothing_goes(county: County, household: UUID) -> None:
    record(county.village_clerk, household, {"wage_work": 30_000, "business_crops": 8_000}, notes={"wage_work": "广东"})
    before = timezone.now()
    record(county.village_clerk, household, {"wage_work": 31_000, "business_crops": 0, "transfer_pension": 1_500})
    believed = IncomeItem.objects.filter(superseded_at=FOREVER).order_by("item").values_list("item", "amount", "note")
    assert list(believed) == [("transfer_pension", Money(150_000), ""), ("wage_work", Money(3_100_000), "广东")]
    assert earned(county, household, AsOf(None, before))[0].sums.net == Money(3_800_000)


def test_what_another_office_pays_stands_beside_and_is_pushed_in_once(county: County, household: UUID) -> None:
    by, origin = county.township_clerk, ("wage", "w-1")
    record(by, household, {"wage_post_village": 3_000})
    record(by, household, {"wage_post_village": 2_400}, origin=origin)
    with refused("没有要改"):
        record(by, household, {"wage_post_village": 2_400}, origin=origin)
    assert earned(county, household)[0].sums.wage == Money(540_000)
    record(by, household, {"wage_post_village": 0})
    assert [(one.amount, one.origin_id) for one in earned(county, household)[0].items] == [(Money(240_000), "w-1")]


@pytest.mark.parametrize(("amounts", "rest", "words", "field"), [
    ({"lottery": 1}, {}, "没有这个收入项目", "item"), ({"wage_work": -1}, {}, "不能是负数", "wage_work"),
    ({"wage_work": 0}, {}, "没有要改", ""), ({}, {}, "没有要改", ""),
    ({"wage_work": 1}, {"reason": ""}, "理由", "reason"), ({"wage_work": 1}, {"until": YEAR.first}, "起止日期不对", "until"),
    ({"wage_work": 1}, {"until": timezone.localdate() + timedelta(1)}, "起止日期不对", "until"), ({"wage_work": 1}, {"household": uuid4()}, "没有这一户", ""),
    ({"wage_work": 1}, {"notes": {"wage_work": "远" * 121}}, "最多 120 个", "wage_work"),
])
def test_an_income_that_cannot_be_is_refused(county: County, household: UUID, amounts: dict[str, int], rest: dict[str, Any], words: str, field: str) -> None:
    with refused(words, field=field):
        record(county.village_clerk, rest.pop("household", household), amounts, **rest)


def test_months_of_a_year_are_not_counted_twice(county: County, household: UUID) -> None:
    by, quarter = county.village_clerk, quarter_window(2025, 1)
    record(by, household, {"wage_work": 30_000})
    with refused("会算两遍", field="since"):
        record(by, household, {"wage_work": 7_000}, since=quarter.first, until=quarter.after)
    own = recognition_window(date(2026, 3, 15))
    record(by, household, {"wage_work": 28_000}, since=own.first, until=own.after)
    assert [one.window.word.partition("（")[0] for one in earned(county, household)] == ["2026年3月识别，前12个月", "2025年度"]


@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_has_no_say_records_nothing(county: County, household: UUID, who: str) -> None:
    with refused():
        record(getattr(county, who), household, {"wage_work": 1})
    with refused():
        report(getattr(county, who), {"households": 1})


# the village's own figures

def report(by: Any, values: dict[str, Any], **rest: Any) -> VillageRecord:
    return actions.report_village(by, **{"place": VILLAGE, "values": values, "since": date(2025, 12, 31), "reporter": "村支书", **rest})


def test_a_village_reports_of_itself_from_a_day_on_and_corrects_itself(county: County) -> None:
    by = county.village_clerk
    report(by, {"households": 420, "road_paved": "是", "farmland": Decimal("812.5")})
    report(by, {"households": 418}, since=date(2026, 6, 30))
    report(by, {"farmland": Decimal("813")}, since=None, reporter="会计")
    told = list(VillageRecord.objects.filter(superseded_at=FOREVER).order_by("valid_from").values_list("valid_from", "households", "farmland", "reporter"))
    assert told == [(date(2025, 12, 31), 420, Decimal(813), "会计"), (date(2026, 6, 30), 418, Decimal(813), "会计")]


@pytest.mark.parametrize(("values", "rest", "words"), [
    ({}, {}, "还没有填"), ({"households": None}, {}, "还没有填"), ({"households": 420}, {}, "没有要改"), ({"households": -1}, {}, "不是可能的数"),
    ({"households": 1}, {"reporter": ""}, "填报人"), ({"households": 1}, {"reporter": "人" * 61}, "填报人"),
    ({"households": 1}, {"place": "990121001"}, "不在|选择一个村"),
    ({"households": 1}, {"place": NEXT_VILLAGE}, "不在您岗位"), ({"households": 1}, {"since": timezone.localdate() + timedelta(1)}, "不能晚于今天"),
    ({"irrigated": Decimal(5), "farmland": Decimal(4)}, {}, "不能大于"), ({"road_paved": "大概"}, {}, "可选的说法"),
])
def test_a_report_that_cannot_be_is_refused(county: County, values: dict[str, Any], rest: dict[str, Any], words: str) -> None:
    report(county.village_clerk, {"households": 420})
    with refused(words):
        report(county.village_clerk, values, **rest)
