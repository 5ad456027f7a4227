"""What goes along when a household lives elsewhere: its records from that day on, and its whole past under the new place's reach."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from bangfu.facts.models import F, Fact, Recorded, Rewriting, changed
from bangfu.registry.models import Cause, Guarantee, HouseholdRecord, IncomeItem, NaturalChange, PersonRecord, RiskSpell, StatusSpell
from bangfu.registry.subjects import believed, members_now
from bangfu.rules import place_code
from bangfu.rules.dates import FOREVER_DAY

DATED = (StatusSpell, RiskSpell, Cause, Guarantee, IncomeItem)
WITHIN = "县内迁移"


def carried(known: HouseholdRecord, where: str, on: date, group: str, document: str) -> dict[str, Any]:
    """The rows of the move, as `new`, `superseded` and `rehomed` of a deed: records from `on` at the new place; what was before follows, since whoever
    answers for a household sees its past."""
    superseded, new = list[Fact](), list[Fact | Recorded]()
    at = {"place_code": where, "place_then": where, "origin_kind": "desk", "origin_id": ""}
    members = [one.person_id for one in members_now(known.household_id)]
    houses = believed(HouseholdRecord, "household", [known.household_id])
    people = believed(PersonRecord, "person", members)
    kept = known.group if _village(known.place_code) == _village(where) else ""
    pasts: list[tuple[list[Any], dict[str, str]]] = [(list(rows), at | {"group": group or kept}) for rows in houses.values()]
    for rows, values in [*pasts, *((list(rows), at) for rows in people.values())]:
        made: Rewriting[Any] = changed(rows, values, on)
        for row in made.new:
            row.place_code = where
        superseded += made.superseded
        new += made.new
    if _village(known.place_code) != _village(where):
        new += [change for person in people for change in _changes(person, known, where, on, document)]
    return {"new": new, "superseded": superseded, "rehomed": [(row, where) for row in _followers(known.household_id, members, superseded)]}


def _followers(household: UUID, members: list[UUID], superseded: list[Fact]) -> list[Any]:
    """Everything that stays as it is but for where it lies; of rows the move supersedes the very ones."""
    closed = {row.pk for row in superseded}
    rows = {row.pk: row for row in [*rows_of(household), *PersonRecord.objects.filter(person__in=members)]}
    return [*(row for key, row in rows.items() if key not in closed), *superseded]


@dataclass(frozen=True)
class Where:
    """Where a household lay: (from, up to, place), without a gap; before the first day that is known of it lay where it did then."""

    periods: tuple[tuple[date, date, str], ...]

    @classmethod
    def of(cls, household: UUID) -> "Where":
        """By everything believed of it now. KeyError for a household nothing is believed of."""
        rows = believed(HouseholdRecord, "household", [household])[household]
        starts = [date.min, *(row.valid_from for row in rows[1:])]
        return cls(tuple(zip(starts, [*starts[1:], FOREVER_DAY], (row.place_then for row in rows), strict=True)))

    def on(self, day: date) -> str:
        """The place on a day."""
        return next(place for since, until, place in self.periods if since <= day < until)

    def parted(self, row: F) -> list[F]:
        """A row of somebody who was with the household, as one row for each place the two were at."""
        runs: list[tuple[date, date, str]] = []
        for since, until, place in self.periods:
            if max(since, row.valid_from) >= min(until, row.valid_to):
                continue
            runs[-1:] = [(runs[-1][0], until, place)] if runs and runs[-1][2] == place else [*runs[-1:], (since, until, place)]
        return [row.draft(valid_from=max(since, row.valid_from), valid_to=min(until, row.valid_to), place_then=place) for since, until, place in runs]


def _changes(person: UUID, known: HouseholdRecord, where: str, on: date, document: str) -> Iterator[NaturalChange]:
    """Gone from one village, come to the other. The going stays with the village they left: it has to say where they are."""
    for kind, place in (("moved_out", known.place_code), ("moved_in", where)):
        yield NaturalChange(
            person_id=person, household_id=known.household_id, kind=kind, valid_from=on, valid_to=on + timedelta(days=1), document=document,
            note=WITHIN, place_code=place, place_then=place, origin_kind="desk",
        )


def rows_of(household: UUID) -> list[Any]:
    """Everything dated that lies with a household: its own records, those of whoever was ever a member while they were, its spells and income, who came
    and left; but for the leaving of a village it moved away from, which tells that village where they are."""
    rows: list[Any] = [*HouseholdRecord.objects.filter(household=household), *PersonRecord.objects.filter(household=household)]
    rows += NaturalChange.objects.filter(household=household).exclude(kind="moved_out", note=WITHIN)
    for model in DATED:
        rows += model.objects.filter(household=household)
    return rows


def _village(place: str) -> str:
    return place[: place_code.LENGTHS["village"]]
