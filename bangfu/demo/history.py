"""What the register would have said on every day from START to AS_OF: of each person, of each household, and what happened between.

The loader needs three walks: `dated` yields the rows of persons, `Household.tenures` those of the household, `statuses` those of its standing.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from bangfu.demo.days import START
from bangfu.demo.register import Household, Member, Stay, Village
from bangfu.demo.schooldays import as_of, turning_points


class Event(NamedTuple):
    """One person came (`arrives`) into a household or left it. `kind` is a slug of 自然增减, or `moved`: with the household to another village."""

    day: date
    kind: str
    arrives: bool
    person: str
    household: str
    village: str


class Status(NamedTuple):
    """A spell of a household's standing: `family` is assisted, monitored or relief."""

    family: str
    label: str
    since: date
    until: date | None = None


def dated(household: Household) -> Iterator[Stay]:
    """Everything the register says of its people, each person's stays in order: one row of the register each.

    In households the national system follows, a stay ends also where school, labour or health changed; of the others only their last state
    is known.
    """
    for stay in household.stays:
        yield from _by_change(stay) if household.followed else (stay,)


def _by_change(stay: Stay) -> Iterator[Stay]:
    """A stay cut where the member's school, labour or health became another."""
    days = [stay.since, *(day for day in turning_points(stay.member) if stay.since < day and (stay.until is None or day < stay.until))]
    pieces: list[tuple[date, Member]] = []
    for day in days:
        member = as_of(stay.member, day)
        if not pieces or member != pieces[-1][1]:
            pieces.append((day, member))
    for nth, (day, member) in enumerate(pieces):
        last = nth == len(pieces) - 1
        yield stay._replace(
            member=member, since=day, until=stay.until if last else pieces[nth + 1][0],
            came=stay.came if nth == 0 else "", left=stay.left if last else "",
        )


def events(household: Household) -> list[Event]:
    """What happened to the people of a household's stays, by day; of one day, departures first."""
    found = [Event(one.since, one.came, True, one.member.number, one.household, one.village) for one in household.stays if one.came]
    found += [Event(one.until, one.left, False, one.member.number, one.household, one.village) for one in household.stays if one.left and one.until]
    return sorted(found, key=lambda one: (one.day, one.arrives))


def history(village: Village) -> list[Event]:
    """What happened in the households of a village (where some came from, also in that village), by day."""
    return sorted((one for house in village.everything for one in events(house)), key=lambda one: (one.day, one.arrives))


def statuses(household: Household) -> Iterator[Status]:
    """The spells of a household's standing, also from before the history; a household that came into being later has them since then."""
    standing, tenures = household.standing, household.tenures
    born, until = tenures[0].since, tenures[-1].until
    if standing.lifted_year and standing.identified:
        lifted = date(standing.lifted_year, 12, 31)
        if born <= START:
            yield Status("assisted", "低保贫困户" if standing.relief == "农村低保" else "一般贫困户", standing.identified, lifted)
        yield Status("assisted", standing.assisted, lifted if born <= START else born, until)
    else:
        yield Status("assisted", standing.assisted, born, until)
    if standing.monitored_since:
        yield Status("monitored", standing.monitored, standing.monitored_since, standing.over or until)
    if standing.relief_since:
        yield Status("relief", standing.relief, standing.relief_since, until)


def there_on(stays: Iterable[Stay], day: date) -> Iterator[Stay]:
    """Those stays that hold on a day."""
    return (one for one in stays if one.since <= day and (one.until is None or day < one.until))
