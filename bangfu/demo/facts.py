"""Facts: what is so with people of the demo, no mistake in any list, and what somebody has to act on or look into. Told beside the truth, so that whoever speaks
of it is not taken to speak without reason.

Each is written from what the duty means, not from the check that may tell it. The lists describe one day, and life goes on: what comes to be so within a
year after it, because somebody grew older or a job ended, is told with the day from which it is so.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bangfu.demo.cells import works
from bangfu.demo.days import AS_OF
from bangfu.demo.offices import Township
from bangfu.demo.register import Household, Member

DUTY, BETWEEN, LOGIC, LIKELY = ("帮扶义务",), ("表间矛盾",), ("成员逻辑",), ("合理性",)
AHEAD = AS_OF + timedelta(days=365)   # so far what comes to be so is told
_ABLE = ("普通劳动力", "技能劳动力")
_GRADUATE = ("大专", "本科及以上")
_GRAVE = "患有大病"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is so: a key of `FACTS` or `COMING`, `unsafe_unwatched` or `disabled_left`, of whom (人口编号; '' for the household), the families of checks
    that may speak of it, and the day from which it is so: that of the lists, or a later one."""

    kind: str
    families: tuple[str, ...]
    person: str
    household: str
    village: str
    since: str = f"{AS_OF}"


Holds = Callable[[Household, Member], bool]


def _uninsured(house: Household, one: Member) -> bool:
    return "是" not in (one.medical_residents, one.medical_employees)


def _idle(one: Member) -> bool:
    """Could work, and neither does nor means to."""
    return 16 <= one.age < 60 and one.labour in _ABLE and not (one.student or works(one) or one.post_kind or one.plans_to_work == "是")


def _idle_graduate(house: Household, one: Member) -> bool:
    return _idle(one) and one.schooling in _GRADUATE


def _idle_skilled(house: Household, one: Member) -> bool:
    return _idle(one) and one.labour == "技能劳动力"


def _gravely_ill(house: Household, one: Member) -> bool:
    return _GRAVE in one.health and one.illness_aid != "是"


def _severely_disabled(house: Household, one: Member) -> bool:
    return one.disability_grade in ("1", "2") and "是" not in (one.minimum_living, one.destitute)


FACTS: Mapping[str, Holds] = {
    "uninsured": _uninsured, "idle_graduate": _idle_graduate, "idle_skilled": _idle_skilled, "gravely_ill_without_aid": _gravely_ill,
    "severely_disabled_without_relief": _severely_disabled,
}


@dataclass(frozen=True, slots=True)
class Coming:
    """What comes to be so of whoever `holds` on the day of the lists, from the day they are `age` on, or where it is none from the next year on."""

    families: tuple[str, ...]
    holds: Callable[[Member], bool]
    age: int | None = None


# 普通劳动力 and 技能劳动力 are those from 16 up to 59; whoever is 7 has begun school; the months of work are those of one year.
COMING: Mapping[str, Coming] = {
    "too_old_for_labour": Coming(LOGIC, lambda one: one.labour in _ABLE, 60),
    "old_enough_for_labour": Coming(LOGIC, lambda one: one.labour == "无劳动力" and not one.student and one.health == "健康", 16),
    "old_enough_for_school": Coming(LIKELY, lambda one: one.student in ("学龄前儿童", "学前教育"), 7),
    "work_of_last_year": Coming(LOGIC, lambda one: works(one) and bool(one.work_end)),
}


def facts(township: Township) -> Iterator[Fact]:
    """Everything that is so in the households the national system lists, who of all lives unsafely without being monitored, and what comes to be so of anybody."""
    for house in township.households:
        if not house.standing.watched and (not house.dwelling.safe_water or house.dwelling.grade in ("C级", "D级")):
            yield Fact("unsafe_unwatched", DUTY, "", house.number, house.village)   # a household that came into being lately is not monitored yet
        yield from _coming(house)
    for house in township.followed:
        if any(one.left and one.member.disability_kind for one in house.stays) and not any(one.disability_kind for one in house.members):
            yield Fact("disabled_left", BETWEEN, "", house.number, house.village)   # what was earned last year has the benefit of somebody who is gone
        for one in house.members:
            for kind, holds in FACTS.items():
                if holds(house, one):
                    yield Fact(kind, DUTY, one.number, house.number, house.village)


def _coming(house: Household) -> Iterator[Fact]:
    for one in house.members:
        for kind, coming in COMING.items():
            since = date(AS_OF.year + 1, 1, 1) if coming.age is None else _turns(one.birth, coming.age)
            if AS_OF < since <= AHEAD and coming.holds(one):
                yield Fact(kind, coming.families, one.number, house.number, house.village, f"{since}")


def _turns(birth: date, age: int) -> date:
    """The day somebody is so many years old; born on a 29 February, the 1 March where there is none."""
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:
        return date(birth.year + age, 3, 1)
