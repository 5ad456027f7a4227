"""Lists of persons, households and villages taken over with everything they say: records, standing, income; and what the rules refuse."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bangfu.facts.models import FOREVER, NOW
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.organization.actions import PlaceRow, take_in_places
from bangfu.organization.actor import PROGRAM
from bangfu.registry import actions, queries
from bangfu.registry.counts import differing
from bangfu.registry.models import Cause, HouseholdRecord, IncomeItem, PersonRecord, RiskSpell, StatusSpell, VillageRecord
from bangfu.registry.previews import village_changes
from bangfu.registry.records import BANK_PURPOSE
from bangfu.rules.codes import DISASTER
from bangfu.rules.money import Money
from bangfu.sealing.ring import ring
from tests.county import NEXT_VILLAGE, VILLAGE, County
from tests.deliveries.office import Line, again, families, number, of
from tests.registry.homes import PAPER
from tests.registry.lists import HOUSEHOLDS, PERSONS, VILLAGES, WORKERS, faults, known, looked_at, said, taken

pytestmark = pytest.mark.once   # how a list is understood asks no database

JUNE, JULY, AUGUST, SEPTEMBER = date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30)
GOOD = families()
FIRST, SECOND, THIRD = (GOOD[nth].household for nth in (0, 3, 6))
Row = dict[str, str]


@pytest.fixture(autouse=True)
def whole_in_the_end(county: County) -> Iterator[None]:
    with known():
        yield
    assert verify().whole and differing() == {}


def person(line: Line, **more: str) -> Row:
    return {
        "township": line.township, "village": line.village, "household_number": line.household, "person_number": line.person, "name": line.name,
        "id_number": line.id_number, "relation": line.relation, "phone": line.phone, "nation": line.nation,
    } | more


def people(**of_the_first_head: str) -> list[Row]:
    return [person(one, **(of_the_first_head if one == GOOD[0] else {})) for one in GOOD]


def house(number: str = FIRST, village: str = "上垟村", **more: str) -> Row:
    return {"township": "青石镇", "village": village, "household_number": number, "head_name": "覃天明"} | more


@pytest.fixture
def register(county: County) -> None:
    taken(county.township_clerk, PERSONS, people(), JUNE)


def statuses(number: str = FIRST) -> list[tuple[Any, ...]]:
    rows = StatusSpell.objects.filter(superseded_at=FOREVER, household__number=number).order_by("family", "valid_from")
    return [(one.family, one.label, one.valid_from, one.valid_to if one.valid_to.year < 9999 else None) for one in rows]


def risks(number: str = FIRST) -> list[tuple[Any, ...]]:
    rows = RiskSpell.objects.filter(superseded_at=FOREVER, household__number=number).order_by("label", "valid_from")
    return [(one.label, one.valid_from, one.valid_to if one.valid_to.year < 9999 else None, one.ended_how) for one in rows]


def causes(number: str = FIRST) -> dict[int, str]:
    return {one.rank: one.label for one in Cause.objects.filter(**NOW.filters(), household__number=number)}


def incomes(number: str = FIRST) -> dict[str, tuple[Money, date, date]]:
    rows = IncomeItem.objects.filter(superseded_at=FOREVER, household__number=number)
    return {one.item: (one.amount, one.valid_from, one.valid_to) for one in rows}


def record(number: str = FIRST) -> HouseholdRecord:
    return HouseholdRecord.objects.get(**NOW.filters(), number=number)


# persons

def test_every_column_of_a_person_is_taken_over(county: County) -> None:
    wide = people(work_income="3,200.50", work_from="2025-03-01", minimum_living_kind="A")
    assert taken(county.township_clerk, PERSONS, wide, JUNE)[1] == {"new": 9}
    found = of("覃天明", FIRST)
    assert (found.work_income, found.work_from, found.minimum_living_kind) == (Money(320050), date(2025, 3, 1), "A")
    assert taken(county.township_clerk, PERSONS, wide, JULY)[1] == {"unchanged": 9}


def test_what_the_head_s_row_says_of_the_household_is_the_household_s(county: County) -> None:
    wide = people(**{
        "household.address": "上垟村三组", "household.farmland": "4.50", "household.bank_account": "6229990000000008", "status.assisted": "脱贫户",
        "cause.main": "因病", "cause.2": "缺资金", "household_phone": "15499999901",
    })
    assert taken(county.township_clerk, PERSONS, wide, JUNE)[1] == {"new": 9}
    assert (record().address, record().farmland) == ("上垟村三组", Decimal("4.5"))
    assert ring().unseal(record().bank_account, BANK_PURPOSE) == "6229990000000008"
    assert statuses() == [("assisted", "脱贫户", JUNE, None)] and causes() == {1: "因病", 2: "缺资金"}
    assert taken(county.township_clerk, PERSONS, wide, JULY)[1] == {"unchanged": 9}
    assert taken(county.township_clerk, PERSONS, people(**{"household.address": "上垟村五组"}), AUGUST)[1] == {"changed": 1, "unchanged": 8}
    assert (record().address, statuses()) == ("上垟村五组", [("assisted", "脱贫户", JUNE, None)])


@pytest.mark.parametrize(("key", "told", "words"), [
    ("work_income", "三千多", "不是金额"), ("work_income", "-5", "不是可能的"), ("household.farmland", "四亩", "读不懂"),
    ("household.address", "址" * 121, "最多 120 个"), ("work_from", "2999-01-01", "不是可能的"), ("status.assisted", "富裕户", "不是户类型"),
    ("cause.2", "缺资金", "主要致贫原因"), ("cause.main", "因懒", "不是致贫原因"),
    ("risk.1", "怕穷", "不是返贫致贫风险"),
    ("status.monitored", "脱贫不稳定户", "只能是脱贫户"),
])
def test_what_is_refused_by_hand_goes_back_with_the_rule_s_sentence_and_the_rest_goes_in(county: County, key: str, told: str, words: str) -> None:
    found, outcome = taken(county.township_clerk, PERSONS, people(**{key: told}), JUNE)
    (row, letter, sentence), = faults(county.township_clerk, found)
    assert outcome == {"new": 8, "refused": 1} and row == 2 and letter and words in sentence
    assert PersonRecord.objects.count() == 8 and not StatusSpell.objects.exists()


def test_a_list_may_leave_out_which_disaster_and_which_other_risk_it_was(county: County) -> None:
    rows = people(**{"risk.1": "因自然灾害", "risk.2": "其他", "status.assisted": "脱贫户", "status.monitored": "脱贫不稳定户"})
    assert taken(county.township_clerk, PERSONS, rows, JUNE)[1] == {"new": 9}
    assert sorted(RiskSpell.objects.values_list("label", "sub_kind", "remark")) == [("其他", "", ""), ("因自然灾害", "", "")]


def test_everybody_who_says_it_of_the_household_goes_back(county: County) -> None:
    rows = [person(one, **({"status.assisted": "富裕户"} if one.household == FIRST else {})) for one in GOOD]
    found, outcome = taken(county.township_clerk, PERSONS, rows, JUNE)
    assert outcome == {"new": 6, "refused": 3} and [row for row, *_ in faults(county.township_clerk, found)] == [2, 3, 4]


def test_a_list_that_names_neither_household_nor_village_leaves_people_where_they_are(county: County, register: None) -> None:
    rows = [{"name": one.name, "id_number": one.id_number, "employer": "竹器厂"} for one in (GOOD[0], GOOD[4])]
    stranger = {"name": "甲一", "id_number": number(901), "employer": "竹器厂"}
    elsewhere = {"name": GOOD[5].name, "id_number": GOOD[5].id_number, "household_number": "7700"}
    unplaced = stranger | {"name": "乙二", "id_number": number(903), "household_number": "7700"}
    found, outcome = taken(county.township_clerk, WORKERS, [*rows, stranger, unplaced, elsewhere], JULY)
    assert outcome == {"changed": 2, "refused": 3} and again(found).state == "applied"
    assert ["户编号" in sentence for *_, sentence in faults(county.township_clerk, found)] == [True, False, False]
    worker = of("覃天明", FIRST)
    assert (worker.employer, worker.place_code, worker.household.number) == ("竹器厂", VILLAGE, FIRST)
    assert record(FIRST).place_code == VILLAGE and HouseholdRecord.objects.count() == 3
    assert taken(county.township_clerk, WORKERS, rows, AUGUST)[1] == {"unchanged": 2}


def test_a_household_that_was_put_into_a_grid_stays_there_while_its_people_change(county: County, register: None) -> None:
    grid = f"{VILLAGE}001"
    take_in_places(PROGRAM, [PlaceRow(grid, "一网格")], since=date(2024, 1, 1), source="网格表")
    actions.move_household(county.township_clerk, household=record().household_id, to=grid, on=JUNE, reason="划入网格")
    assert taken(county.township_clerk, PERSONS, people(nation="壮族"), JULY)[1] == {"changed": 1, "unchanged": 8}
    assert (record().place_code, of("覃天明", FIRST).place_code, of("覃天明", FIRST).nation) == (grid, grid, "壮族")
    assert taken(county.township_clerk, HOUSEHOLDS, [house(**{"household.address": "甲"})], JULY)[1] == {"changed": 1}
    assert (record().place_code, record().address) == (grid, "甲")


# households

def test_a_list_of_households_changes_households_and_says_so(county: County, register: None) -> None:
    told = {"household.address": "新址", "household.farmland": "3", "household_phone": "15499999903"}
    rows = [house(**told), house(SECOND), house("7700", **{"household.address": "甲"})]
    found = looked_at(county.township_clerk, HOUSEHOLDS, rows, JULY)
    changes = village_changes(county.township_clerk, found.pk, VILLAGE)
    assert changes.kind == "household" and [set(one.differences) for one in changes.changed] == [
        {("家庭住址", "（空）", "新址"), ("耕地面积（亩）", "（空）", "3"), ("户联系电话", "原号码", "新号码")},
    ]
    found, outcome = taken(county.township_clerk, HOUSEHOLDS, [*rows, house(THIRD)], JULY)
    assert outcome == {"changed": 1, "unchanged": 2, "refused": 1}
    (row, letter, sentence), = faults(county.township_clerk, found)
    assert (row, letter) == (4, "C") and "7700" in sentence
    assert (record().address, record().valid_from) == ("新址", JULY)
    entry = Entry.objects.filter(verb="household.taken_over", subject_id=str(record().household_id)).latest("id")
    assert record().recorded_in == entry.id
    assert HouseholdRecord.objects.count() == 3 + 2, "the old up to the day, the new from it on"


def test_a_household_without_a_number_is_found_by_its_head(county: County, register: None) -> None:
    rows = [house("", head_id_number=GOOD[0].id_number, **{"household.address": "新址"}), house("", head_id_number=GOOD[4].id_number)]
    found, outcome = taken(county.township_clerk, HOUSEHOLDS, [*rows, house("", head_id_number="")], JULY)
    assert outcome == {"changed": 1, "unchanged": 1, "refused": 1} and record().address == "新址"
    assert "没有户编号" in faults(county.township_clerk, found)[0][2]


def test_one_household_twice_goes_back_once(county: County, register: None) -> None:
    found, outcome = taken(county.township_clerk, HOUSEHOLDS, [house(), house(**{"household.address": "甲"})], JULY)
    assert outcome == {"unchanged": 1, "refused": 1} and "同一户在表里出现了两次（另一处在第 2 行）" in faults(county.township_clerk, found)[0][2]


def test_a_correction_of_a_household_made_here_is_held(county: County, register: None) -> None:
    rows = [house(**{"household.address": "旧址", "status.assisted": "脱贫户", "income.wage_work": "24000"})]
    taken(county.township_clerk, HOUSEHOLDS, rows, JULY)
    household = record().household_id
    actions.correct_household(county.village_clerk, household=household, changes={"address": "实址"}, reason="实地看过")
    assert taken(county.township_clerk, HOUSEHOLDS, rows, AUGUST)[1] == {"kept": 1}
    assert record().address == "实址"
    assert taken(county.township_clerk, HOUSEHOLDS, [house(**{"household.address": "又一址"})], SEPTEMBER)[1] == {"changed": 1}
    assert record().address == "又一址"


def test_a_status_corrected_here_is_held(county: County, register: None) -> None:
    rows = [house(**{"status.assisted": "脱贫户"})]
    taken(county.township_clerk, HOUSEHOLDS, rows, JULY)
    spell = StatusSpell.objects.get(superseded_at=FOREVER)
    actions.correct_status(county.township_clerk, status=spell.pk, word="一般农户", document=PAPER, reason="登记错了")
    assert taken(county.township_clerk, HOUSEHOLDS, rows, AUGUST)[1] == {"kept": 1}
    assert statuses() == [("assisted", "一般农户", JULY, None)]


def test_a_monitored_household_from_its_recognition_to_the_end_of_its_risk(county: County, register: None) -> None:
    told = {"status.assisted": "脱贫户", "status.assisted.since": "2020-11-01", "status.monitored": "脱贫不稳定户"}
    told |= {"risk.1": "因病", "risk.2": "因学", "risk.since": "2024-03-01"}
    found, outcome = taken(county.township_clerk, HOUSEHOLDS, [house(**told, **{"risk.ended": "否"})], JULY)
    since = date(2024, 3, 1)
    assert outcome == {"changed": 1}
    assert statuses() == [("assisted", "脱贫户", date(2020, 11, 1), None), ("monitored", "脱贫不稳定户", since, None)]
    assert risks() == [("因学", since, None, ""), ("因病", since, None, "")]
    over = {"risk.ended": "是", "risk.ended_on": "2026-08-10", "risk.ended_how": "帮扶消除"}
    assert taken(county.township_clerk, HOUSEHOLDS, [house(**told, **over)], AUGUST)[1] == {"changed": 1}
    end = date(2026, 8, 10)
    assert statuses()[1] == ("monitored", "脱贫不稳定户", since, end)
    assert risks() == [("因学", since, end, "帮扶消除"), ("因病", since, end, "帮扶消除")]
    for _ in range(2):
        assert taken(county.township_clerk, HOUSEHOLDS, [house(**told, **over)], SEPTEMBER)[1] == {"unchanged": 1}
    file = queries.household_file(county.county_officer, record().household_id)
    assert file is not None and file.spells.statuses[0].document.startswith("户信息《户信息.xlsx》")


def test_a_household_whose_risk_was_over_before_we_knew_it(county: County, register: None) -> None:
    told = {"status.assisted": "脱贫户", "status.assisted.since": "2016-12-01", "status.monitored": "脱贫不稳定户", "risk.1": "因病"}
    rows = [house(**told, **{"risk.since": "2021-06-01", "risk.ended": "是", "risk.ended_on": "2023-05-01"})]
    assert taken(county.township_clerk, HOUSEHOLDS, rows, JULY)[1] == {"changed": 1}
    assert statuses()[1:] == [("monitored", "脱贫不稳定户", date(2021, 6, 1), date(2023, 5, 1))]
    assert risks() == [("因病", date(2021, 6, 1), date(2023, 5, 1), "")]
    assert taken(county.township_clerk, HOUSEHOLDS, rows, AUGUST)[1] == {"unchanged": 1}


def test_a_household_that_is_monitored_again(county: County, register: None) -> None:
    told = {"status.assisted": "脱贫户", "status.assisted.since": "2016-12-01", "status.monitored": "脱贫不稳定户", "risk.1": "因病"}
    past = {"risk.since": "2021-06-01", "risk.ended": "是", "risk.ended_on": "2023-05-01"}
    taken(county.township_clerk, HOUSEHOLDS, [house(**told, **past)], JULY)
    assert taken(county.township_clerk, HOUSEHOLDS, [house(**told, **{"risk.since": "2026-08-01", "risk.ended": "否"})], AUGUST)[1] == {"changed": 1}
    again = date(2026, 8, 1)
    assert statuses()[1:] == [("monitored", "脱贫不稳定户", date(2021, 6, 1), date(2023, 5, 1)), ("monitored", "脱贫不稳定户", again, None)]
    assert [one[1:3] for one in risks()] == [(date(2021, 6, 1), date(2023, 5, 1)), (again, None)]


def test_a_status_ended_here_is_not_begun_again_because_the_source_has_not_followed(county: County, register: None) -> None:
    rows = [house(**{"status.assisted": "一般农户", "status.monitored": "边缘易致贫户"})]
    taken(county.township_clerk, HOUSEHOLDS, rows, JULY)
    actions.end_status(county.township_clerk, household=record().household_id, family="monitored", on=AUGUST, document=PAPER)
    assert taken(county.township_clerk, HOUSEHOLDS, rows, SEPTEMBER)[1] == {"kept": 1}
    assert statuses()[1] == ("monitored", "边缘易致贫户", JULY, AUGUST)


def test_a_sixth_risk_is_one_too_many(county: County, register: None) -> None:
    actions.note_risk(county.township_clerk, household=record().household_id, word="因意外事故", since=JUNE, document=PAPER)
    rows = [house(**{f"risk.{nth}": word for nth, word in enumerate(("因病", "因学", "因残", "缺劳动力", "因安全住房"), 1)})]
    found, outcome = taken(county.township_clerk, HOUSEHOLDS, rows, JULY)
    assert outcome == {"refused": 1} and "最多填5项" in faults(county.township_clerk, found)[0][2]
    assert [one[0] for one in risks()] == ["因意外事故"]


def test_a_disaster_with_its_kind(county: County, register: None) -> None:
    taken(county.township_clerk, HOUSEHOLDS, [house(**{"risk.1": "因自然灾害", "risk.2": "其他", "risk.disaster": "洪涝", "risk.remark": "债务"})], JULY)
    assert set(RiskSpell.objects.values_list("label", "sub_kind", "remark")) == {("因自然灾害", DISASTER.label("洪涝"), ""), ("其他", "", "债务")}


def test_another_main_cause_takes_the_place_of_the_old_one(county: County, register: None) -> None:
    taken(county.township_clerk, HOUSEHOLDS, [house(**{"cause.main": "因病", "cause.2": "缺资金", "household.first_identified": "2014-03-01"})], JULY)
    assert causes() == {1: "因病", 2: "缺资金"} and Cause.objects.filter(valid_from=date(2014, 3, 1)).count() == 2
    taken(county.township_clerk, HOUSEHOLDS, [house(**{"cause.main": "缺资金"})], AUGUST)
    assert causes() == {1: "缺资金"}
    assert taken(county.township_clerk, HOUSEHOLDS, [house(**{"cause.main": "缺资金"})], SEPTEMBER)[1] == {"unchanged": 1}


def test_income_is_of_the_year_of_collection(county: County, register: None) -> None:
    rows = [house(year="2025", **{"income.wage_work": "24,000.50", "income.transfer_pension": "0", "income.per_head": "8000"})]
    assert taken(county.township_clerk, HOUSEHOLDS, rows, JULY)[1] == {"changed": 1}
    assert incomes() == {"wage_work": (Money(2400050), date(2024, 10, 1), date(2025, 10, 1))}
    assert taken(county.township_clerk, HOUSEHOLDS, rows, AUGUST)[1] == {"unchanged": 1}
    again = [house(year="2025", **{"income.wage_work": "25000", "income.transfer_pension": "1200"})]
    assert taken(county.township_clerk, HOUSEHOLDS, again, AUGUST)[1] == {"changed": 1}
    assert {item: amount for item, (amount, *_) in incomes().items()} == {"wage_work": Money(2500000), "transfer_pension": Money(120000)}


def test_income_noted_by_quarters_is_not_counted_twice(county: County, register: None) -> None:
    actions.record_income(
        county.village_clerk, household=record().household_id, since=date(2024, 10, 1), until=date(2025, 1, 1), amounts={"wage_work": Money(100)}, reason="四季度",
    )
    found, outcome = taken(county.township_clerk, HOUSEHOLDS, [house(year="2025", **{"income.wage_work": "24000"})], JULY)
    assert outcome == {"refused": 1} and "再记会算两遍" in faults(county.township_clerk, found)[0][2]


def test_a_household_that_a_list_puts_into_another_village_goes_there_with_all_it_has(county: County, register: None) -> None:
    taken(county.township_clerk, HOUSEHOLDS, [house(**{"status.assisted": "脱贫户", "income.wage_work": "24000"}), house(SECOND)], JULY)
    moving = house(village="下垟村", **{"status.assisted": "脱贫户", "household.address": "下垟"})
    _, outcome = taken(county.township_clerk, HOUSEHOLDS, [moving, house(SECOND)], AUGUST)
    assert outcome == {"moved": 1, "unchanged": 1}
    assert (record().place_code, record().address) == (NEXT_VILLAGE, "下垟")
    assert {one.place_code for one in PersonRecord.objects.filter(**NOW.filters(), household__number=FIRST)} == {NEXT_VILLAGE}
    lying = {one.place_code for model in (StatusSpell, IncomeItem) for one in model.objects.filter(superseded_at=FOREVER)}
    assert lying == {NEXT_VILLAGE} and queries.counts(county.township_clerk, NEXT_VILLAGE) == (1, 3)


def test_a_household_moved_here_since_is_not_moved_back(county: County, register: None) -> None:
    rows = [house()]
    taken(county.township_clerk, HOUSEHOLDS, rows, JULY)
    actions.move_household(
        county.township_clerk, household=record().household_id, to=NEXT_VILLAGE, on=AUGUST, reason="迁居", document=PAPER,
    )
    assert taken(county.township_clerk, HOUSEHOLDS, rows, SEPTEMBER)[1] == {"kept": 1} and record().place_code == NEXT_VILLAGE
    persons = taken(county.township_clerk, PERSONS, people(), SEPTEMBER)[1]
    assert persons == {"kept": 3, "unchanged": 6} and record().place_code == NEXT_VILLAGE


def test_what_moves_by_a_list_of_persons_takes_its_standing_along(county: County) -> None:
    taken(county.township_clerk, PERSONS, people(**{"status.assisted": "脱贫户"}), JUNE)
    moving = [row | ({"village": "下垟村"} if row["household_number"] == FIRST else {}) for row in people(**{"status.assisted": "脱贫户"})]
    assert taken(county.township_clerk, PERSONS, moving, JULY)[1] == {"moved": 3, "unchanged": 6}
    assert {one.place_code for one in StatusSpell.objects.filter(superseded_at=FOREVER)} == {NEXT_VILLAGE}


def test_households_that_the_list_does_not_have_any_more_are_told_and_stay(county: County, register: None) -> None:
    taken(county.township_clerk, HOUSEHOLDS, [house(), house(SECOND), house(THIRD)], JULY)
    found = looked_at(county.township_clerk, HOUSEHOLDS, [house(), house(SECOND)], AUGUST)
    assert said(county.township_clerk, found) == {"unchanged": 2, "gone": 1}
    assert [(one.kind, one.household_number) for one in village_changes(county.township_clerk, found.pk, VILLAGE).gone] == [("household", THIRD)]
    assert HouseholdRecord.objects.filter(**NOW.filters()).count() == 3


def test_irrigated_land_is_part_of_the_farmland(county: County, register: None) -> None:
    found, outcome = taken(county.township_clerk, HOUSEHOLDS, [house(**{"household.farmland": "2", "household.irrigated": "3"})], JULY)
    assert outcome == {"refused": 1} and "不能大于" in faults(county.township_clerk, found)[0][2]


# villages

def village(name: str = "上垟村", **more: str) -> Row:
    return {"township": "青石镇", "village": name} | {f"village.{key}": value for key, value in more.items()}


def test_a_list_of_villages_is_what_they_report(county: County) -> None:
    rows = [village(households="120", persons="480", collective_income="12.5万元", bus="是"), village("下垟村", households="90")]
    found, outcome = taken(county.township_clerk, VILLAGES, rows, JUNE)
    assert outcome == {"new": 2}
    told = VillageRecord.objects.get(place_code=VILLAGE, superseded_at=FOREVER)
    assert (told.households, told.persons, told.collective_income, told.bus, told.valid_from) == (120, 480, Money(12_500_000), "是", JUNE)
    assert (told.reporter, told.origin_kind) == ("行政村信息", "delivered_row")
    assert taken(county.township_clerk, VILLAGES, rows, JULY)[1] == {"unchanged": 2}
    rows[0] |= {"village.households": "121"}
    assert taken(county.township_clerk, VILLAGES, rows, AUGUST)[1] == {"changed": 1, "unchanged": 1}
    assert [(one.households, one.valid_from) for one in VillageRecord.objects.filter(place_code=VILLAGE, superseded_at=FOREVER).order_by("valid_from")] == [
        (120, JUNE), (121, AUGUST),
    ]
    assert Entry.objects.filter(verb="village.reported").count() == 3


def test_what_a_village_reported_itself_since_is_held(county: County) -> None:
    rows = [village(households="120")]
    taken(county.township_clerk, VILLAGES, rows, JUNE)
    actions.report_village(county.village_clerk, place=VILLAGE, values={"households": 125}, since=JULY, reporter="村文书")
    assert taken(county.township_clerk, VILLAGES, rows, AUGUST)[1] == {"kept": 1}
    found = looked_at(county.township_clerk, VILLAGES, [village(households="130")], AUGUST)
    assert village_changes(county.township_clerk, found.pk, VILLAGE).changed[0].differences == (("总户数", "125", "130"),)


@pytest.mark.parametrize(("values", "words"), [
    ({"farmland": "10", "irrigated": "11"}, "不能大于"), ({"households": "-4"}, "不是可能的数"), ({"bus": "有时"}, "不是“是否通客运班车”里可选的"),
])
def test_a_village_that_cannot_be_goes_back(county: County, values: dict[str, str], words: str) -> None:
    found, outcome = taken(county.township_clerk, VILLAGES, [village(**values), village("下垟村", households="3")], JUNE)
    (_, letter, sentence), = faults(county.township_clerk, found)
    assert words in sentence and letter and outcome == {"refused": 1, "new": 1}


def test_one_village_twice_goes_back_once(county: County) -> None:
    found, outcome = taken(county.township_clerk, VILLAGES, [village(households="3"), village("上垟", households="4")], JUNE)
    assert outcome == {"new": 1, "refused": 1} and "同一个村" in faults(county.township_clerk, found)[0][2]
