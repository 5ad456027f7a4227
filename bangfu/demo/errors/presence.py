"""漏报虚报: somebody on one list who is missing from another."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bangfu.demo import names
from bangfu.demo.days import AS_OF
from bangfu.demo.errors.kind import Kind, When, by_slug, dropped
from bangfu.demo.errors.spot import Done, Make, Spot
from bangfu.demo.sources import relief, schools
from bangfu.demo.sources.line import Cells, who
from bangfu.demo.sources.platforms import city_row

PRESENCE = ("漏报虚报",)
EITHER = ("漏报虚报", "字段矛盾", "部门比对")   # of what the register has a column for, its absence is a contradiction too
_DISABILITIES = ("肢体残疾", "听力残疾", "视力残疾")


def _not_head(spot: Spot) -> bool:
    return not spot.is_head


def _added(slug: str, when: When, cells: Callable[[Spot], Cells]) -> Make:
    """A maker that puts somebody on a list who is not."""
    return lambda spot: spot.add(slug, who(spot.member, **spot.at, **cells(spot)), spot.member.number) if when(spot) and not spot.cells(slug) else None


def _living(spot: Spot) -> Cells:
    return {
        "head_name": spot.house.head.name, "head_id_number": spot.house.head.id_number, "relation": spot.member.relation, "minimum_living_kind": "农村低保",
        "since": "202507", "persons": "1", "amount": "360", "bank_account": spot.house.ties.account,
    }


def _supported(spot: Spot) -> Cells:
    return {"destitute_kind": "农村特困", "support": "分散供养", "care_grade": "全自理", "since": "202503", "amount": "880"}


def _carded(spot: Spot) -> Cells:
    return {**relief.card(spot.member, spot.rng.choice(_DISABILITIES), spot.rng.choice("34")), "sex": spot.member.sex}


def _insured(spot: Spot) -> Cells:
    return {**relief.insurance(spot.house, spot.member, employee=False), "sex": spot.member.sex}


def _schooled(spot: Spot) -> Cells:
    cells = schools.schooled(spot.house, spot.member, f"普通高中{'一二三'[min(2, spot.member.age - 16)]}年级", "普通高中", spot.at)
    return {**cells, "sex": spot.member.sex, "nation": spot.member.nation}


def _nobody_on_relief(spot: Spot) -> bool:
    return not spot.house.standing.relief and all(one.minimum_living != "是" and one.destitute != "是" for one in spot.house.members)


def _is(name: str, value: str = "是") -> When:
    return lambda spot: getattr(spot.member, name) == value


def _gone(change: str) -> Make:
    """公安: gone from the register of households, yet still a member."""
    def make(spot: Spot) -> Done | None:
        if spot.is_head or not 18 <= spot.member.age < 60 or spot.cells("household_registration"):
            return None
        day = AS_OF - timedelta(days=spot.rng.randint(40, 500))
        return spot.add("household_registration", _registered(spot, change, f"{day}") | {"to_place": "云泽省南坪县"}, spot.member.number)
    return make


def _registered(spot: Spot, change: str, day: str) -> Cells:
    one = spot.member
    return who(
        one, **spot.at, sex=one.sex, birth_date=f"{one.birth}", nation=one.nation, head_name=spot.house.head.name, relation=one.relation, change=change,
        changed_on=day, address=spot.house.address, register_number=f"99{spot.house.number[4:]}",
    )


def _dead(slug: str) -> Make:
    """Dead by an office, alive in every other list."""
    def make(spot: Spot) -> Done | None:
        if spot.member.age < 60 or spot.is_head:
            return None
        day = AS_OF - timedelta(days=spot.rng.randint(25, 250))
        struck = {"struck_on": f"{day + timedelta(days=4)}", "address": spot.house.address}
        more = struck if slug == "police_deaths" else {"certificate": f"9902{spot.member.number[-9:]}"}
        return spot.add(slug, who(spot.member, **spot.at, sex=spot.member.sex, death_date=f"{day}", cause="死亡", **more), spot.member.number)
    return make


def newborn(spot: Spot, day: str) -> Done | None:
    """A birth the police know of, on a day: a child who is in no other list."""
    mother = spot.member
    if mother.sex != "女" or mother.relation not in ("配偶", "之儿媳") or not 21 <= mother.age <= 42:
        return None
    sex = spot.rng.choice("男女")
    number = spot.number(day.replace("-", ""), sex == "女")
    name = names.full_name(spot.rng, names.family_of(spot.house.head.name), sex, AS_OF.year)
    relation = ("之子", "之女") if mother.relation == "配偶" else ("之孙子", "之孙女")
    spot.add("household_registration", {
        "name": name, "id_number": number, **spot.at, "sex": sex, "birth_date": day, "nation": mother.nation, "head_name": spot.house.head.name,
        "relation": relation[sex == "女"], "change": "出生落户", "changed_on": f"{day}", "address": spot.house.address,
    })
    return Done(name=name, id_number=number)


def _born_lately(spot: Spot) -> Done | None:
    return newborn(spot, f"{AS_OF - timedelta(days=spot.rng.randint(40, 200))}")


def _stranger_in_city(spot: Spot) -> Done | None:
    """The platform still has a child of the house whom no other list knows."""
    if not spot.is_head or spot.member.age < 30:
        return None
    sex = spot.rng.choice("男女")
    day = AS_OF - timedelta(days=spot.rng.randint(2_000, 3_500))
    name, number = names.full_name(spot.rng, names.family_of(spot.member.name), sex, day.year), spot.number(f"{day:%Y%m%d}", sex == "女")
    child = dict.fromkeys(("person_number", "schooling", "work_place", "phone", "disability_kind"), "") | {
        "name": name, "id_number": number, "sex": sex, "birth_date": f"{day}", "relation": "之子" if sex == "男" else "之女", "student": "小学", "health": "健康",
        "labour": "无劳动力", "works": "否", "platform_number": f"CZ9{spot.member.number[-10:]}",
    }
    spot.add("city_persons", city_row(spot.house, spot.member, spot.at) | child)
    return Done(name=name, id_number=number)


def _kind(slug: str, word: str, source: str, make: Make, families: tuple[str, ...] = PRESENCE, **more: Any) -> Kind:
    return Kind(slug, word, families, source, "", make, **more)


KINDS = by_slug([
    _kind("not_in_city", "国家平台有、市平台没有", "city_persons", dropped("city_persons", _not_head), pool="followed", weight=5),
    _kind("stranger_in_city", "市平台有、别处都没有的人", "city_persons", _stranger_in_city, pool="followed", also=("成员逻辑",)),
    _kind("moved_out_still_listed", "公安已迁出、仍在册", "household_registration", _gone("迁往市（县）外")),
    _kind("newborn_not_listed", "公安已出生落户、名册没有", "household_registration", _born_lately),
    _kind("struck_off_still_listed", "公安死亡注销、仍在册", "police_deaths", _dead("police_deaths"), also=("表间矛盾",)),
    _kind("certified_dead_still_listed", "卫健登记死亡、仍在册", "health_deaths", _dead("health_deaths"), also=("表间矛盾",)),
    _kind("relief_not_told", "民政在享低保、名册写没有", "minimum_living", _added("minimum_living", _nobody_on_relief, _living), EITHER, also=("表间矛盾", "重复")),
    _kind("relief_only_told", "名册写享低保、民政名单没有", "minimum_living", dropped("minimum_living", _is("minimum_living")), EITHER, also=("表间矛盾",)),
    _kind("support_not_told", "民政在册特困、名册写没有", "destitute", _added(
        "destitute", lambda spot: spot.member.age >= 60 and len(spot.house.members) == 1 and _nobody_on_relief(spot), _supported), EITHER, also=("表间矛盾",)),
    _kind("support_only_told", "名册写特困、民政名单没有", "destitute", dropped("destitute", _is("destitute")), EITHER, also=("表间矛盾",), weight=1),
    _kind("card_not_told", "残联持证、名册写健康", "disability_cards", _added(
        "disability_cards", lambda spot: spot.member.health == "健康" and spot.member.age > 6, _carded), EITHER, also=("合理性", "完整性")),
    _kind("card_only_told", "名册写残疾、残联没有持证", "disability_cards", dropped("disability_cards", lambda spot: bool(spot.member.disability_kind)), EITHER,
          pool="followed"),
    _kind("insurance_not_told", "医保在参、名册写未参保", "medical_insured", _added(
        "medical_insured", lambda spot: "是" not in (spot.member.medical_residents, spot.member.medical_employees), _insured), EITHER, weight=1),
    _kind("insurance_only_told", "名册写已参保、医保没有", "medical_insured", dropped("medical_insured", lambda spot: spot.member.medical_residents == "是"), EITHER,
          weight=5, pool="followed", also=("帮扶义务",)),
    _kind("school_not_told", "教育在籍、名册写不在校", "pupils", _added(
        "pupils", lambda spot: 16 <= spot.member.age <= 18 and not spot.member.student and not spot.member.work_months, _schooled), EITHER, also=("合理性",), weight=1),
    _kind("school_only_told", "名册写在校、教育没有学籍", "pupils", dropped("pupils", lambda spot: spot.member.student in ("小学", "七年级", "八年级", "九年级")), EITHER,
          also=("帮扶义务", "表间矛盾")),
])
