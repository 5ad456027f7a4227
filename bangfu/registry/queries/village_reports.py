"""What a village reports of itself, beside what the register counts: 填报 and 计算, never mixed, each difference said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from bangfu.facts.models import NOW, AsOf
from bangfu.journal.queries import who_wrote
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names, places_reached
from bangfu.registry import columns as described
from bangfu.registry.models import VillageRecord
from bangfu.registry.queries.people import under
from bangfu.registry.queries.spells import until
from bangfu.registry.queries.tallies import tally_households, tally_persons
from bangfu.registry.queries.village_rows import Rows, at
from bangfu.registry.village_cuts import House, Member, is_dangerous, is_disabled, lacks_water
from bangfu.rules.place_code import LENGTHS

Number = int | Decimal


@dataclass(frozen=True)
class Reported:
    """A village's report: who reported, true from when, written down when and by whom; `groups` are (heading, ((word, text), …)) of what it says."""

    reporter: str
    valid_from: date
    recorded_at: datetime
    recorded_in: UUID
    written_by: str
    values: Mapping[str, Any]
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class Beside:
    """One figure that is both reported and counted. `difference` is reported − counted, None where nothing is reported."""

    word: str
    reported: Number | None
    counted: Number

    @property
    def difference(self) -> Number | None:
        return None if self.reported is None else self.reported - self.counted

    @property
    def said(self) -> str:
        """多报 3, 少报 3, 一致, or '' where nothing is reported."""
        if self.difference is None:
            return ""
        return f"{'多' if self.difference > 0 else '少'}报 {_plain(self.difference).lstrip('-')}" if self.difference else "一致"

    @property
    def reported_text(self) -> str:
        """What is reported as it is written; '' for nothing."""
        return "" if self.reported is None else _plain(self.reported)

    @property
    def counted_text(self) -> str:
        """What is counted as it is written."""
        return _plain(self.counted)


def _plain(number: Number) -> str:
    """1,050 and 3,790.5: no noughts behind the point."""
    return f"{number:,}".rstrip("0").rstrip(".") if number % 1 else f"{int(number):,}"


@dataclass(frozen=True)
class VillageLine:
    """One village in the list of a township or county: what is counted, what it reported, who reported and since when."""

    code: str
    name: str
    township: str
    households: int
    persons: int
    reported_households: int | None
    reported_persons: int | None
    reporter: str
    reported_since: date | None

    @property
    def off_households(self) -> int | None:
        """By how many households the report is off, either way; unknown where there is none."""
        return None if self.reported_households is None else abs(self.reported_households - self.households)

    @property
    def off_persons(self) -> int | None:
        """The same of people."""
        return None if self.reported_persons is None else abs(self.reported_persons - self.persons)


def report_of(by: Actor, place: str, as_of: AsOf = NOW) -> Reported | None:
    """What a village's last report says on a day, as known on a day: two queries."""
    found = VillageRecord.objects.filter(at(by, place, as_of), **as_of.filters()).order_by("-valid_from").first()
    if found is None or not by.can("registry.look"):
        return None
    name, _ = who_wrote(found.recorded_in)
    groups = tuple(
        (group, tuple(described.told(described.VILLAGE, found, [column.name for column in columns])))
        for group, columns in described.by_group(described.VILLAGE)
    )
    values = {column: getattr(found, column) for column in described.VILLAGE}
    return Reported(
        found.reporter, found.valid_from, found.recorded_at, found.recorded_in, name, values, tuple((group, facts) for group, facts in groups if facts),
    )


def reports_before(by: Actor, place: str, as_of: AsOf = NOW) -> list[tuple[date, str, datetime]]:
    """(true from, reporter, written down) of every report believed on the day asked about, the latest first."""
    found = VillageRecord.objects.filter(at(by, place, as_of), **until(as_of)).order_by("-valid_from")
    return list(found.values_list("valid_from", "reporter", "recorded_at"))


def beside(reported: Reported | None, rows: Rows) -> tuple[Beside, ...]:
    """Every figure of a report that the register can count too, in the order of the form."""
    said = reported.values if reported else {}
    counted: dict[str, Number] = {**{name: count(rows) for name, count in COUNTED.items()}, **rows.land}
    return tuple(Beside(described.VILLAGE[name].word, said.get(name), number) for name, number in counted.items())


def villages_below(by: Actor, place: str) -> list[VillageLine]:
    """The villages of a township or county as far as the asker reaches: counted beside reported. Queries do not grow with the villages."""
    codes = {one.code: one.name for one in places_reached(by, level="village") if one.code.startswith(place)}
    length = LENGTHS["village"]
    households, persons = (tally(by, place=place, length=length) for tally in (tally_households, tally_persons))
    reports = {one.place_code: one for one in VillageRecord.objects.filter(under(place), by.scope(), **NOW.filters())}
    townships = place_names({code[: LENGTHS["township"]] for code in codes})
    return [
        VillageLine(
            code, name, townships.get(code[: LENGTHS["township"]], ""), households.get(code, 0), persons.get(code, 0), one.households if one else None,
            one.persons if one else None, one.reporter if one else "", one.valid_from if one else None,
        ) for code, name in codes.items() for one in [reports.get(code)]
    ]


def _persons(is_so: Callable[[Member], bool]) -> Callable[[Rows], int]:
    return lambda rows: sum(map(is_so, rows.members))


def _houses(is_so: Callable[[House], bool]) -> Callable[[Rows], int]:
    return lambda rows: sum(map(is_so, rows.houses))


COUNTED: Mapping[str, Callable[[Rows], Number]] = {
    "households": lambda rows: len(rows.houses), "persons": lambda rows: len(rows.members),
    "minimum_living_households": lambda rows: len({one.household_id for one in rows.members if one.minimum_living == "是"}),
    "minimum_living_persons": _persons(lambda one: one.minimum_living == "是"), "destitute_persons": _persons(lambda one: one.destitute_support == "是"),
    "disabled_persons": _persons(is_disabled), "pension_persons": _persons(lambda one: one.resident_pension == "是"),
    "without_water": _houses(lacks_water), "dangerous_houses": _houses(is_dangerous),
}
