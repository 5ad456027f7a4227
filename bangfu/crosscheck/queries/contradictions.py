"""数据打架: what the register and every list in force say of one household and its people, side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from bangfu.crosscheck import believed
from bangfu.crosscheck.accepting import understood, weights
from bangfu.crosscheck.queries.listed import findings_of
from bangfu.crosscheck.queries.rows import FindingRow
from bangfu.crosscheck.sources import Order
from bangfu.deliveries.models import DeliveredRow
from bangfu.deliveries.queries import ListInForce, lists_at
from bangfu.deliveries.rows import SHORTEST_NUMBER, opened
from bangfu.facts.models import NOW
from bangfu.organization.actor import Actor
from bangfu.registry import queries as registry
from bangfu.registry.columns import HOUSEHOLD, PERSON, Column, shown
from bangfu.registry.models import HouseholdRecord, PersonRecord
from bangfu.registry.queries import HouseholdRow
from bangfu.registry.queries.people import number_for
from bangfu.registry.records import INDEXES, PURPOSES
from bangfu.registry.said import Said, hear_before
from bangfu.rules import id_number
from bangfu.rules.person_name import fold
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.powers import HIDDEN


@dataclass(frozen=True)
class SourceColumn:
    """One list of the page: its name, the day its data are of, how many days ago that was, and whether the register is fed from it."""

    slug: str
    name: str
    data_day: date
    days: int


@dataclass(frozen=True)
class SaidCell:
    """What one list says of one field: `differs` from the register, `authority` where of all that say it its word counts most. `row` opens where it stands."""

    text: str
    differs: bool
    authority: bool
    row: UUID | None


@dataclass(frozen=True)
class FieldLine:
    """One field: what the register holds, and what each list says (None: nothing)."""

    word: str
    ours: str
    cells: tuple[SaidCell | None, ...]

    @property
    def differs(self) -> bool:
        return any(cell.differs for cell in self.cells if cell)


@dataclass(frozen=True)
class Part:
    """The household, or one of its people (`person`): in which lists they stand, and the fields."""

    title: str
    person: UUID | None
    stands_in: tuple[bool, ...]
    lines: tuple[FieldLine, ...]


@dataclass(frozen=True)
class Contradictions:
    """A household, the lists it or its people stand in, and every field that a list says something of."""

    household: HouseholdRow
    sources: tuple[SourceColumn, ...]
    parts: tuple[Part, ...]
    findings: tuple[FindingRow, ...]


@dataclass
class _Heard:
    """Rows of one list about one subject."""

    rows: list[tuple[UUID, Said]] = field(default_factory=list)


Rows = dict[tuple[str, str], _Heard]   # (source, person id, or '' for the household)


def contradictions(by: Actor, wanted: UUID) -> Contradictions | None:
    """A household within reach, as every list in force at its village has it. Numbers masked as the asker may read them."""
    row = registry.household(by, wanted) if by.can("crosscheck.look") else None
    if row is None:
        return None
    people = list(PersonRecord.objects.filter(by.scope(), **NOW.filters(), household=wanted))
    house = HouseholdRecord.objects.filter(by.scope(), **NOW.filters(), household=wanted).first()
    lists = lists_at(row.place_code[: LENGTHS["village"]])
    heard = _heard(by, row, people, lists)
    named = [one for one in lists if any(source == one.source for source, _ in heard)]
    today = timezone.localdate()
    order = believed.order_on(today)
    parts = [_part(by, f"{one.name}（{one.relation}）", one, str(one.person_id), PERSON, named, heard, order) for one in _in_order(row, people)]
    if house is not None:
        parts.append(_part(by, "这一户", house, "", HOUSEHOLD, named, heard, order))
    return Contradictions(
        row, tuple(SourceColumn(one.source, one.source_name, one.data_day, (today - one.data_day).days) for one in named), tuple(parts),
        tuple(findings_of(by, [str(wanted), *(str(one.person_id) for one in people)])),
    )


def _in_order(row: HouseholdRow, people: Iterable[PersonRecord]) -> list[PersonRecord]:
    by_person = {one.person_id: one for one in people}
    return [by_person[one.person] for one in row.members if one.person in by_person]


def _heard(by: Actor, row: HouseholdRow, people: Sequence[PersonRecord], lists: Sequence[ListInForce]) -> Rows:
    """What the lists say, by list and person; what a row says of the household belongs to the household."""
    sources, heard = {one.delivery: one.source for one in lists}, Rows()
    for one in _rows(by, row, people, list(sources)):
        person = _whose(one, people)
        said = hear_before(understood(sources[one.delivery_id], opened(one.content).understood))
        if said is None:
            continue
        if person:
            heard.setdefault((sources[one.delivery_id], str(person.person_id)), _Heard()).rows.append((one.pk, said))
        if said.household:
            heard.setdefault((sources[one.delivery_id], ""), _Heard()).rows.append((one.pk, said))
    return heard


def _rows(by: Actor, row: HouseholdRow, people: Sequence[PersonRecord], deliveries: list[UUID]) -> list[DeliveredRow]:
    """The rows of these lists in the household's village that are about it: applied to its people, with their numbers, or by name within the household."""
    numbers = [one.id18_index for one in people if one.id18_index]
    about = Q(subject__in=[str(one.person_id) for one in people]) | Q(id18_index__in=numbers) | Q(household_number=row.number)
    by_name = Q(name_folded__in=[one.name_folded for one in people], id18_index="")
    found = DeliveredRow.objects.filter(by.scope(), delivery__in=deliveries, place_code=row.place_code[: LENGTHS["village"]])
    return list(found.filter(about | by_name).order_by("delivery", "number"))


def _whose(one: DeliveredRow, people: Sequence[PersonRecord]) -> PersonRecord | None:
    """Whose row it is: by what it was applied to, by number, else by a name that stands once in the household."""
    for meets in (
        lambda person: one.subject == str(person.person_id), lambda person: bool(one.id18_index) and one.id18_index == person.id18_index,
        lambda person: bool(one.name_folded) and one.name_folded == person.name_folded,
    ):
        met = [person for person in people if meets(person)]
        if len(met) == 1:
            return met[0]
    return None


def _part(
    by: Actor, title: str, record: Any, key: str, columns: Mapping[str, Column], lists: Sequence[ListInForce], heard: Rows, order: Order,
) -> Part:
    told = [heard.get((one.source, key), _Heard()).rows for one in lists]
    lines = [_line(by, record, key, column, lists, told, order) for column in columns.values()]
    return Part(title, record.person_id if key else None, tuple(bool(rows) for rows in told), tuple(one for one in lines if any(one.cells)))


def _line(
    by: Actor, record: Any, key: str, column: Column, lists: Sequence[ListInForce], told: Sequence[list[tuple[UUID, Said]]], order: Order,
) -> FieldLine:
    speaking = {one.source for one, rows in zip(lists, told, strict=True) if any(column.name in _part_of(said, key) for _, said in rows)}
    heard = next((slug for slug in weights(column.name, order, of_household=not key) if slug in speaking), "")
    cells = tuple(_cell(by, record, key, column, one.source == heard, rows) for one, rows in zip(lists, told, strict=True))
    return FieldLine(column.word, _ours(by, record, key, column), cells)


def _part_of(said: Said, key: str) -> Mapping[str, Any]:
    return said.person if key else said.household


def _cell(by: Actor, record: Any, key: str, column: Column, authority: bool, rows: list[tuple[UUID, Said]]) -> SaidCell | None:
    for row, said in rows:
        part = _part_of(said, key)
        if column.name in part:
            text = _number(by, key, column, said) if column.kind == "number" else shown(column, part[column.name])
            return SaidCell(text, _differs(record, column, part[column.name]), authority, row)
    return None


def _differs(record: Any, column: Column, value: Any) -> bool:
    """Whether a list says otherwise than the register; names are compared without dots and spaces, numbers by their index."""
    if column.name == "name":
        return bool(fold(str(value)) != record.name_folded)
    if column.name in INDEXES:
        return bool(getattr(record, INDEXES[column.name]) != value)
    return column.kind != "number" and bool(getattr(record, column.name) != value)


def _number(by: Actor, key: str, column: Column, said: Said) -> str:
    """A number of a list as the asker may read it."""
    reading = by.reads(f"{'person' if key else 'household'}.{column.name}")
    clear = said.numbers.get(column.name if key else f"household.{column.name}", "")
    if reading == HIDDEN or not clear:
        return ""
    return id_number.masked(clear) if column.name == "id_number" or len(clear) < SHORTEST_NUMBER else f"{clear[:3]}****{clear[-4:]}"


def _ours(by: Actor, record: Any, key: str, column: Column) -> str:
    if column.kind != "number":
        return shown(column, getattr(record, column.name))
    return number_for(by, f"{'person' if key else 'household'}.{column.name}", getattr(record, column.name), PURPOSES[column.name])
