"""How a person was on an earlier day of the history: another class, not yet ill, still under sixty. Told backwards from the last day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from bangfu.demo.days import AS_OF, START, between
from bangfu.demo.livelihood import POSTED, WORKING, stage_by_age, term_day
from bangfu.demo.register import Member
from bangfu.rules.dates import age_on

_TERMS = (date(2024, 9, 1), date(2025, 9, 1), date(2026, 9, 1))
_GRADES = "一二三四"
_REACHED = ("文盲或半文盲", "小学", "初中", "高中", "大专", "本科及以上")
_NOT_WORKING: dict[str, Any] = dict.fromkeys((*WORKING, *POSTED), "") | dict.fromkeys(("work_abroad", "point_to_point", "plans_to_work"), "否")
_NOT_EARNING: dict[str, Any] = _NOT_WORKING | dict.fromkeys(("pension_residents", "pension_employees", "medical_employees"), "否")


def turning_points(one: Member) -> Iterator[date]:
    """The days of the history from which something else may be said of somebody, in order."""
    days = [_birthday(one.birth, 60)]
    if one.birth.year > 1996:
        days += [*_TERMS, _birthday(one.birth, 16)]
    if (fell_ill := _fell_ill(one)) is not None:
        days.append(fell_ill)
    return (day for day in sorted(days) if START < day <= AS_OF)


def as_of(one: Member, day: date) -> Member:
    """The member as the register would have shown it on a day of the history."""
    fell_ill = _fell_ill(one)
    if fell_ill is not None and day < fell_ill:
        one = replace(one, health="健康", illness_aid="否", other_health_aid="否", labour=_labour(one, day))
    stage = _stage(one, day)
    if stage and stage != one.student:
        return _as_pupil(one, stage)
    if not one.student and age_on(one.birth, day) < 16 <= age_on(one.birth, AS_OF):
        return replace(one, labour="无劳动力", **_NOT_EARNING)
    if one.health == "健康" and one.labour in ("弱劳动力或半劳动力", "无劳动力") and age_on(one.birth, day) < 60 <= age_on(one.birth, AS_OF):
        return replace(one, labour="普通劳动力")
    return one


def _birthday(birth: date, years: int) -> date:
    if (birth.month, birth.day) == (2, 29):
        return date(birth.year + years, 3, 1)
    return birth.replace(year=birth.year + years)


def _fell_ill(one: Member) -> date | None:
    """The day from which one in eight of the ill is ill; the others were before the history began."""
    if one.health not in ("长期慢性病", "患有大病") or one.age < 3:
        return None
    rng = Random(one.number)
    return between(rng, date(2023, 12, 1), date(2026, 8, 31)) if rng.random() < 0.125 else None


def _labour(one: Member, day: date) -> str:
    if one.student or not 16 <= age_on(one.birth, day) < 60:
        return one.labour
    return one.labour if one.labour == "技能劳动力" else "普通劳动力"


def _as_pupil(one: Member, stage: str) -> Member:
    return replace(
        one, student=stage, schooling="", labour="无劳动力", dropout_reason="",
        medical_residents="是" if "是" in (one.medical_employees, one.medical_residents) else "否", **_NOT_EARNING,
    )


def _stage(one: Member, day: date) -> str:
    """在校生状况 on a day, '' for who was no pupil: the road that leads to where the member is now."""
    age, now = age_on(one.birth, term_day(day)), age_on(one.birth, term_day(AS_OF))
    if age == now or (now < 15 and not one.student):
        return one.student
    if age < 6 and one.student == "学龄前儿童":
        return one.student
    if age < 15:
        return stage_by_age(age) if one.student or one.schooling in _REACHED[2:] else ""
    if age < 18:
        return _youth(one, age)
    return _advanced(one, age) if age < 22 else ""


def _youth(one: Member, age: int) -> str:
    if not one.student and one.schooling not in _REACHED[3:]:
        return ""
    vocational = one.student.startswith("中职") or not one.student.startswith(("普通高中", "本科", "硕士")) and int(one.number[-1]) < 4
    return f"{'中职' if vocational else '普通高中'}{_GRADES[age - 15]}年级"


def _advanced(one: Member, age: int) -> str:
    if one.student.startswith(("本科", "硕士")) or one.schooling == "本科及以上":
        return f"本科{_GRADES[age - 18]}年级"
    if one.student.startswith("高职") or one.schooling == "大专":
        return f"高职高专{_GRADES[age - 18]}年级" if age < 21 else ""
    return ""
