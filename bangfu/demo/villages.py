"""What a village reports of itself every year, and what it has been called: facts typed in by people, with the day they were reported."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import NamedTuple

from bangfu.demo.history import there_on
from bangfu.demo.register import Household, Land, Member, Village

REPORTED = (date(2024, 9, 30), date(2025, 9, 30), date(2026, 9, 30))


@dataclass(frozen=True, slots=True)
class VillageFacts:
    """（自定义）行政村信息 of a year. `collective_income` in 万元, land in 亩 and never less than that of the village's households."""

    reported: date
    households: int
    persons: int
    assisted_households: int
    assisted_persons: int
    monitored_households: int
    minimum_living_households: int
    minimum_living_persons: int
    destitute_persons: int
    disabled_persons: int
    pension_persons: int
    collective_income: Decimal
    paved_road: bool
    bus: bool
    primary_schools: int
    clinics: int
    doctors: int
    public_toilets: int
    waste_points: int
    libraries: int
    without_safe_water: int
    unsafe_houses: int
    land: Land


class Tag(NamedTuple):
    """What a village is called from a day until the day before another (None: still)."""

    label: str
    since: date
    until: date | None = None


def facts(village: Village, seed: int) -> Iterator[VillageFacts]:
    """What the village reported at the end of each window; counted by itself, so that who had already left to another village is missing."""
    rng = Random(f"{seed}|{village.place.code}|facts")
    income, school, toilets = rng.uniform(8, 60), rng.random() < 0.35, rng.randint(1, 4)
    land = _land(rng, village)
    for nth, day in enumerate(REPORTED):
        home = {house.number: house for house in village.everything}
        there = [(home[one.household], one.member) for house in village.everything for one in there_on(house.stays, day)
                 if one.village == village.place.code]
        yield VillageFacts(
            day, **_counted(there), collective_income=Decimal(round(income * 1.12**nth * 100)).scaleb(-2), paved_road=True, bus=rng.random() < 0.9,
            primary_schools=int(school), clinics=1, doctors=1 + (rng.random() < 0.3), public_toilets=toilets + nth, waste_points=toilets * 3,
            libraries=1, land=land,
        )


def tags(village: Village, seed: int) -> tuple[Tag, ...]:
    """Two in five were 省定贫困村 and were taken off that list: 出列村 ever since."""
    rng = Random(f"{seed}|{village.place.code}|tags")
    if rng.random() > 0.4:
        return ()
    off = date(rng.randint(2016, 2019), 12, 31)
    return Tag("省定贫困村", date(2014, 4, 1), off), Tag("出列村", off)


def _counted(there: list[tuple[Household, Member]]) -> dict[str, int]:
    houses = {house.number: house for house, _ in there}
    return {
        "households": len(houses), "persons": len(there),
        "assisted_households": sum(house.assisted for house in houses.values()), "assisted_persons": sum(house.assisted for house, _ in there),
        "monitored_households": sum(bool(house.standing.monitored) for house in houses.values()),
        "minimum_living_households": len({house.number for house, one in there if one.minimum_living_kind}),
        "minimum_living_persons": sum(bool(one.minimum_living_kind) for _, one in there),
        "destitute_persons": sum(bool(one.destitute_kind) for _, one in there),
        "disabled_persons": sum(bool(one.disability_kind) for _, one in there),
        "pension_persons": sum(one.pension_residents == "是" for _, one in there),
        "without_safe_water": sum(not house.dwelling.safe_water for house in houses.values()),
        "unsafe_houses": sum(house.dwelling.grade in ("C级", "D级") for house in houses.values()),
    }


def _land(rng: Random, village: Village) -> Land:
    """What the households have together, and what the collective keeps."""
    sums = [sum((getattr(house.land, name) for house in village.households), Decimal("0.00")) for name in Land.__dataclass_fields__]
    land = Land(*(one + Decimal(rng.randint(0, 40_000)).scaleb(-2) for one in sums))
    return replace(land, irrigated=min(land.irrigated, land.arable))
