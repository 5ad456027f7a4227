"""The city's platform, the phones of cadres, and the other exports of the national system: monitored households, basic facts, who works away."""

from collections.abc import Iterator

from bangfu.demo.cells import works
from bangfu.demo.days import AS_OF
from bangfu.demo.incomes import incomes
from bangfu.demo.register import Household, Member
from bangfu.demo.sources.line import Cells, Made, luck, month_of, there
from bangfu.rules.income import ITEMS

HOME = "岚禾县"
_PLACES = "province city county township village group household_number head_name"
_LIVES = "household.house_area household.house_structure household.house_year household.house_grade household.safe_water household.entry_road household.road_distance"
_HAS = (
    "household.bank household.bank_account household.resettled household.resettlement household.farmland household.irrigated household.forest"
)
# the columns ticked in the exports of the national system; the lists of other offices have all of their layout
TICKED: dict[str, tuple[str, ...]] = {
    "household_basic": (*f"{_PLACES} household_phone year status.assisted {_HAS}".split(), *(f"income.{item}" for item in ITEMS)),
    "household_building": tuple(f"{_PLACES} year {_LIVES}".split()),
    "monitored_households": tuple((
        f"{_PLACES} household_phone year person_number name id_kind id_number relation sex birth_date nation schooling student health labour work_months "
        "work_county minimum_living destitute_support status.assisted status.monitored status.monitored.since risk.1 risk.2 risk.3 risk.4 risk.5 "
        f"risk.disaster risk.remark risk.ended risk.ended_on household.without_labour household.development_help {_HAS} {_LIVES} measure.industry "
        "measure.employment measure.finance measure.public_post measure.health measure.compulsory_education measure.education measure.safety_net "
        "measure.housing measure.water measure.social measure.relocation measure.living_conditions"
    ).split()),
    "working_away": tuple(f"{_PLACES} person_number name id_number relation works work_months work_place work_county employer job_channel work_from work_income".split()),
}
ABLE = ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力")
_PUSHED_BY = ("驻村工作队", "村委会", "网格员")
# a risk → the column of the measure that answers it, and what was done
ANSWERS: dict[str, tuple[str, str]] = {
    "因病": ("measure.health", "家庭医生签约服务,大病专项救治"), "因学": ("measure.education", "国家助学金"), "因残": ("measure.safety_net", "残疾人两项补贴"),
    "因自然灾害": ("measure.living_conditions", "灾后恢复生产"), "因意外事故": ("measure.social", "慈善救助"), "因产业项目失败": ("measure.industry", "技术指导"),
    "因务工就业不稳": ("measure.employment", "职业技能培训"), "缺劳动力": ("measure.social", "志愿者帮扶"), "因安全住房": ("measure.housing", "危房改造"),
    "因安全饮水": ("measure.water", "饮水设施改造"), "其他": ("measure.social", "社会力量帮扶"),
}


def yes(so: bool) -> str:
    """是 or 否."""
    return "是" if so else "否"


def city_persons(house: Household, at: Cells) -> Made:
    """The people the national system lists, as the city's own platform exports them."""
    for one in house.members if there(house) and house.followed else ():
        yield one, city_row(house, one, at)


def city_row(house: Household, one: Member, at: Cells) -> Cells:
    """What the platform says of somebody."""
    return {
        "city": "澄州市", **at, "household_number": house.number, "head_name": house.head.name, "person_number": one.number, "name": one.name,
        "id_number": one.id_number, "platform_number": f"CZ{one.number[-11:]}", "sex": one.sex, "birth_date": f"{one.birth}", "relation": one.relation,
        "nation": one.nation, "schooling": one.schooling, "student": one.student, "health": one.health, "labour": one.labour,
        "minimum_living": one.minimum_living, "destitute_support": one.destitute, "disability_kind": one.disability_kind,
        "insured": yes("是" in (one.medical_residents, one.medical_employees)), "works": yes(works(one)), "work_place": one.work_place,
        "phone": one.phone, "object_kind": house.standing.monitored or house.standing.assisted, "updated_on": f"2026-09-{1 + luck(one, 28):02d}",
    }


def phone_push(house: Household, at: Cells) -> Made:
    """What cadres noted at one door in sixty: of whoever has a phone, a third of them with the number of the card."""
    if there(house) and int(house.number[-5:]) % 60 == 7:
        yield from ((one, pushed(house, one, at)) for one in house.members if one.phone)


def pushed(house: Household, one: Member, at: Cells) -> Cells:
    """What was noted of somebody at the door."""
    return {
        "township": at["township"], "village": at["village"], "group": at["group"], "household_number": house.number if luck(one, 2) else "",
        "head_name": house.head.name, "name": one.name, "id_number": "" if luck(one, 3) else one.id_number, "phone": one.phone, "address": house.address,
        "works": yes(works(one)), "work_place": one.work_place, "pushed_on": f"2026-09-{1 + luck(one, 29):02d}",
        "pushed_by": _PUSHED_BY[luck(one, 3)], "remark": "",
    }


def monitored_households(house: Household, at: Cells) -> Made:
    """（自定义）监测对象信息: the columns the county ticked. What was done answers every risk, and who can work is helped to work."""
    if not (there(house) and house.standing.monitored):
        return
    shared = at | _has(house) | _lives(house) | _threatened(house) | measures(house)
    for one in house.members:
        yield one, shared | _person(house, one)


def _person(house: Household, one: Member) -> Cells:
    return {
        "province": "云泽省", "city": "澄州市", "household_number": house.number, "head_name": house.head.name, "household_phone": house.phone,
        "year": f"{AS_OF.year}", "person_number": one.number, "name": one.name, "id_kind": "残疾人证" if one.certificate else "居民身份证",
        "id_number": one.certificate or one.id_number, "relation": one.relation, "sex": one.sex, "birth_date": f"{one.birth}", "nation": one.nation,
        "schooling": one.schooling, "student": one.student, "health": one.health, "labour": one.labour, "work_months": one.work_months,
        "work_county": one.work_county, "minimum_living": one.minimum_living, "destitute_support": one.destitute,
    }


def _threatened(house: Household) -> Cells:
    standing = house.standing
    risks = {f"risk.{nth}": risk.label for nth, risk in enumerate(standing.risks[:5], 1)}
    disaster = next((risk.disaster for risk in standing.risks if risk.disaster), "")
    lifted = bool(standing.risks) and all(risk.lifted for risk in standing.risks)
    return {
        "status.assisted": standing.assisted, "status.monitored": standing.monitored, "status.monitored.since": month_of(standing.monitored_since), **risks,
        "risk.disaster": disaster, "risk.remark": next((risk.remark for risk in standing.risks if risk.remark), ""), "risk.ended": yes(lifted),
        "risk.ended_on": month_of(max(risk.lifted for risk in standing.risks if risk.lifted)) if lifted else "",
        "household.without_labour": yes(standing.sureties), "household.development_help": yes(not standing.sureties),
    }


def measures(house: Household) -> Cells:
    """The measures of a monitored household: those its risks ask for, those its people are owed, and for who can work something to live by."""
    found: dict[str, dict[str, None]] = {}
    for column, word in _measures(house):
        found.setdefault(column, {}).update(dict.fromkeys(word.split(",")))
    return {column: ",".join(words) for column, words in found.items()}


def _measures(house: Household) -> Iterator[tuple[str, str]]:
    people = house.members
    yield from (ANSWERS[risk.label] for risk in house.standing.risks)
    owed = {
        ("measure.industry", "发展生产"): not house.standing.sureties, ("measure.education", "雨露计划"): any(vocational(one) for one in people),
        ("measure.safety_net", "农村低保"): any(one.minimum_living == "是" for one in people),
        ("measure.safety_net", "特困供养"): any(one.destitute == "是" for one in people), ("measure.employment", "外出务工补助"): any(away(one) for one in people),
        ("measure.public_post", "公益岗位安置"): any(one.post_kind for one in people),
        ("measure.compulsory_education", "送教上门"): any(one.dropout_reason for one in people),
        ("measure.health", "参保动员"): any("是" not in (one.medical_residents, one.medical_employees) for one in people),
    }
    yield from (measure for measure, so in owed.items() if so)


def vocational(one: Member) -> bool:
    """Whether somebody is at a school 雨露计划 is for."""
    return one.student.startswith(("中职", "高职高专"))


def away(one: Member) -> bool:
    """Whether somebody works outside the county."""
    return bool(one.work_months) and one.work_county != HOME


def household_basic(house: Household, at: Cells) -> Made:
    """（基础信息）户信息: a row a household that is followed, with what it earned in the last window that has ended."""
    if there(house) and house.followed:
        yield house.head, at | {
            "province": "云泽省", "city": "澄州市", "household_number": house.number, "head_name": house.head.name, "household_phone": house.phone,
            "year": f"{AS_OF.year}", "status.assisted": house.standing.assisted, **_has(house), **_earned(house),
        }


def household_building(house: Household, at: Cells) -> Made:
    """（乡村建设）户信息: a row a household that is followed: how it lives."""
    if there(house) and house.followed:
        yield house.head, at | {"household_number": house.number, "head_name": house.head.name, "year": f"{AS_OF.year}", **_lives(house)}


def _lives(house: Household) -> Cells:
    """House, water and road."""
    home = house.dwelling
    return {
        "household.house_area": f"{home.area}", "household.house_structure": home.structure, "household.house_year": f"{home.built}",
        "household.house_grade": home.grade, "household.safe_water": yes(home.safe_water), "household.entry_road": home.road,
        "household.road_distance": f"{home.road_km}",
    }


def _has(house: Household) -> Cells:
    """Account, resettlement and land."""
    land, ties = house.land, house.ties
    return {
        "household.bank": ties.bank, "household.bank_account": ties.account, "household.resettled": yes(bool(ties.site)), "household.resettlement": ties.site,
        "household.farmland": f"{land.arable}", "household.irrigated": f"{land.irrigated}", "household.forest": f"{land.forest}",
    }


def _earned(house: Household) -> Cells:
    """Every item of the income of the last window that has ended, in 元, of both signs; an item of which nothing came is empty."""
    last = [one for one in incomes(house) if one.year == AS_OF.year - 1]
    amounts = last[0].amounts if last else {}
    return {f"income.{item}": f"{amounts[item] // 100}" if item in amounts else "" for item in ITEMS}


def working_away(house: Household, at: Cells) -> Made:
    """（务工月监测）: who of the followed works outside the county."""
    for one in house.members if there(house) and house.followed else ():
        if away(one):
            yield one, work_row(house, one, at)


def work_row(house: Household, one: Member, at: Cells) -> Cells:
    """What the monthly list of those who work away says of somebody."""
    return at | {
        "household_number": house.number, "head_name": house.head.name, "person_number": one.number, "name": one.name,
        "id_number": one.certificate or one.id_number, "relation": one.relation, "works": yes(works(one)), "work_months": one.work_months, "work_place": one.work_place,
        "work_county": one.work_county, "employer": one.employer, "job_channel": one.channel, "work_from": one.work_start, "work_income": one.work_income,
    }


