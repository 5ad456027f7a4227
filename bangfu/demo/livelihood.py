"""What the export says about a person beside name and number: school, health, labour, work, insurance.

The values contradict one another nowhere: school stage fits age, nobody under 16 or at school is labour, over 60 labour is weak at most,
a public post has its months, of 文化程度 and 在校生状况 exactly one is filled, residents' and employees' insurance exclude each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from bangfu.demo.families import AS_OF, Family, Seat
from bangfu.rules.dates import age_on

_TERM = date(2026, 8, 31)   # the school year counts ages on this day
_YES, _NO = "是", "否"
_GRADES = "一二三四"
_DISABILITIES = ("视力残疾", "听力残疾", "言语残疾", "肢体残疾", "智力残疾", "精神残疾", "多重残疾")
_POSTS = ("乡村公路管护员", "保洁员", "护林员", "水利管护员", "护河员", "治安员", "养老服务员")

# born before → weights of 文盲或半文盲, 小学, 初中, 高中, 大专, 本科及以上
_SCHOOLED = (
    (1950, (45, 45, 9, 1, 0, 0)), (1965, (18, 52, 26, 4, 0, 0)), (1980, (4, 34, 53, 8, 1, 0)),
    (1995, (1, 13, 61, 15, 7, 3)), (9999, (0, 4, 52, 24, 13, 7)),
)
_SCHOOLING = ("文盲或半文盲", "小学", "初中", "高中", "大专", "本科及以上")

# age below → weights of 健康, 长期慢性病, 患有大病, 残疾, two of them
_HEALTHY = (
    (16, (970, 10, 5, 15, 0)), (45, (915, 40, 10, 32, 3)), (60, (770, 135, 22, 65, 8)),
    (75, (560, 320, 35, 70, 15)), (200, (410, 450, 45, 75, 20)),
)
_HEALTH = ("健康", "长期慢性病", "患有大病", "残疾", "长期慢性病,残疾")

# share, 务工所在地, 企业, 产业分类, 就业渠道
_WORK = (
    (22, "岚禾县", "岚禾县兴农果业专业合作社", "第一产业", "自主就业"),
    (16, "岚禾县", "岚禾县枫溪建材厂", "第二产业", "亲友介绍"),
    (14, "澄州市", "澄州宏远建筑劳务有限公司", "第二产业", "劳务组织输出"),
    (8, "澄州市", "澄州福满家餐饮店", "第三产业", "自主就业"),
    (18, "广东省", "电子厂（流水线）", "第二产业", "亲友介绍"),
    (14, "浙江省", "制衣厂", "第二产业", "亲友介绍"),
    (8, "福建省", "建筑工地", "第二产业", "自主就业"),
)
_WORK_WEIGHTS = tuple(work[0] for work in _WORK)


@dataclass(frozen=True, slots=True)
class _Person:
    seat: Seat
    house: Family
    age: int
    term_age: int


def circumstances(rng: Random, seat: Seat, house: Family) -> dict[str, str]:
    """The fields of a `Member` that follow from age and house, as the export writes them ('' where a cell stays empty)."""
    one = _Person(seat, house, age_on(seat.birth, AS_OF), age_on(seat.birth, _TERM))
    fields = _health(rng, one)
    fields |= _school(rng, one, fields)
    fields["labour"] = _labour(rng, one, fields)
    fields |= _work(rng, one, fields)
    fields |= _care(rng, one, fields)
    fields["political"] = _political(rng, one)
    fields["mandarin"] = _NO if one.age < 3 or one.age > 60 and rng.random() < 0.35 else _YES
    return fields


def _by_limit(table: tuple[tuple[int, tuple[int, ...]], ...], value: int) -> tuple[int, ...]:
    return next(weights for limit, weights in table if value < limit)


def _health(rng: Random, one: _Person) -> dict[str, str]:
    health = "残疾" if one.seat.disabled else rng.choices(_HEALTH, _by_limit(_HEALTHY, one.age))[0]
    if "残疾" not in health:
        return {"health": health, "disability_kind": "", "disability_year": "", "disability_grade": ""}
    grade = rng.choices("1234", (30, 40, 20, 10) if one.seat.disabled else (8, 22, 35, 35))[0]
    kind = rng.choices(_DISABILITIES, (10, 12, 3, 45, 14, 12, 4))[0]
    year = max(one.seat.birth.year + 3, rng.randint(2009, 2025))
    return {"health": health, "disability_kind": kind, "disability_year": str(min(year, 2026)), "disability_grade": grade}


def _school(rng: Random, one: _Person, fields: Mapping[str, str]) -> dict[str, str]:
    student = "" if fields["disability_grade"] in ("1", "2") and one.age >= 3 else _stage(rng, one.term_age)
    schooling = "" if student else _schooling(rng, one, fields)
    out = not student and 6 <= one.term_age < 15
    return {"student": student, "schooling": schooling, "dropout_reason": "因残" if out else ""}


def _stage(rng: Random, age: int) -> str:
    if age < 3:
        return "学龄前儿童"
    if age < 6:
        return "学前教育" if rng.random() < 0.85 else "学龄前儿童"
    if age < 15:
        return "小学" if age < 12 else ("七年级", "八年级", "九年级")[age - 12]
    if age < 18:
        school = rng.choices(("普通高中", "中职", ""), (54, 40, 6))[0]
        return f"{school}{_GRADES[age - 15]}年级" if school else ""
    if age < 22:
        school = rng.choices(("本科", "高职高专", ""), (26, 27 if age < 21 else 0, 47))[0]
        return f"{school}{_GRADES[age - 18]}年级" if school else ""
    return "硕士研究生及以上" if age < 26 and rng.random() < 0.015 else ""


def _schooling(rng: Random, one: _Person, fields: Mapping[str, str]) -> str:
    if one.term_age < 15 or one.seat.disabled and rng.random() < 0.5:
        return "文盲或半文盲"
    if one.term_age < 18:
        return "初中"
    weights = _by_limit(_SCHOOLED, one.seat.birth.year)
    reached = rng.choices(_SCHOOLING, weights)[0]
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
        return rng.choice(("丧失劳动力", "弱劳动力或半劳动力"))
    if fields["health"] != "健康" and rng.random() < 0.6:
        return "弱劳动力或半劳动力"
    return "技能劳动力" if rng.random() < 0.14 else "普通劳动力"


def _work(rng: Random, one: _Person, fields: Mapping[str, str]) -> dict[str, str]:
    empty = dict.fromkeys(("work_months", "work_place", "employer", "industry", "channel", "post_kind", "post_months"), "")
    empty["work_abroad"] = _NO
    able = fields["labour"] in ("普通劳动力", "技能劳动力")
    if able and rng.random() < 0.68:
        _, place, employer, industry, channel = rng.choices(_WORK, _WORK_WEIGHTS)[0]
        months = str(rng.choices(range(3, 13), (2, 2, 3, 6, 6, 9, 12, 20, 20, 20))[0])
        return empty | {"work_months": months, "work_place": place, "employer": employer, "industry": industry, "channel": channel}
    if 18 <= one.age < 68 and (able or fields["labour"] == "弱劳动力或半劳动力") and rng.random() < 0.12:
        return empty | {"post_kind": rng.choice(_POSTS), "post_months": str(rng.choice((6, 9, 12)))}
    return empty


def _care(rng: Random, one: _Person, fields: Mapping[str, str]) -> dict[str, str]:
    employee = fields["work_months"] == "12" and rng.random() < 0.25
    ill = fields["health"] == "患有大病"
    pension = one.age >= 16 and not fields["student"] and rng.random() < 0.93
    living = not one.house.destitute and (one.house.poor or fields["disability_grade"] in ("1", "2") and rng.random() < 0.5)
    return {
        "minimum_living": _said(living),
        "destitute": _said(one.house.destitute),
        "medical_employees": _said(employee),
        "medical_residents": _said(not employee and (one.age < 1 or rng.random() < 0.995)),
        "illness_insurance": _said(rng.random() < 0.98),
        "commercial_insurance": _said(rng.random() < 0.12),
        "illness_aid": _said(ill and rng.random() < 0.7),
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
