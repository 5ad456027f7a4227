"""A village founded whole: households of one to ten people with what they count as, earned and lacked, the same for the same number of households."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from bangfu.facts.models import Fact, Recorded, new_id
from bangfu.organization.actor import PROGRAM
from bangfu.registry.actions import found_households
from bangfu.registry.actions.founding import Founded
from bangfu.registry.models import (
    Cause,
    Guarantee,
    Household,
    HouseholdRecord,
    IncomeItem,
    NaturalChange,
    Person,
    PersonRecord,
    RiskSpell,
    StatusSpell,
)
from bangfu.registry.records import columns
from bangfu.rules.income import yearly_window
from bangfu.rules.money import Money
from tests.county import VILLAGE
from tests.crosscheck.lists import number

SINCE = date(2021, 1, 1)
GROUPS = ("一组", "二组", "三组", "四组", "五组", "六组", "七组", "八组", "九组", "十组", "十一组", "十二组")
RELATIONS = ("户主", "配偶", "之子", "之女", "之儿媳", "之孙子", "之孙女", "之父", "之母", "之兄弟姐妹")
MARK = "覃"
LONG_NAME = "阿卜杜热合曼·买买提吐尔逊·艾合麦提江"


@dataclass(frozen=True)
class Shape:
    """Where and how many; `number` begins every household number."""

    village: str = VILLAGE
    households: int = 8
    number: str = "9900"


def founded(shape: Shape = Shape()) -> list[Household]:
    """Founds the households of a village and returns them, in the order of their numbers."""
    made = [_household(shape, nth, Random(f"{shape.village}{nth}")) for nth in range(shape.households)]
    for start in range(0, len(made), 200):
        found_households(PROGRAM, village=shape.village, households=made[start : start + 200], source="建档")
    return [one.household for one in made]


def _household(shape: Shape, nth: int, rng: Random) -> Founded:
    household = Household(number=f"{shape.number}{nth:08d}")
    at = {"place_code": shape.village, "place_then": shape.village, "origin_kind": "desk"}
    rows: list[Fact | Recorded] = [_house(household, nth, rng, at)]
    for one in range(nth % 10 + 1):
        rows += _person(shape, household, nth, one, rng, at)
    return Founded(household, [*rows, *_standing(household, nth, at), *(_incomes(household, rng, at) if nth % 3 != 2 else [])])


def _house(household: Household, nth: int, rng: Random, at: dict[str, str]) -> HouseholdRecord:
    return HouseholdRecord(
        household=household, number=household.number, group=GROUPS[nth % len(GROUPS)], valid_from=SINCE, address=f"{GROUPS[nth % len(GROUPS)]}{nth + 1}号",
        standard="国家标准" if nth % 3 == 0 else "", house_area=80 + nth % 60, house_structure="砖混", house_grade="C级" if nth % 40 == 7 else "A级",
        house_dangerous="是" if nth % 40 == 7 else "否", safe_water="否" if nth % 25 == 3 else "是", toilet="否" if nth % 20 == 5 else "是", electricity="是",
        broadcasting="是", fuel="清洁能源", entry_road="水泥路", road_hardened="是", farmland=rng.randint(1, 6), irrigated=1, forest=rng.randint(0, 12),
        **at, **columns({"phone": f"139{nth:08d}"}),
    )


def _person(shape: Shape, household: Household, nth: int, one: int, rng: Random, at: dict[str, str]) -> Iterator[Fact | Recorded]:
    person, age = Person(id=new_id()), (45, 43, 20, 15, 22, 3, 6, 70, 69, 41)[one]
    birth = date(2026 - age, 1 + (nth + one) % 12, 1 + nth % 28)
    name = LONG_NAME if nth == 9 and one == 9 else f"{MARK}{chr(0x5929 + nth % 97)}{chr(0x4E00 + nth // 97 * 10 + one)}"
    values: dict[str, Any] = {
        "name": name, "id_number": number((10 * nth + one) % 998 + 1, birth) if nth % 2 else "", "phone": "", "birth": birth, "sex": "男" if one % 2 == 0 else "女",
        "relation": RELATIONS[one], "nation": "汉族", "labour": "普通劳动力" if 16 <= age < 60 else "无劳动力",
        "health": ("健康", "长期慢性病", "患有大病、残疾")[(nth + one) % 7 % 3],
        "resident_medical": "否" if nth % 30 == 4 and one == 1 else "是", "minimum_living": "是" if nth % 11 == 2 else "否", "destitute_support": "否",
        "works": "是" if one == 2 else "否", "work_months": 8 if one == 2 else None, "work_place": "广东省东莞市" if one == 2 else "", "political": "群众",
        **({"student": "小学"} if 6 <= age < 12 else {"student": "九年级"} if 12 <= age < 16 else {"schooling": "初中"} if age > 16 else {"student": "学龄前儿童"}),
    }
    if "残疾" in values["health"]:
        values |= {"disability_kind": "肢体残疾", "disability_grade": "二级"}
    yield person
    yield PersonRecord(person=person, household=household, valid_from=max(SINCE, birth), **at, **columns(values))
    if birth > SINCE:
        yield NaturalChange(person=person, household=household, kind="born", valid_from=birth, valid_to=birth + timedelta(days=1), **at)


def _standing(household: Household, nth: int, at: dict[str, str]) -> Iterator[Fact]:
    if nth % 3 == 0:
        yield StatusSpell(household=household, family="assisted", label="脱贫户", valid_from=SINCE, document="云脱贫〔2020〕12号", **at)
        yield Cause(household=household, label="因病", rank=1, valid_from=SINCE, valid_to=date(2026, 1, 1), document="登记表", **at)
        yield Cause(household=household, label="缺技术", rank=2, valid_from=SINCE, document="登记表", **at)
    if nth % 15 == 0:
        yield StatusSpell(household=household, family="monitored", label="脱贫不稳定户", valid_from=date(2022, 5, 1), document="云防返贫〔2022〕3号", **at)
        yield RiskSpell(household=household, label="因病", valid_from=date(2022, 5, 1), document="云防返贫〔2022〕3号", **at)
        yield RiskSpell(
            household=household, label="因自然灾害", sub_kind="洪涝", valid_from=date(2022, 7, 1), valid_to=date(2023, 7, 1), ended_how="帮扶消除",
            document="云防返贫〔2022〕9号", **at,
        )
    if nth % 11 == 2:
        yield StatusSpell(household=household, family="relief", label="农村低保", valid_from=date(2023, 1, 1), document="云民〔2023〕1号", **at)
    if nth % 25 == 3:
        yield Guarantee(household=household, label="饮水", state="未保障", handling="正在接水管", valid_from=date(2024, 1, 1), **at)


def _incomes(household: Household, rng: Random, at: dict[str, str]) -> Iterator[IncomeItem]:
    for year in (2023, 2024, 2025):
        window = yearly_window(year)
        for item, most in (("wage_work", 60_000), ("business_crops", 8_000), ("transfer_pension", 3_000), ("expense_crops", 2_500)):
            yield IncomeItem(household=household, item=item, amount=Money(100 * rng.randint(most // 4, most)), valid_from=window.first, valid_to=window.after, **at)
