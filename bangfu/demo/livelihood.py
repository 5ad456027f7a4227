"""What the export says about a person beside name and number: school, health, labour, work, insurance.

The values contradict one another nowhere: school stage fits age, nobody under 16 or at school is labour, over 60 labour is weak at most,
a public post has its months, of 文化程度 and 在校生状况 exactly one is filled, residents' and employees' insurance exclude each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import NamedTuple

from bangfu.demo.chance import Weighted
from bangfu.demo.days import AS_OF
from bangfu.demo.families import Family, Seat
from bangfu.rules.dates import age_on

_YES, _NO = "是", "否"
_GRADES = "一二三四"
_DISABILITIES = Weighted({"视力残疾": 10, "听力残疾": 12, "言语残疾": 3, "肢体残疾": 45, "智力残疾": 14, "精神残疾": 12, "多重残疾": 4})
_HEAVY, _LIGHT = Weighted({"1": 30, "2": 40, "3": 20, "4": 10}), Weighted({"1": 8, "2": 22, "3": 35, "4": 35})
_POSTS = ("乡村公路管护员", "保洁员", "护林员", "水利管护员", "护河员", "治安员", "养老服务员")

_SCHOOLING = ("文盲或半文盲", "小学", "初中", "高中", "大专", "本科及以上")
_HEALTH = ("健康", "长期慢性病", "患有大病", "残疾", "长期慢性病,残疾")


def _table(labels: Sequence[str], rows: Mapping[int, tuple[int, ...]]) -> tuple[tuple[int, Weighted[str]], ...]:
    return tuple((limit, Weighted(dict(zip(labels, weights, strict=True)))) for limit, weights in rows.items())


# born before → weights of the schooling reached
_SCHOOLED = _table(_SCHOOLING, {
    1950: (45, 45, 9, 1, 0, 0), 1965: (18, 52, 26, 4, 0, 0), 1980: (4, 34, 53, 8, 1, 0), 1995: (1, 13, 61, 15, 7, 3), 2003: (0, 4, 52, 24, 13, 7),
    9999: (0, 0, 56, 24, 13, 7),
})

# age below → weights of states of health, among the assisted and among the others
_ILL_MORE_OFTEN = _table(_HEALTH, {
    16: (970, 10, 5, 15, 0), 45: (915, 40, 10, 32, 3), 60: (770, 135, 22, 65, 8), 75: (560, 320, 35, 70, 15), 200: (410, 450, 45, 75, 20),
})
_HEALTHY = _table(_HEALTH, {
    16: (986, 6, 2, 6, 0), 45: (962, 20, 4, 13, 1), 60: (865, 95, 9, 28, 3), 75: (690, 255, 16, 32, 7), 200: (520, 405, 25, 40, 10),
})


class _Work(NamedTuple):
    """Where work is found: 务工所在地 and 所在县, 企业 ('' where it is one of the township's own), 产业分类, 就业渠道, least and most 元 a month."""

    place: str
    county: str
    employer: str
    industry: str
    channel: str
    least: int
    most: int


_WORK = Weighted({
    _Work("岚禾县", "岚禾县", "", "第一产业", "自主就业", 2000, 3200): 22,
    _Work("岚禾县", "岚禾县", "岚禾县枫溪建材厂", "第二产业", "亲友介绍", 2800, 4200): 16,
    _Work("澄州市", "澄川区", "澄州宏远建筑劳务有限公司", "第二产业", "劳务组织输出", 3200, 5200): 14,
    _Work("澄州市", "澄川区", "澄州福满家餐饮店", "第三产业", "自主就业", 2600, 3800): 8,
    _Work("广东省", "东莞市", "电子厂（流水线）", "第二产业", "亲友介绍", 3800, 6000): 18,
    _Work("浙江省", "义乌市", "制衣厂", "第二产业", "亲友介绍", 3600, 6000): 14,
    _Work("福建省", "晋江市", "建筑工地", "第二产业", "自主就业", 4000, 6500): 8,
})
_MONTHS = Weighted(dict(zip(range(3, 13), (2, 2, 3, 6, 6, 9, 12, 20, 20, 20), strict=True)))
_YOUTH, _ADVANCED, _LATER = Weighted({"普通高中": 54, "中职": 40, "": 6}), Weighted({"本科": 26, "高职高专": 27, "": 47}), Weighted({"本科": 26, "": 47})
WORKING = ("work_months", "work_place", "work_county", "work_start", "work_end", "work_income", "employer", "industry", "channel")
POSTED = ("post_kind", "post_months")


@dataclass(frozen=True, slots=True)
class _Person:
    seat: Seat
    house: Family
    day: date
    age: int
    term_age: int


def circumstances(rng: Random, seat: Seat, house: Family, day: date = AS_OF, employers: Sequence[str] = ("岚禾县兴农果业专业合作社",)) -> dict[str, str]:
    """The fields of a `Member` that follow from age and house on a day, as exports write them ('' where a cell stays empty).

    `employers` are the bodies of the township that give work.
    """
    one = _Person(seat, house, day, age_on(seat.birth, day), age_on(seat.birth, term_day(day)))
    fields = _health(rng, one)
    fields |= _school(rng, one, fields)
    fields["labour"] = _labour(rng, one, fields)
    fields |= _work(rng, one, fields, employers)
    fields |= _care(rng, one, fields)
    fields["political"] = _political(rng, one)
    fields["mandarin"] = _NO if one.age < 3 or one.age > 60 and rng.random() < 0.35 else _YES
    return fields


def term_day(day: date) -> date:
    """The school year that runs on a day counts ages on this one: the last 31 August."""
    return date(day.year if day.month >= 9 else day.year - 1, 8, 31)


def stage_by_age(age: int) -> str:
    """在校生状况 of a pupil of less than 15 who goes to school, by the age at the start of the school year."""
    if age < 3:
        return "学龄前儿童"
    if age < 6:
        return "学前教育"
    return "小学" if age < 12 else ("七年级", "八年级", "九年级")[age - 12]


def _by_limit(table: tuple[tuple[int, Weighted[str]], ...], value: int) -> Weighted[str]:
    return next(weights for limit, weights in table if value < limit)


def _health(rng: Random, one: _Person) -> dict[str, str]:
    table = _ILL_MORE_OFTEN if one.house.assisted else _HEALTHY
    health = "残疾" if one.seat.disabled else _by_limit(table, one.age).draw(rng)
    if "残疾" not in health:
        return {"health": health, "disability_kind": "", "disability_year": "", "disability_grade": ""}
    grade = (_HEAVY if one.seat.disabled else _LIGHT).draw(rng)
    year = max(one.seat.birth.year + 3, rng.randint(2009, 2025))
    return {"health": health, "disability_kind": _DISABILITIES.draw(rng), "disability_year": str(min(year, one.day.year)), "disability_grade": grade}


def _school(rng: Random, one: _Person, fields: Mapping[str, str]) -> dict[str, str]:
    student = "" if fields["disability_grade"] in ("1", "2") and one.age >= 3 else _stage(rng, one.term_age)
    schooling = "" if student else _schooling(rng, one)
    out = not student and 6 <= one.term_age < 15
    return {"student": student, "schooling": schooling, "dropout_reason": "因残" if out else ""}


def _stage(rng: Random, age: int) -> str:
    if 3 <= age < 6 and rng.random() >= 0.85:
        return "学龄前儿童"
    if age < 15:
        return stage_by_age(age)
    if age < 18:
        school = _YOUTH.draw(rng)
        return f"{school}{_GRADES[age - 15]}年级" if school else ""
    if age < 22:
        school = (_ADVANCED if age < 21 else _LATER).draw(rng)
        return f"{school}{_GRADES[age - 18]}年级" if school else ""
    return "硕士研究生及以上" if age < 26 and rng.random() < 0.015 else ""


def _schooling(rng: Random, one: _Person) -> str:
    if one.term_age < 15 or one.seat.disabled and rng.random() < 0.5:
        return "文盲或半文盲"
    if one.term_age < 18:
        return "初中"
    reached = _by_limit(_SCHOOLED, one.seat.birth.year).draw(rng)
    return "高中" if one.term_age < 22 and reached in ("大专", "本科及以上") else reached


def _labour(rng: Random, one: _Person, fields: Mapping[str, str]) -> str:
    if one.age < 16 or fields["student"]:
        return "无劳动力"
    if fields["disability_grade"] in ("1", "2"):
        return "丧失劳动力"
    if one.age >= 60:
        weak = 0.75 if one.age < 70 else 0.25 if one.age < 78 else 0.0
        return "弱劳动力或半劳动力" if rng.random() < weak else "无劳动力"
    if fields["health"] == "患有大病":
        return "丧失劳动力" if rng.random() < 0.5 else "弱劳动力或半劳动力"
    if fields["health"] != "健康" and rng.random() < 0.6:
        return "弱劳动力或半劳动力"
    return "技能劳动力" if rng.random() < 0.14 else "普通劳动力"


def _work(rng: Random, one: _Person, fields: Mapping[str, str], employers: Sequence[str]) -> dict[str, str]:
    empty = dict.fromkeys((*WORKING, *POSTED), "") | {"work_abroad": _NO, "point_to_point": _NO, "plans_to_work": _NO}
    able = fields["labour"] in ("普通劳动力", "技能劳动力")
    if able and one.age >= 17 and rng.random() < 0.68:
        return empty | _working(rng, one, employers)
    if 18 <= one.age < 68 and (able or fields["labour"] == "弱劳动力或半劳动力") and rng.random() < (0.12 if one.house.assisted else 0.02):
        return empty | {"post_kind": rng.choice(_POSTS), "post_months": rng.choice(("6", "9", "12"))}
    return empty | {"plans_to_work": _said(able and rng.random() < 0.3)}


def _working(rng: Random, one: _Person, employers: Sequence[str]) -> dict[str, str]:
    """Months of work within the year that ends on the day; work that still goes on has no last month."""
    work, months = _WORK.draw(rng), _MONTHS.draw(rng)
    now, grown = _number(one.day), _number(one.seat.birth) + 16 * 12
    last = now - int(rng.random() ** 2 * (13 - months))
    started = max(grown, last - months + 1 - (12 * int(rng.random() * 4) if months == 12 else 0))
    return {
        "work_months": str(months), "work_place": work.place, "work_county": work.county, "employer": work.employer or rng.choice(employers),
        "industry": work.industry, "channel": work.channel, "work_start": _month(started),
        "work_end": "" if last == now else _month(last), "work_income": str(rng.randrange(work.least, work.most, 100)),
        "point_to_point": _said(work.channel == "劳务组织输出" and rng.random() < 0.5),
    }


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month(number: int) -> str:
    return f"{number // 12}{number % 12 + 1:02d}"


def _care(rng: Random, one: _Person, fields: Mapping[str, str]) -> dict[str, str]:
    employee = fields["work_months"] == "12" and rng.random() < 0.25
    ill = fields["health"] == "患有大病"
    pension = one.age >= 16 and not fields["student"] and (one.age >= 60 or rng.random() < 0.93)
    resident = not employee and (one.age < 1 or rng.random() < 0.995)
    heavily = fields["disability_grade"] in ("1", "2") and rng.random() < (0.5 if one.house.assisted else 0.3)
    living = not one.house.destitute and (one.house.poor or heavily)
    return {
        "minimum_living": _said(living),
        "minimum_living_kind": "农村低保" if living else "",
        "destitute": _said(one.house.destitute),
        "destitute_kind": "农村特困" if one.house.destitute else "",
        "medical_employees": _said(employee),
        "medical_residents": _said(resident),
        "illness_insurance": _said(resident or employee),   # goes with the insurance, nobody pays for it
        "commercial_insurance": _said(rng.random() < 0.12),
        "illness_aid": _said(ill and rng.random() < 0.7 and (resident or employee)),   # helped is who is insured
        "other_health_aid": _said(fields["health"] != "健康" and rng.random() < 0.3),
        "pension_employees": _said(employee),
        "pension_residents": _said(pension and not employee),
    }


def _said(yes: bool) -> str:
    return _YES if yes else _NO


def _political(rng: Random, one: _Person) -> str:
    if one.age >= 22 and rng.random() < 0.035:
        return "中共党员"
    return "共青团员" if 14 <= one.age < 28 and rng.random() < 0.3 else "群众"
