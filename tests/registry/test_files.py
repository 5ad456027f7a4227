"""The file of a household: everything beside it, as of a day as known on a day, in as many queries for a thousand as for one."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bangfu.facts.models import AsOf
from bangfu.registry import actions, queries
from bangfu.registry.lines import Line
from bangfu.rules.money import Money
from tests.county import NEXT_VILLAGE, County
from tests.deliveries.office import number
from tests.registry.homes import PAPER, SINCE, earns, family, home, watched


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line of 8,000 元 from 2025 on."""
    told = Line("监测范围", Money(800_000), "省防返贫〔2025〕1号")
    monkeypatch.setattr("bangfu.registry.queries.earnings.line_in_force", lambda place, day, known=None: told if day.year >= 2025 else None)


def test_a_file_holds_all_that_is_known_of_a_household(county: County, line: None) -> None:
    by = county.township_clerk
    household, people = family(by)
    watched(by, household)
    actions.set_causes(by, household=household, words=["因病", "缺技术"], since=SINCE, document="2014年登记表")
    actions.note_guarantee(by, household=household, word="住房", state="已保障", since=SINCE, document="住房鉴定")
    earns(by, household, wage_work=24_000, business_crops=6_000, expense_crops=1_000)
    actions.leave_register(by, person=people["覃天佑"], kind="enlisted", on=date(2026, 2, 1), reason="入伍通知书")
    file = queries.household_file(by, household)
    assert file and file.row.head == "覃福生" and [one.name for one in file.row.members] == ["覃福生", "王秀兰", "覃小满"]
    assert [(one.label, one.lasts) for one in file.tags] == [("一般农户", True), ("边缘易致贫户", True), ("因病", True)]
    assert [(one.label, one.detail) for one in file.spells.causes] == [("因病", "主要"), ("缺技术", "其他")]
    assert [(one.word, one.label) for one in file.spells.guarantees] == [("住房", "已保障")]
    assert [(one.name, one.word, one.came) for one in file.changes] == [
        ("覃福生", "迁入", True), ("覃天佑", "补录", True), ("王秀兰", "嫁入", True), ("覃小满", "出生", True), ("覃天佑", "参军", False),
    ]
    year = file.incomes[0]
    assert (year.sums.net, year.persons_on, year.is_whole) == (Money(2_900_000), date(2025, 9, 30), True)
    assert year.per_head and year.per_head.formula == "人均纯收入 = 29,000.00 ÷ 4 人 = 7,250.00 元"
    assert year.against and year.against.is_below and year.line and year.line.document == "省防返贫〔2025〕1号"
    assert "户口簿复印件" in [one.word for one in file.missing]
    assert dict(dict(file.row.groups)["土地（亩）"]) == {"耕地面积（亩）": "4.5", "有效灌溉面积（亩）": "2"}


def test_the_story_is_one_line_of_time(county: County, line: None) -> None:
    by = county.township_clerk
    household, _ = family(by)
    watched(by, household)
    earns(by, household, wage_work=51_440)
    actions.correct_household(by, household=household, changes={"house_structure": "砖木"}, reason="看了房子")
    actions.correct_household(by, household=household, changes={"fuel": "清洁能源"}, reason="通了气", since=date(2025, 1, 1))
    told = [(one.day, one.sentence) for one in queries.household_story(by, household)]
    assert told == sorted(told, key=lambda one: one[0], reverse=True)
    for one in (
        (date(2024, 3, 2), "王秀兰 嫁入"), (date(2026, 5, 8), "识别为边缘易致贫户，因病"), (SINCE, "户类型为一般农户"), (SINCE, "记入名册"),
        (date(2025, 10, 1), "2025年度人均纯收入 12,860.00 元，不低于监测范围"), (date(2025, 1, 1), "主要燃料由“空”改为“清洁能源”"),
        (SINCE, "更正：住房结构由“砖混”改为“砖木”"),
    ):
        assert one in told
    risk = next(one for one in queries.household_story(by, household) if "识别为" in one.sentence)
    assert (risk.who, risk.document, risk.known_at.date()) == (by.name, PAPER, timezone.now().date())


def test_a_file_is_told_as_it_was_and_as_it_was_known(county: County) -> None:
    by = county.township_clerk
    household, people = family(by)
    before = timezone.now()
    watched(by, household, date(2024, 6, 1))
    actions.leave_register(by, person=people["王秀兰"], kind="died", on=date(2025, 1, 1), reason="火化证明")
    then = queries.household_file(by, household, AsOf(date(2024, 4, 1)))
    assert then and {one.name for one in then.row.members} == {"覃福生", "王秀兰", "覃天佑"} and [one.label for one in then.tags] == ["一般农户"]
    later = queries.household_file(by, household, AsOf(date(2024, 12, 1)))
    assert later and [one.label for one in later.tags] == ["一般农户", "边缘易致贫户", "因病"] and len(later.row.members) == 4
    unknowing = queries.household_file(by, household, AsOf(date(2025, 6, 1), before))
    assert unknowing and unknowing.tags == () and len(unknowing.row.members) == 4
    assert queries.household_file(by, household, AsOf(SINCE - timedelta(days=1))) is None


def test_what_ends_later_still_lasts_on_the_day_asked_about(county: County) -> None:
    by = county.township_clerk
    household = home(by)
    watched(by, household, date(2024, 6, 1))
    risk = queries.household_file(by, household).spells.risks[0]   # type: ignore[union-attr]
    actions.end_risk(by, risk=risk.id, on=date(2025, 6, 1), ended_how="帮扶消除", document="评议会纪要")
    then, now = (queries.household_file(by, household, AsOf(day)) for day in (date(2025, 1, 1), date(2025, 7, 1)))
    assert then and then.spells.risks[0].lasts and then.spells.risks[0].ended_how == ""
    assert now and (now.spells.risks[0].valid_to, now.spells.risks[0].ended_how) == (date(2025, 6, 1), "帮扶消除")


def test_four_quarters_make_a_year_and_three_do_not(county: County, line: None) -> None:
    from bangfu.rules.income import quarter_window

    by = county.township_clerk
    household = home(by)
    quarters = [quarter_window(2024, 4), *(quarter_window(2025, nth) for nth in (1, 2, 3))]
    for nth, one in enumerate(quarters):
        actions.record_income(by, household=household, since=one.first, until=one.after, amounts={"wage_work": Money(100_000)}, reason="季度核算")
        year = queries.household_file(by, household).incomes[0]   # type: ignore[union-attr]
        assert (year.sums.net, year.is_whole, year.against is not None) == (Money(100_000 * (nth + 1)), nth == 3, nth == 3)


def test_numbers_that_speak_against_the_record_are_named_without_a_digit(county: County) -> None:
    by = county.township_clerk
    household, people = family(by)
    actions.correct_person(by, person=people["王秀兰"], changes={"sex": "男", "phone": "15412345678"}, reason="抄表")
    doubts = queries.household_file(by, household).doubts   # type: ignore[union-attr]
    assert {(one.name, one.field, one.is_wrong) for one in doubts} >= {("王秀兰", "sex", True)}
    assert not any(number(702, date(1968, 1, 2))[:8] in one.sentence or "12345678" in one.sentence for one in doubts)


def test_many_files_take_the_queries_of_one(county: County) -> None:
    by = county.township_clerk
    def asked(wanted: list) -> int:   # type: ignore[type-arg]
        with CaptureQueriesContext(connection, ) as caught:
            assert len(queries.household_files(by, wanted)) == len(wanted)
        return len(caught)
    made = [family(by, serial=serial, number_=f"0099{serial}")[0] for serial in (701, 711, 721, 731)]
    for one in made:
        watched(by, one)
        earns(by, one, wage_work=9_000)
    assert asked(made[:1]) == asked(made) <= 24


def test_nothing_is_shown_out_of_reach(county: County) -> None:
    household = home(county.township_clerk)
    far = home(county.township_clerk, place=NEXT_VILLAGE, serial=801, name="蒙有财")
    assert queries.household_files(county.village_clerk, [far, household, uuid4()])[0].row.household == household
    assert len(queries.household_files(county.village_clerk, [far, household])) == 1
    for who in ("neighbour", "stranger", "former", "nobody", "administrator", "auditor"):
        by = getattr(county, who)
        assert queries.household_file(by, household) is None and queries.household_story(by, household) == [] and queries.household_span(by, household) is None


def test_a_household_that_is_no_more_is_found_on_its_days(county: County) -> None:
    by = county.township_clerk
    household, other = home(by), home(by, serial=801, name="蒙有财", number_="009980001")
    spouse = queries.household_file(by, household).row.members[0].person   # type: ignore[union-attr]
    actions.merge_households(by, household=household, into="009980001", members={spouse: "配偶"}, on=date(2026, 1, 1), reason="结婚并户")
    assert queries.household_file(by, household) is None
    assert queries.household_span(by, household) == (SINCE, date(2026, 1, 1)) and queries.household_span(by, other) == (SINCE, None)
    last = queries.household_file(by, household, AsOf(date(2025, 12, 31)))
    assert last and last.row.head == "覃福生"
    told = [(one.day, one.sentence) for one in queries.household_story(by, household)]
    assert told[0] == (date(2026, 1, 1), "覃福生 并户转出（户 009980001）") and (SINCE, "记入名册") in told
