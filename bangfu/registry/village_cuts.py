"""How the members and households of a village are cut into figures. A figure is the number of rows its cut lists, so that it opens to exactly these."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from bangfu.rules.codes import DISABILITY, HEALTH, LABOUR, SCHOOLING, SEX, STUDENT
from bangfu.rules.dates import age_on

BLANK = "没有填"
AGES = ((0, 5, "0—5岁"), (6, 15, "6—15岁"), (16, 59, "16—59岁"), (60, 79, "60—79岁"), (80, 999, "80岁以上"))
UNSAFE = ("C级", "D级")
LEVELS = {"七年级": "初中", "八年级": "初中", "九年级": "初中"} | {   # label of STUDENT → the level it is a year of; others stand for themselves
    label: level for label in STUDENT.labels for start, level in (
        ("普通高中", "高中"), ("中职", "中职"), ("高职高专", "高职高专"), ("技师学院", "技师学院"), ("本科", "本科"),
    ) if label.startswith(start)
}
_NUMERALS = {"零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


class Member(NamedTuple):
    """A member of a household as figures need them; columns of `PersonRecord`."""

    person_id: UUID
    household_id: UUID
    name: str
    relation: str
    sex: str
    birth: date | None
    labour: str
    schooling: str
    student: str
    health: str
    disability_kind: str
    works: str
    minimum_living: str
    destitute_support: str
    resident_medical: str
    worker_medical: str
    resident_pension: str
    worker_pension: str


class House(NamedTuple):
    """A household as figures need it; columns of `HouseholdRecord`."""

    household_id: UUID
    number: str
    group: str
    place_code: str
    valid_from: date
    house_dangerous: str
    house_grade: str
    safe_water: str
    water_difficulty: str
    electricity: str
    broadcasting: str
    toilet: str
    road_hardened: str


@dataclass(frozen=True)
class Cut:
    """A way to part members or households: which labels a row has (`of`, asked with the day), and in which order they are told (`labels`; others behind).

    `by`: the columns `of` looks at; rows that are alike in them have the same labels. `whole`: every row has one label, so that the figures add up; else a
    row may have several or none, and the figures do not.
    """

    slug: str
    word: str
    unit: str
    by: tuple[str, ...]
    of: Callable[[Any, date], Iterable[str]]
    labels: tuple[str, ...] = ()
    whole: bool = True


class Share(NamedTuple):
    """One label of a cut: how many rows have it, and how many in a hundred of all."""

    label: str
    number: int
    percent: float


def _one(name: str) -> Callable[[Any, date], Iterable[str]]:
    return lambda row, _: (getattr(row, name) or BLANK,)


def _set(name: str) -> Callable[[Any, date], Iterable[str]]:
    return lambda row, _: getattr(row, name).split("、") if getattr(row, name) else ()


def age_band(member: Member, day: date) -> tuple[str]:
    """The band of ages somebody is in on a day."""
    age = age_on(member.birth, day) if member.birth else -1
    return (next((word for low, high, word in AGES if low <= age <= high), BLANK),)


def _schooled(member: Member, _: date) -> Iterable[str]:
    return () if _is_pupil(member) else (member.schooling or BLANK,)


def _pupil(member: Member, _: date) -> Iterable[str]:
    return (LEVELS.get(member.student, member.student),) if _is_pupil(member) else ()


def _is_pupil(member: Member) -> bool:
    return member.student not in ("", "非在校生")


def _covered(member: Member, _: date) -> Iterable[str]:
    """What a member is covered by, and the gap that is looked for: nobody may be without basic medical insurance."""
    known = {
        "享受低保": member.minimum_living == "是", "特困供养": member.destitute_support == "是",
        "参加基本医保": "是" in (member.resident_medical, member.worker_medical),
        "没有参加基本医保": member.resident_medical == "否" and member.worker_medical != "是" or member.worker_medical == "否" and not member.resident_medical,
        "参加基本养老保险": "是" in (member.resident_pension, member.worker_pension),
    }
    return (word for word, is_so in known.items() if is_so)


def _disabled(member: Member, _: date) -> Iterable[str]:
    return member.disability_kind.split("、") if member.disability_kind else ("没有填类别",) if is_disabled(member) else ()


def is_disabled(member: Member) -> bool:
    """Whether somebody counts as disabled: so says their health, or a kind of disability is known."""
    return bool(member.disability_kind) or "残疾" in member.health.split("、")


def is_dangerous(house: House) -> bool:
    """Whether a house is not safe: registered so, or of grade C or D."""
    return house.house_dangerous == "是" or house.house_grade in UNSAFE


def lacks_water(house: House) -> bool:
    """Whether a household has no safe drinking water."""
    return house.safe_water == "否" or house.water_difficulty == "是"


SHORTCOMINGS: Mapping[str, Callable[[House], bool]] = {
    "住房不安全（危房，或C级、D级）": is_dangerous, "饮水没有解决": lacks_water, "没有卫生厕所": lambda house: house.toilet == "否",
    "入户路没有硬化": lambda house: house.road_hardened == "否", "不通生活用电": lambda house: house.electricity == "否",
    "不通广播电视": lambda house: house.broadcasting == "否",
}

COVERED = ("minimum_living", "destitute_support", "resident_medical", "worker_medical", "resident_pension", "worker_pension")
LACKING = ("house_dangerous", "house_grade", "safe_water", "water_difficulty", "toilet", "road_hardened", "electricity", "broadcasting")

MEMBERS: Mapping[str, Cut] = {one.slug: one for one in (
    Cut("age", "年龄", "人", ("birth",), age_band, tuple(word for _, _, word in AGES)),
    Cut("sex", "性别", "人", ("sex",), _one("sex"), SEX.labels),
    Cut("labour", "劳动技能", "人", ("labour",), _one("labour"), LABOUR.labels),
    Cut("schooling", "文化程度（不在校的）", "人", ("schooling", "student"), _schooled, SCHOOLING.labels, whole=False),
    Cut("student", "在校生", "人", ("student",), _pupil, tuple(dict.fromkeys(LEVELS.get(label, label) for label in STUDENT.labels if label != "非在校生")), whole=False),
    Cut("health", "健康状况", "人", ("health",), _set("health"), HEALTH.labels, whole=False),
    Cut("disability", "残疾类别", "人", ("disability_kind", "health"), _disabled, DISABILITY.labels, whole=False),
    Cut("works", "务工", "人", ("works",), lambda member, _: ("务工",) if member.works == "是" else (), ("务工",), whole=False),
    Cut("cover", "保障", "人", COVERED, _covered, ("享受低保", "特困供养", "参加基本医保", "没有参加基本医保", "参加基本养老保险"), whole=False),
)}
HOUSES: Mapping[str, Cut] = {one.slug: one for one in (
    Cut("group", "村民组", "户", ("group",), lambda house, _: (house.group or BLANK,)),
    Cut(
        "shortcoming", "住房、饮水和设施的短板", "户", LACKING, lambda house, _: (word for word, lacks in SHORTCOMINGS.items() if lacks(house)),
        tuple(SHORTCOMINGS), whole=False,
    ),
)}


def shares(cut: Cut, rows: Sequence[Any], day: date) -> tuple[Share, ...]:
    """The figures of a cut on a day, in the order of its labels; labels nobody has are left out. Rows that are alike are looked at once."""
    alike = attrgetter(*cut.by)
    one_of, counts = dict(zip(map(alike, rows), rows, strict=True)), Counter[str]()
    for key, number in Counter(map(alike, rows)).items():
        for label in cut.of(one_of[key], day):
            counts[label] += number
    order = [*(label for label in cut.labels if label in counts), *sorted((label for label in counts if label not in cut.labels and label != BLANK), key=group_order)]
    order += [BLANK] if BLANK in counts else []
    return tuple(Share(label, counts[label], counts[label] * 100 / len(rows)) for label in order)


def chosen(cut: Cut, label: str, rows: Iterable[Any], day: date) -> list[Any]:
    """The rows behind one figure of a cut."""
    return [row for row in rows if label in cut.of(row, day)]


def group_order(group: str) -> tuple[bool, list[tuple[bool, int, str]]]:
    """How 村民组 are put in order: 第2组 before 第10组, 二组 before 十组; households without a group last."""
    words = re.findall(r"\d+|[零一二三四五六七八九十]+|[^\d零一二三四五六七八九十]+", group)
    return not group, [(not _number(word), _number(word), "" if _number(word) else word) for word in words]


def _number(word: str) -> int:
    if word.isdecimal():
        return int(word)
    if "十" not in word:
        return _NUMERALS.get(word, 0)
    tens, _, ones = word.partition("十")
    return 10 * _NUMERALS.get(tens, 1) + _NUMERALS.get(ones, 0)
