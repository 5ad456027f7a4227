"""A row of an office's list before anybody has written it down: cells by the keys of its layout, and whom it is truly about."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from bangfu.demo.places import COUNTY, places
from bangfu.demo.register import Household, Member

Cells = dict[str, str]
Made = Iterator[tuple[Member, Cells]]


class Line(NamedTuple):
    """One row. `person` is the 人口编号 of whom it is about (of a row about a house: the head), '' for somebody who does not exist; `village` a code."""

    person: str
    household: str
    village: str
    cells: Cells


Source = Callable[[Household, Cells], Made]   # a household and the cells that say where it lives → the rows of a list about it


def where(house: Household) -> Cells:
    """The columns of place as departments write them."""
    names = _names()
    return {"county": names[COUNTY], "township": names[house.village[:9]], "village": names[house.village], "group": house.group}


def there(house: Household) -> bool:
    """Whether the household still exists."""
    return house.tenures[-1].until is None


def who(member: Member, **more: str) -> Cells:
    """Name and number, which every list has, and whatever else it says of the person."""
    return {"name": member.name, "id_number": member.id_number, **more}


def told(day: date | None) -> str:
    """A day as a cell, '' for none."""
    return f"{day}" if day else ""


def month_of(day: date | None) -> str:
    """A month as a cell, YYYYMM, '' for none."""
    return f"{day:%Y%m}" if day else ""


def luck(member: Member, among: int) -> int:
    """0 … among - 1, always the same for a person: who is on a list that holds only some."""
    return int(member.number[-6:]) * 7919 % among


def lines(source: Source, house: Household) -> Iterator[Line]:
    """The rows of one list about a household."""
    at = where(house)
    return (Line(member.number, house.number, house.village, cells) for member, cells in source(house, at))


@cache
def _names() -> Mapping[str, str]:
    return {row.code: row.name for row in places("county")}
