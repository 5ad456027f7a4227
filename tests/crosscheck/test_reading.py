"""What a run reads of the register: every column, as the pages of the program tell it."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from bangfu.crosscheck import snapshot
from bangfu.crosscheck.reading import read_county
from bangfu.facts.models import NOW
from bangfu.organization.actor import PROGRAM
from bangfu.registry import actions
from bangfu.registry.models import HouseholdRecord, PersonRecord
from bangfu.registry.queries.earnings import earned
from bangfu.registry.records import ID_PURPOSE
from bangfu.rules.income import yearly_window
from bangfu.rules.money import Money
from bangfu.sealing.ring import ring
from tests.county import COUNTY, VILLAGE, County
from tests.registry.homes import HOUSE, PAPER, SINCE, family, home

YEAR = yearly_window(2025)


def read(where: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    tables = snapshot.in_memory(read_county(where, at=COUNTY, day=timezone.localdate(), known_at=timezone.now()))
    return tables.register.to_pylist(), tables.households.to_pylist(), tables.villages.to_pylist()


def test_people_are_read_with_all_their_columns_and_what_their_digits_say(county: County, tmp_path: Path) -> None:
    household, members = family(county.village_clerk)
    actions.correct_person(
        county.village_clerk, person=members["王秀兰"], changes={"health": "残疾", "phone": "1549900", "work_income": Money(320000)}, reason="对照残疾人证",
    )
    told = {one["name"]: one for one in read(tmp_path)[0]}
    record = PersonRecord.objects.get(**NOW.filters(), name="王秀兰")
    wife = told["王秀兰"]
    assert (wife["person"], wife["household"], wife["place_code"]) == (str(record.person_id), str(household), VILLAGE)
    assert (wife["birth"], wife["id_birth"], wife["id_sex"], wife["id_part"]) == (record.birth, date(1968, 1, 2), record.sex, "")
    assert (wife["health"], wife["work_income"], wife["phone_index"]) == ("残疾", 320000, record.phone_index)
    assert "像" in wife["phone_fault"] and told["覃福生"]["phone_fault"] == ""


def test_a_disability_certificate_tells_its_last_two_digits(county: County, tmp_path: Path) -> None:
    household = home(county.village_clerk)
    person = PersonRecord.objects.get(**NOW.filters(), household=household)
    clear = ring().unseal(person.id_number, ID_PURPOSE)
    actions.correct_person(county.village_clerk, person=person.person_id, changes={"id_kind": "残疾人证", "id_number": clear + "43"}, reason="换证")
    assert [one["id_part"] for one in read(tmp_path)[0]] == ["43"]


def test_households_are_read_with_what_they_count_as_and_what_they_earn(county: County, tmp_path: Path) -> None:
    by, household = PROGRAM, home(county.village_clerk)
    said: dict[str, Any] = {"household": household, "document": PAPER}
    actions.give_status(by, family="assisted", word="一般农户", since=SINCE, **said)
    actions.give_status(by, family="monitored", word="边缘易致贫户", since=date(2023, 5, 1), **said)
    actions.end_status(by, family="monitored", on=date(2024, 5, 1), ended_how="帮扶消除", **said)
    actions.give_status(by, family="monitored", word="突发严重困难户", since=date(2025, 5, 1), **said)
    first = actions.note_risk(by, word="因学", since=date(2025, 5, 1), **said)
    actions.note_risk(by, word="因自然灾害", since=date(2025, 5, 1), sub_kind="洪涝", remark="房屋进水", **said)
    actions.note_risk(by, word="因病", since=date(2025, 5, 1), **said)
    actions.end_risk(by, risk=first.pk, on=date(2025, 9, 1), ended_how="帮扶消除", document=PAPER)
    actions.set_causes(by, words=["缺技术", "因病"], since=SINCE, **said)
    actions.note_guarantee(by, household=household, word="住房", state="已保障", since=SINCE, reason="入户看过")
    actions.record_income(by, household=household, since=YEAR.first, until=YEAR.after, amounts={"wage_work": Money(1200000)}, reason="收入核算表")
    house = read(tmp_path)[1][0]
    record = HouseholdRecord.objects.get(**NOW.filters())
    assert (house["farmland"], house["bank_index"], house["phone_index"]) == (int(Decimal(HOUSE["farmland"]) * 100), record.bank_index, record.phone_index)
    assert (house["assisted"], house["assisted_since"]) == ("一般农户", SINCE)
    assert (house["monitored"], house["monitored_since"]) == ("突发严重困难户", date(2025, 5, 1))
    assert (house["monitored_before"], house["monitored_ended"], house["monitored_ended_how"]) == ("边缘易致贫户", date(2024, 5, 1), "帮扶消除")
    assert (house["risks"], house["risks_before"], house["disasters"], house["risk_remarks"]) == ("因病、因自然灾害", "因学", "洪涝", "房屋进水")
    assert (house["main_cause"], house["causes"], house["guarantee_housing"]) == ("缺技术", "缺技术、因病", "已保障")
    last = earned(PROGRAM, {UUID(house["household"]): VILLAGE}, NOW)[household][0]
    assert last.is_whole and last.per_head
    assert (house["income_wage"], house["income_net"], house["income_per_head"]) == (last.sums.wage.fen, last.sums.net.fen, last.per_head.amount.fen)


def test_an_income_of_which_months_are_missing_says_nothing(county: County, tmp_path: Path) -> None:
    household = home(county.village_clerk)
    actions.record_income(
        PROGRAM, household=household, since=YEAR.first, until=date(2025, 1, 1), amounts={"wage_work": Money(1200000)}, reason="收入核算表",
    )
    assert read(tmp_path)[1][0]["income_net"] is None
