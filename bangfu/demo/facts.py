"""Facts: what is so with people of the demo, no mistake in any list, and what somebody has to act on or look into. Told beside the truth, so that whoever speaks
of it is not taken to speak without reason.

Each is written from what the duty means, not from the check that may tell it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bangfu.demo.offices import Township
from bangfu.demo.register import Household, Member

DUTY, BETWEEN = ("帮扶义务",), ("表间矛盾",)
_GRADUATE = ("大专", "本科及以上")
_GRAVE = "患有大病"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is so: a key of `FACTS`, `unsafe_unwatched` or `disabled_left`, of whom (人口编号; '' for the household), and the families of checks that
    may speak of it."""

    kind: str
    families: tuple[str, ...]
    person: str
    household: str
    village: str


Holds = Callable[[Household, Member], bool]


def _uninsured(house: Household, one: Member) -> bool:
    return "是" not in (one.medical_residents, one.medical_employees)


def _idle(one: Member) -> bool:
    """Could work, and neither does nor means to."""
    return 16 <= one.age < 60 and one.labour in ("普通劳动力", "技能劳动力") and not (one.student or one.work_months or one.post_kind or one.plans_to_work == "是")


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


def facts(township: Township) -> Iterator[Fact]:
    """Everything that is so in the households the national system lists, and who of all lives unsafely without being monitored."""
    for house in township.households:
        if not house.standing.watched and (not house.dwelling.safe_water or house.dwelling.grade in ("C级", "D级")):
            yield Fact("unsafe_unwatched", DUTY, "", house.number, house.village)   # a household that came into being lately is not monitored yet
    for house in township.followed:
        if any(one.left and one.member.disability_kind for one in house.stays) and not any(one.disability_kind for one in house.members):
            yield Fact("disabled_left", BETWEEN, "", house.number, house.village)   # what was earned last year has the benefit of somebody who is gone
        for one in house.members:
            for kind, holds in FACTS.items():
                if holds(house, one):
                    yield Fact(kind, DUTY, one.number, house.number, house.village)
