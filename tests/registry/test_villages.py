"""The file of a village: every figure opens to as many rows, any day as known on any day, and what is reported stands beside what is counted."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bangfu.facts.models import NOW, AsOf
from bangfu.journal.verify import verify
from bangfu.organization import actions as organization
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.organization.changing import Line
from bangfu.registry import actions, queries
from bangfu.registry.models import Household, PersonRecord, VillageRecord
from bangfu.registry.queries import VillageFile
from bangfu.registry.queries.villages import ORDER
from bangfu.registry.village_cuts import HOUSES, MEMBERS, Cut, House, Member, group_order, shares
from bangfu.rules.money import Money
from bangfu.rules.refusal import Forbidden, Refused
from tests.county import COUNTY, NEXT_VILLAGE, THIRD_VILLAGE, TOWNSHIP, VILLAGE, County
from tests.registry.founded import SINCE, Shape, founded
from tests.standing import world

HOUSEHOLDS = 32


@world
def homes() -> list[Household]:
    return founded(Shape(households=HOUSEHOLDS))


def file_of(by: Actor, place: str = VILLAGE, as_of: AsOf = NOW) -> VillageFile:
    found = queries.village_file(by, place, as_of)
    assert found
    return found


def labels(file: VillageFile, kind: str) -> dict[str, tuple[int, int]]:
    return {one.label: (one.households, one.persons) for one in file.labels[kind]}


def of(file: VillageFile, cut: str) -> dict[str, int]:
    return {share.label: share.number for one, known in (*file.members, *file.houses) if one.slug == cut for share in known}


def said(file: VillageFile, word: str) -> tuple[Any, Any, str]:
    one = next(one for one in file.beside if one.word == word)
    return one.reported, one.counted, one.said


@pytest.mark.parametrize("as_of", [NOW, AsOf(date(2023, 1, 1))])
def test_every_figure_opens_to_exactly_as_many_rows(county: County, homes: list[Household], as_of: AsOf) -> None:
    file, opened = file_of(county.village_clerk, as_of=as_of), 0
    for cut, known in (*file.members, *file.houses):
        for share in known:
            rows = queries.village_rows(county.village_clerk, VILLAGE, cut.slug, share.label, as_of)
            assert rows is not None and len(rows) == share.number, (cut.slug, share.label)
            opened += 1
    for kind in ORDER:
        for one in file.labels[kind]:
            rows = queries.village_rows(county.village_clerk, VILLAGE, kind, one.label, as_of)
            assert rows is not None and len(rows) == one.households, (kind, one.label)
            opened += 1
    assert opened > 30


def test_the_figures_are_those_of_the_people_founded(county: County, homes: list[Household]) -> None:
    file = file_of(county.village_clerk)
    people = sum(nth % 10 + 1 for nth in range(HOUSEHOLDS))
    assert (file.households, file.persons) == (HOUSEHOLDS, people)
    lifted = [nth for nth in range(HOUSEHOLDS) if nth % 3 == 0]
    assert labels(file, "assisted") == {
        "脱贫户": (len(lifted), sum(nth % 10 + 1 for nth in lifted)), "一般农户": (HOUSEHOLDS - len(lifted), people - sum(nth % 10 + 1 for nth in lifted)),
    }
    assert labels(file, "monitored") == {"脱贫不稳定户": (3, 1 + 6 + 1)}
    assert labels(file, "risk") == {"因病": (3, 8)}, "the flood is over"
    assert labels(file, "guarantee") == {"饮水": (2, 4 + 9)}
    assert [(one.label, one.households, one.main) for one in file.labels["cause"]] == [("缺技术", len(lifted), 0)], "the other cause ended"
    assert of(file, "shortcoming") == {"住房不安全（危房，或C级、D级）": 1, "饮水没有解决": 2, "没有卫生厕所": 2}
    assert sum(of(file, "age").values()) == sum(of(file, "sex").values()) == sum(of(file, "labour").values()) == people
    assert list(of(file, "group"))[:3] == ["一组", "二组", "三组"] and list(of(file, "group"))[-1] == "十二组"


def test_a_day_past_is_counted_as_it_was_and_as_it_was_known(county: County, homes: list[Household]) -> None:
    by = county.village_clerk
    persons, monitored = file_of(by).persons, labels(file_of(by), "monitored")
    known_before, today = timezone.now(), timezone.localdate()
    gone = PersonRecord.objects.filter(household=homes[9], relation="之母").get()
    actions.leave_register(by, person=gone.person_id, kind="died", on=today - timedelta(days=3), reason="死亡证明")
    actions.end_status(county.township_clerk, household=homes[15].pk, family="monitored", on=today - timedelta(days=2), document="云防返贫〔2026〕7号")
    assert file_of(by).persons == persons - 1
    assert file_of(by, as_of=AsOf(today - timedelta(days=4))).persons == persons, "they lived then"
    as_known = file_of(by, as_of=AsOf(today, known_before))
    assert (as_known.persons, labels(as_known, "monitored")) == (persons, monitored), "nobody knew then"
    assert labels(file_of(by), "monitored") == {"脱贫不稳定户": (2, 2)}
    assert file_of(by, as_of=AsOf(SINCE - timedelta(days=1))).households == 0


def test_today_is_the_same_whether_it_is_asked_for_or_not(county: County, homes: list[Household]) -> None:
    now, today = file_of(county.county_officer), file_of(county.county_officer, as_of=AsOf(timezone.localdate()))
    assert (now.households, now.persons, now.labels, now.members, now.houses, now.incomes) == (
        today.households, today.persons, today.labels, today.members, today.houses, today.incomes)


def test_a_household_that_moved_counts_where_it_lived_on_the_day(county: County, homes: list[Household]) -> None:
    by, today = county.county_officer, timezone.localdate()
    actions.move_household(by, household=homes[15].pk, to=NEXT_VILLAGE, on=today - timedelta(days=5), group="一组", reason="易地搬迁", document="云搬〔2026〕1号")
    assert labels(file_of(by), "monitored")["脱贫不稳定户"][0] == 2
    assert labels(file_of(by, NEXT_VILLAGE), "monitored") == {"脱贫不稳定户": (1, 6)}
    then = AsOf(today - timedelta(days=6))
    assert labels(file_of(by, as_of=then), "monitored")["脱贫不稳定户"][0] == 3
    assert file_of(by, NEXT_VILLAGE, then).households == 0 and not file_of(by, NEXT_VILLAGE, then).labels["monitored"]


def test_what_a_village_reports_stands_beside_what_is_counted(county: County, homes: list[Household]) -> None:
    by = county.village_clerk
    assert said(file_of(by), "总户数") == (None, HOUSEHOLDS, "")
    actions.report_village(by, place=VILLAGE, values={"households": HOUSEHOLDS + 3, "dangerous_houses": 0, "farmland": Decimal("1.50")}, since=SINCE, reporter="覃会计")
    file = file_of(by)
    assert said(file, "总户数") == (HOUSEHOLDS + 3, HOUSEHOLDS, "多报 3")
    assert said(file, "危房户数") == (0, 1, "少报 1") and said(file, "低保户数")[0] is None
    assert said(file, "耕地面积（亩）")[2].startswith("少报 ")
    assert file.reported and (file.reported.reporter, file.reported.written_by) == ("覃会计", by.name)
    assert file.households == HOUSEHOLDS, "a report moves no count"


def test_a_report_is_changed_from_a_day_or_corrected_for_all_its_days(county: County) -> None:
    by, later = county.village_clerk, date(2024, 1, 1)
    actions.report_village(by, place=VILLAGE, values={"households": 10, "clinics": 1}, since=SINCE, reporter="覃会计")
    actions.report_village(by, place=VILLAGE, values={"households": 12}, since=later, reporter="覃会计")
    assert [said(file_of(by, as_of=AsOf(day)), "总户数")[0] for day in (date(2023, 6, 1), later)] == [10, 12]
    known = timezone.now()
    actions.report_village(by, place=VILLAGE, values={"clinics": 2}, since=None, reporter="覃会计", reason="漏了一个")
    for day in (date(2023, 6, 1), later):
        assert file_of(by, as_of=AsOf(day)).reported.values["clinics"] == 2   # type: ignore[union-attr]
    assert file_of(by, as_of=AsOf(later, known)).reported.values["clinics"] == 1   # type: ignore[union-attr]
    assert [since for since, _, _ in file_of(by).reports] == [later, SINCE]


@pytest.mark.parametrize(("change", "sentence"), [
    ({"reporter": " "}, "填报人"), ({"place": TOWNSHIP}, "请选择一个村"), ({"values": {"households": -1}}, "不是可能的数"),
    ({"values": {"farmland": Decimal(1), "irrigated": Decimal(2)}}, "不能大于"), ({"since": date(2999, 1, 1)}, "不能晚于今天"),
])
def test_a_report_that_cannot_be_is_refused_and_nothing_is_written(county: County, change: dict[str, Any], sentence: str) -> None:
    asked: dict[str, Any] = {"place": VILLAGE, "values": {"households": 1}, "since": SINCE, "reporter": "覃会计"} | change
    with pytest.raises(Refused, match=sentence):
        actions.report_village(county.township_clerk, **asked)
    assert not VillageRecord.objects.exists()


def test_a_report_that_says_nothing_new_is_refused(county: County) -> None:
    for _ in "12":
        given = {"place": VILLAGE, "values": {"households": 1}, "since": SINCE, "reporter": "覃会计"}
        if not VillageRecord.objects.exists():
            actions.report_village(county.village_clerk, **given)   # type: ignore[arg-type]
    with pytest.raises(Refused, match="没有要改的"):
        actions.report_village(county.village_clerk, **given)   # type: ignore[arg-type]
    assert VillageRecord.objects.count() == 1


def test_of_two_who_report_at_once_the_second_is_told(county: County) -> None:
    first = actions.report_village(county.village_clerk, place=VILLAGE, values={"households": 10}, since=SINCE, reporter="覃会计")
    seen = first.recorded_in
    actions.report_village(county.township_clerk, place=VILLAGE, values={"households": 11}, since=date(2024, 1, 1), reporter="镇经办乙", seen=seen)
    with pytest.raises(Refused, match="镇经办乙在.*先填报了"):
        actions.report_village(county.village_clerk, place=VILLAGE, values={"households": 10, "persons": 5}, since=date(2025, 1, 1), reporter="覃会计", seen=seen)
    assert said(file_of(county.village_clerk), "总户数")[0] == 11


@pytest.mark.parametrize("who", ["administrator", "auditor", "neighbour", "nobody"])
def test_only_those_who_correct_there_report(county: County, who: str) -> None:
    with pytest.raises(Forbidden):
        actions.report_village(getattr(county, who), place=VILLAGE, values={"households": 1}, since=SINCE, reporter="覃会计")
    assert not VillageRecord.objects.exists()


def test_income_a_head_is_that_of_whole_years_against_the_line_of_the_year(county: County, homes: list[Household]) -> None:
    by = county.county_officer
    for year, yuan in ((2023, 10_000_000), (2025, 1)):
        organization.set_policy_figure(
            PROGRAM, place=COUNTY, kind="monitoring_line", year=year, amount=Money(100 * yuan), document=f"云防返贫〔{year}〕2号", valid_from=date(year, 1, 1),
        )
    lines = {(one.whose, one.window.after.year): one for one in file_of(by).incomes}
    lifted = [nth for nth in range(HOUSEHOLDS) if nth % 3 == 0]
    last = lines["脱贫户", 2025]
    one_by_one = [earned for home in queries.household_files(by, [homes[nth].pk for nth in lifted]) for earned in home.incomes if earned.window.after.year == 2025]
    assert (last.households, last.net) == (len(lifted), Money.sum(one.sums.net for one in one_by_one))
    assert last.persons == sum(one.per_head.persons for one in one_by_one if one.per_head) and last.per_head == last.net.per(last.persons)
    assert last.line and (last.line.document, last.below) == ("云防返贫〔2025〕2号", 0)
    assert lines["脱贫户", 2024].below == len(lifted), "the line of 2023 held until 2025"
    assert lines["监测对象", 2025].households == 3


def test_a_year_that_is_not_recorded_whole_is_left_out(county: County, homes: list[Household]) -> None:
    by = county.township_clerk
    actions.record_income(by, household=homes[0].pk, since=date(2025, 10, 1), until=date(2026, 1, 1), amounts={"wage_work": Money(100)}, reason="第四季度")
    assert {one.window.after.year for one in file_of(by).incomes} == {2023, 2024, 2025}


def test_what_became_so_this_month_is_told(county: County, homes: list[Household]) -> None:
    by, today = county.township_clerk, timezone.localdate()
    assert file_of(by).month == ()
    born = actions.enter_register(by, household=homes[3].pk, kind="born", on=today, values={"name": "覃新生", "relation": "之孙女", "birth": today}, reason="出生证明")
    actions.end_risk(by, risk=queries.household_files(by, [homes[15].pk])[0].spells.risks[0].id, on=today, ended_how="帮扶消除", document="云防返贫〔2026〕8号")
    told = {(one.on, one.word, one.name, one.number) for one in file_of(by).month}
    assert (today, "出生", "覃新生", homes[3].number) in told and born
    assert any(word.startswith("返贫致贫风险：因病结束，帮扶消除") and number == homes[15].number for _, word, _, number in told)
    assert file_of(by, as_of=AsOf(today.replace(day=1) - timedelta(days=1))).month == ()
    assert [(one.year, one.balance) for one in file_of(by).changes][0] == (today.year, 1)


@pytest.mark.parametrize("who", ["neighbour", "stranger"])
def test_who_does_not_reach_the_village_is_told_nothing_of_it(county: County, homes: list[Household], who: str) -> None:
    by = getattr(county, who)
    file = file_of(by)
    assert (file.households, file.persons, file.reported, file.month) == (0, 0, None, ())
    assert not any(file.labels.values()) and not any(known for _, known in (*file.members, *file.houses))
    assert queries.village_rows(by, VILLAGE, "sex", "男") == []


@pytest.mark.parametrize("who", ["administrator", "auditor", "nobody"])
def test_who_may_not_look_has_no_file(county: County, homes: list[Household], who: str) -> None:
    assert queries.village_file(getattr(county, who), VILLAGE) is None
    assert queries.village_rows(getattr(county, who), VILLAGE, "sex", "男") is None


def test_the_queries_do_not_grow_with_the_village(county: County) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as made:
            file_of(county.county_officer)
        return len(made)
    founded(Shape(households=16))
    few = asked()
    founded(Shape(households=60, number="9911"))
    assert few == asked() < 35


def test_the_villages_of_a_township_stand_in_one_list(county: County, homes: list[Household]) -> None:
    actions.report_village(county.township_clerk, place=VILLAGE, values={"households": 30, "persons": 150}, since=SINCE, reporter="覃会计")
    rows = {one.code: one for one in queries.villages_below(county.township_clerk, TOWNSHIP)}
    assert set(rows) == {VILLAGE, NEXT_VILLAGE, THIRD_VILLAGE}
    here = rows[VILLAGE]
    assert (here.households, here.reported_households, here.reported_persons, here.reporter) == (HOUSEHOLDS, 30, 150, "覃会计")
    assert (rows[NEXT_VILLAGE].households, rows[NEXT_VILLAGE].reported_households) == (0, None)
    assert [one.code for one in queries.villages_below(county.village_clerk, TOWNSHIP)] == [VILLAGE], "a village sees its own line"
    assert len(queries.villages_below(county.county_officer, COUNTY)) == 6


def test_an_unknown_cut_has_no_rows(county: County, homes: list[Household]) -> None:
    assert queries.village_rows(county.village_clerk, VILLAGE, "id_number", "x") is None
    assert queries.village_rows(county.village_clerk, VILLAGE, "sex", "没有的") == []
    assert set(MEMBERS) & set(HOUSES) == set() == set(ORDER) & (set(MEMBERS) | set(HOUSES))


@pytest.mark.once
@pytest.mark.parametrize(("kind", "cuts"), [(Member, MEMBERS), (House, HOUSES)])
def test_a_cut_looks_at_the_columns_it_names_only(kind: Any, cuts: dict[str, Cut]) -> None:
    rng, words = Random(7), ("", "是", "否", "男", "残疾", "长期慢性病、残疾", "七年级", "非在校生", "C级", "二组")
    on, days = date(2026, 6, 30), (None, date(1950, 1, 1), date(2011, 6, 1), date(2024, 2, 29))
    rows = [kind(*(rng.choice(days if name in ("birth", "valid_from") else words) for name in kind._fields)) for _ in range(400)]
    for cut in cuts.values():
        assert {one.label: one.number for one in shares(cut, rows, on)} == Counter(label for row in rows for label in cut.of(row, on)), cut.slug


def test_pupils_are_counted_by_level_and_not_by_year() -> None:
    assert MEMBERS["student"].labels[:8] == ("学龄前儿童", "学前教育", "小学", "初中", "高中", "中职", "高职高专", "技师学院")


@pytest.mark.parametrize(("mixed", "ordered"), [
    (["十组", "二组", "一组", "十二组"], ["一组", "二组", "十组", "十二组"]), (["第10组", "第2组"], ["第2组", "第10组"]),
    (["二十一组", "十九组", ""], ["十九组", "二十一组", ""]), (["上寨", "3组"], ["3组", "上寨"]),
])
def test_groups_stand_in_the_order_people_count_them(mixed: list[str], ordered: list[str]) -> None:
    assert sorted(mixed, key=group_order) == ordered


def test_a_village_that_two_went_into_reports_anew_and_one_under_a_new_code_goes_on(county: County) -> None:
    day, by = timezone.localdate() - timedelta(days=20), county.township_clerk
    for place in (VILLAGE, NEXT_VILLAGE, THIRD_VILLAGE):
        actions.report_village(by, place=place, values={"households": 10}, since=day, reporter="填报人甲")
    into, coded = "990121001009", "990121001008"
    organization.change_places(
        PROGRAM, lines=[Line(VILLAGE, into, "合并村"), Line(NEXT_VILLAGE, into, "合并村"), Line(THIRD_VILLAGE, coded, "石门村")], on=day + timedelta(5),
        document="云岫民函〔2026〕4号",
    )
    merged = actions.report_village(by, place=into, values={"households": 20}, since=day + timedelta(6), reporter="填报人乙")
    assert (merged.households, merged.place_then, merged.persons) == (20, into, None)
    again = actions.report_village(by, place=coded, values={"persons": 30}, since=day + timedelta(7), reporter="填报人丙")
    assert (again.households, again.persons) == (10, 30), "what was reported under the old code goes on"
    assert verify().whole
