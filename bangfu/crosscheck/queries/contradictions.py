"""数据打架: what the register and every list in force say of one household and its people, side by side; also where a list has them in another village, as far as
the asker reaches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from bangfu.crosscheck import believed
from bangfu.crosscheck.accepting import understood, weights
from bangfu.crosscheck.lists import not_staged, rows_about
from bangfu.crosscheck.matches import matches_of
from bangfu.crosscheck.matching import HOW
from bangfu.crosscheck.queries.listed import findings_of
from bangfu.crosscheck.queries.rows import FindingRow
from bangfu.crosscheck.queries.runs import runs_covering
from bangfu.crosscheck.sources import Order, sources
from bangfu.deliveries.models import DeliveredRow
from bangfu.deliveries.queries import ListInForce, lists_at, lists_within
from bangfu.deliveries.rows import SHORTEST_NUMBER, opened
from bangfu.facts.models import NOW
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
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

MOST_ELSEWHERE = 500   # rows in one question
RUNS = 10              # so far back is looked for who was taken for whom
APPLIED, NAMESAKE, HOUSEHOLD_NUMBER = "应用名单时登记的就是本人", "户里只有一个人同名", "户编号相同"   # why a row is theirs, beside `matching.HOW`


@dataclass(frozen=True)
class SourceColumn:
    """One list of the page: its name, the day its data are of, how many days ago that was, and whether the register is fed from it."""

    slug: str
    name: str
    data_day: date
    days: int


@dataclass(frozen=True)
class SaidCell:
    """What one list says of one field: `differs` from the register, `authority` where of all that say it its word counts most. `row` opens where it stands,
    `place` names the place it stands under where that is another than the household's."""

    text: str
    differs: bool
    authority: bool
    row: UUID | None
    place: str


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
class Stands:
    """That somebody stands in a list: under which place ('' for the household's own village), and why the row was taken for theirs."""

    place: str
    how: str


@dataclass(frozen=True)
class Part:
    """The household, or one of its people (`person`): how in each list they stand (None: not in it, as far as the asker sees), and the fields."""

    title: str
    person: UUID | None
    stands_in: tuple[Stands | None, ...]
    lines: tuple[FieldLine, ...]


@dataclass(frozen=True)
class Contradictions:
    """A household, the lists it or its people stand in, and every field that a list says something of. `more`: there are lists of other places within reach that
    were not looked through. `unread`: the names of those that could not be, since no run has read them."""

    household: HouseholdRow
    sources: tuple[SourceColumn, ...]
    parts: tuple[Part, ...]
    findings: tuple[FindingRow, ...]
    more: bool
    unread: tuple[str, ...]


@dataclass(frozen=True)
class _Line:
    """One row about one subject: what it says, the name of its place where that is another than the household's, and why it was taken for theirs."""

    row: UUID
    place: str
    how: str
    said: Said


Heard = dict[tuple[str, str], list[_Line]]   # (source, person id, or '' for the household)


def contradictions(by: Actor, wanted: UUID, *, elsewhere: bool = True) -> Contradictions | None:
    """A household within reach, as every list in force at its village has it; `elsewhere` also as those of other places within reach have it, and with why the
    last runs took each row for whom, which takes half a second over the lists of a county. Numbers masked as the asker may read them."""
    row = registry.household(by, wanted) if by.can("crosscheck.look") else None
    if row is None:
        return None
    people = list(PersonRecord.objects.filter(by.scope(), **NOW.filters(), household=wanted))
    house = HouseholdRecord.objects.filter(by.scope(), **NOW.filters(), household=wanted).first()
    village = row.place_code[: LENGTHS["village"]]
    others = [one for one in lists_within(by) if one.place_code != village]
    whole = elsewhere or not others
    heard, named = _heard(by, row, people, [*lists_at(village), *(others if whole else ())], _taken(by, village, people) if whole else {})
    today = timezone.localdate()
    order = believed.order_on(today)
    parts = [_part(by, f"{one.name}（{one.relation}）", one, str(one.person_id), PERSON, named, heard, order) for one in _in_order(row, people)]
    if house is not None:
        parts.append(_part(by, "这一户", house, "", HOUSEHOLD, named, heard, order))
    return Contradictions(
        row, tuple(SourceColumn(one.source, one.source_name, one.data_day, (today - one.data_day).days) for one in named), tuple(parts),
        tuple(findings_of(by, [str(wanted), *(str(one.person_id) for one in people)])), not whole, _unread(others) if whole else (),
    )


Taken = Mapping[UUID, tuple[UUID, str]]   # row → the person the last run took it for, and why


def _taken(by: Actor, village: str, people: Sequence[PersonRecord]) -> Taken:
    """The rows that the last runs took for some people."""
    found = matches_of(runs_covering(by, village, RUNS), [str(one.person_id) for one in people])
    return {UUID(one.row): (UUID(one.person), HOW[one.how]) for one in found}


def _unread(others: Sequence[ListInForce]) -> tuple[str, ...]:
    """The names of lists of which nothing is staged: under another place nobody was looked for in them by number."""
    missing = not_staged({one.delivery for one in others})
    return tuple(sorted({one.source_name for one in others if one.delivery in missing}))


def _in_order(row: HouseholdRow, people: Iterable[PersonRecord]) -> list[PersonRecord]:
    by_person = {one.person_id: one for one in people}
    return [by_person[one.person] for one in row.members if one.person in by_person]


def _heard(
    by: Actor, row: HouseholdRow, people: Sequence[PersonRecord], lists: Sequence[ListInForce], taken: Taken,
) -> tuple[Heard, list[ListInForce]]:
    """What the lists say, by list and person, and the lists that say anything, in the order of the sources and each with the day of its first row; what a row
    says of the household belongs to the household."""
    village, in_force = row.place_code[: LENGTHS["village"]], {(one.delivery, one.place_code): one for one in lists}
    rows = [one for one in _rows(by, row, people, lists, taken) if (one.delivery_id, one.place_code) in in_force]
    names, heard, named = place_names({one.place_code for one in rows} - {village}), Heard(), dict[str, ListInForce]()
    for one in rows:
        told = in_force[one.delivery_id, one.place_code]
        (person, how), said = _whose(one, people, taken), hear_before(understood(told.source, opened(one.content).understood))
        if said is None:
            continue
        for key in (*([str(person.person_id)] if person else []), *([""] if said.household else [])):
            heard.setdefault((told.source, key), []).append(_Line(one.pk, names.get(one.place_code, ""), how, said))
            named.setdefault(told.source, told)
    order = list(sources())
    return heard, sorted(named.values(), key=lambda one: order.index(one.source))


def _rows(by: Actor, row: HouseholdRow, people: Sequence[PersonRecord], lists: Sequence[ListInForce], taken: Taken) -> list[DeliveredRow]:
    """The rows of these lists that are about the household, those of its own village first: there applied to its people, with their numbers, its number, or a
    name of theirs without a number; elsewhere applied to them, or with their numbers or its number; and wherever the last run took them for one of its people."""
    village, subjects = row.place_code[: LENGTHS["village"]], [str(one.person_id) for one in people]
    numbers = [one.id18_index for one in people if one.id18_index]
    about = Q(subject__in=subjects) | Q(id18_index__in=numbers) | Q(household_number=row.number) | Q(pk__in=list(taken))
    by_name = Q(name_folded__in=[one.name_folded for one in people], id18_index="")
    here = DeliveredRow.objects.filter(by.scope(), about | by_name, place_code=village, delivery__in=[one.delivery for one in lists if one.place_code == village])
    return [*here.order_by("delivery", "number"), *_rows_elsewhere(by, row, lists, subjects, numbers, taken)]


def _rows_elsewhere(
    by: Actor, row: HouseholdRow, lists: Sequence[ListInForce], subjects: Sequence[str], numbers: Sequence[str], taken: Taken,
) -> list[DeliveredRow]:
    """Rows under another place that the asker reaches: looked up in the staged lists, since the table is not ordered by number."""
    village = row.place_code[: LENGTHS["village"]]
    deliveries = {one.delivery for one in lists if one.place_code != village}
    if not deliveries:
        return []
    ids = rows_about(sorted(deliveries), numbers, row.number)
    found = DeliveredRow.objects.filter(by.scope(), Q(pk__in=[*ids[:MOST_ELSEWHERE], *taken]) | Q(subject__in=subjects), delivery__in=deliveries)
    return list(found.exclude(place_code=village).order_by("delivery", "number"))


def _whose(one: DeliveredRow, people: Sequence[PersonRecord], taken: Taken) -> tuple[PersonRecord | None, str]:
    """Whose row it is, and why: as the last run took it, else by what it was applied to, by number, or by a name that stands once in the household."""
    whose, why = taken.get(one.pk, (None, ""))
    for how, meets in (
        (why, lambda person: person.person_id == whose),
        (APPLIED, lambda person: one.subject == str(person.person_id)), (HOW["id"], lambda person: bool(one.id_index) and one.id_index == person.id_index),
        (HOW["card"], lambda person: bool(one.id18_index) and one.id18_index == person.id18_index),
        (NAMESAKE, lambda person: bool(one.name_folded) and one.name_folded == person.name_folded),
    ):
        met = [person for person in people if meets(person)]
        if len(met) == 1:
            return met[0], how
    return None, HOUSEHOLD_NUMBER


def _part(
    by: Actor, title: str, record: Any, key: str, columns: Mapping[str, Column], lists: Sequence[ListInForce], heard: Heard, order: Order,
) -> Part:
    told = [heard.get((one.source, key), []) for one in lists]
    lines = [_line(by, record, key, column, lists, told, order) for column in columns.values()]
    stands = tuple(Stands(rows[0].place, rows[0].how) if rows else None for rows in told)
    return Part(title, record.person_id if key else None, stands, tuple(one for one in lines if any(one.cells)))


def _line(
    by: Actor, record: Any, key: str, column: Column, lists: Sequence[ListInForce], told: Sequence[list[_Line]], order: Order,
) -> FieldLine:
    speaking = {one.source for one, rows in zip(lists, told, strict=True) if any(column.name in _part_of(line.said, key) for line in rows)}
    heard = next((slug for slug in weights(column.name, order, of_household=not key) if slug in speaking), "")
    cells = tuple(_cell(by, record, key, column, one.source == heard, rows) for one, rows in zip(lists, told, strict=True))
    return FieldLine(column.word, _ours(by, record, key, column), cells)


def _part_of(said: Said, key: str) -> Mapping[str, Any]:
    return said.person if key else said.household


def _cell(by: Actor, record: Any, key: str, column: Column, authority: bool, rows: list[_Line]) -> SaidCell | None:
    for one in rows:
        part = _part_of(one.said, key)
        if column.name in part:
            text = _number(by, key, column, one.said) if column.kind == "number" else shown(column, part[column.name])
            return SaidCell(text, _differs(record, column, part[column.name]), authority, one.row, one.place)
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
