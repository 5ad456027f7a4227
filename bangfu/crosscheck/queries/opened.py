"""One finding whole: its cells, its check's advice, what was said of it, and to whom it was passed on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from bangfu.crosscheck.accepting import offer_of
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.checks.words import REGISTER, cell_word, source_word
from bangfu.crosscheck.matching import HOW
from bangfu.crosscheck.models import Cell, Finding, Settlement
from bangfu.crosscheck.queries.rows import FindingRow, SettlementRow, rows_for, seen, settlement_row
from bangfu.deliveries import queries as deliveries
from bangfu.deliveries.rows import Content
from bangfu.facts.models import NOW
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.registry import queries as registry
from bangfu.registry.columns import PERSON, shown
from bangfu.registry.models import PersonRecord
from bangfu.registry.queries import PersonRow
from bangfu.rules.person_name import masked
from bangfu.rules.place_code import covers
from bangfu.rules.powers import may_write

_SAID_ALIKE = ("text", "label", "labels", "yes_no", "day")   # kinds that a cell writes as a page does


@dataclass(frozen=True)
class CellRow:
    """One value beside the others: who it is said of, in which list, row and column, and why that row was taken for them (`how`, in words). `within` is False
    for somebody out of reach: then only village and masked name are told. `absent`: the list does not have them, and that is the point. `now`: what the register says
    since, where that is something else ('' for the same)."""

    source: str
    source_word: str
    place_name: str
    subject_id: str
    name: str
    column: str
    column_word: str
    value: str
    within: bool
    absent: bool
    delivered_row: UUID | None
    row: int
    file_name: str
    sheet: str
    data_day: date | None
    how: str
    now: str


@dataclass(frozen=True)
class Offered:
    """A value of a list that may be taken over with one key: whose list, which column, and what it says, as the asker may read it."""

    source_word: str
    word: str
    shown: str


@dataclass(frozen=True)
class FindingFile:
    """One finding whole: its check's advice, its cells, how it may be settled, and what was said of it before. `household` is its household's id,
    where the register knows one."""

    row: FindingRow
    what_to_do: str
    source_clause: str
    settle: tuple[str, ...]
    cells: tuple[CellRow, ...]
    settlements: tuple[SettlementRow, ...]
    gone_at: datetime | None
    household: UUID | None
    offer: Offered | None


def finding(by: Actor, wanted: UUID) -> FindingFile | None:
    """One finding within reach, with its cells: whole for people within reach, by village and masked name for others."""
    found = seen(by).filter(pk=wanted).first()
    if found is None:
        return None
    check, listed = CHECKS[found.check_slug], list(Cell.objects.filter(finding=found, edition=found.edition).order_by("position"))
    cells = _cells(by, listed)
    said = Settlement.objects.filter(finding=found).order_by("-at", "-id")
    household = registry.household_numbered(by, found.household_number) if found.household_number and by.can("registry.look") else None
    return FindingFile(
        rows_for(by, [found])[0], check.what_to_do, check.source_clause, check.ways(found.fault), cells,
        tuple(settlement_row(one) for one in said), found.gone_at, household, _offered(by, found, listed, cells),
    )


def _offered(by: Actor, found: Finding, listed: Sequence[Cell], cells: Sequence[CellRow]) -> Offered | None:
    """What may be taken over, of a row within reach, into a column that the asker may write."""
    offer = offer_of(found, listed)
    if offer is None or not may_write(by.role, offer.field):
        return None
    cell = next((one for one in cells if one.delivered_row == offer.delivered_row and one.column == offer.cell), None)
    return Offered(cell.source_word, offer.word, cell.value) if cell else None


def members(by: Actor, found: FindingFile) -> list[tuple[str, str]]:
    """(person, words) of those whose record may be corrected to settle a finding: the subject first, then others named in its cells."""
    named = {cell.subject_id: f"{cell.name}（{cell.place_name}）" for cell in found.cells if cell.subject_id and cell.within}
    first = found.row.subject_id
    return sorted(named.items(), key=lambda one: (one[0] != first, one[1]))


def cells_of(by: Actor, wanted: Sequence[UUID]) -> dict[UUID, tuple[CellRow, ...]]:
    """The cells of many findings, for a printed list: where to look, without the numbers themselves."""
    found = Cell.objects.filter(finding__in=list(wanted), edition=F("finding__edition")).order_by("position")
    listed = [one for one in found if one.finding_id in set(wanted)]
    names = place_names(one.place_code for one in listed)
    cells: dict[UUID, list[CellRow]] = defaultdict(list)
    for one in listed:
        cells[one.finding_id].append(_cell(by, one, names, {}, {}))
    return {key: tuple(rows) for key, rows in cells.items()}


def _cells(by: Actor, listed: Sequence[Cell]) -> tuple[CellRow, ...]:
    names = place_names(one.place_code for one in listed)
    people = registry.persons_named(by, [UUID(one.subject_id) for one in listed if one.subject_id])
    lines = {one.delivered_row: deliveries.line(by, one.delivered_row) for one in listed if one.delivered_row}
    since = _changed_since(by, listed)
    return tuple(replace(_cell(by, one, names, people, lines), now=since.get((one.subject_id, one.column), "")) for one in listed)


def _changed_since(by: Actor, listed: Sequence[Cell]) -> dict[tuple[str, str], str]:
    """(person, column) → what the register says of them now, where a cell of the register says something else: it was corrected since the run."""
    ours = [one for one in listed if one.source == REGISTER and one.subject_id and one.column in PERSON and PERSON[one.column].kind in _SAID_ALIKE]
    people = {str(one.person_id): one for one in PersonRecord.objects.filter(by.scope(), **NOW.filters(), person__in=[one.subject_id for one in ours])} if ours else {}
    told = ((one, getattr(people[one.subject_id], one.column)) for one in ours if one.subject_id in people)
    return {(one.subject_id, one.column): shown(PERSON[one.column], value) or "（空）" for one, value in told if str(value or "") != one.value}


Line = tuple[deliveries.LineRow, deliveries.DeliveryRow, Content]
Lines = Mapping[UUID, Line | None]


def _cell(by: Actor, one: Cell, names: dict[str, str], people: dict[UUID, PersonRow], lines: Lines) -> CellRow:
    reached = covers(by.ranges, one.place_code)
    line = lines.get(one.delivered_row) if reached and one.delivered_row else None
    return CellRow(
        source=one.source, source_word=source_word(one.source), place_name=names.get(one.place_code, one.place_code),
        subject_id=one.subject_id if reached else "", name=one.subject_name if reached else masked(one.subject_name), column=one.column,
        column_word=cell_word(one.source, one.column), value=_value(one, people, line) if reached else "", within=reached,
        absent=one.column == "absent", delivered_row=one.delivered_row if line else None, row=line[0].number if line else (one.row if reached else 0),
        file_name=line[1].file_name if line else "", sheet=line[0].sheet if line else "", data_day=line[1].data_day if line else None,
        how=HOW.get(one.how, "") if reached else "", now="",
    )


def _value(one: Cell, people: dict[UUID, PersonRow], line: Line | None) -> str:
    """What the cell says. A number is looked up where it lies, as the asker may read it."""
    if one.column != "id_number":
        return one.value
    if one.subject_id:
        person = people.get(UUID(one.subject_id))
        return person.id_number if person else ""
    return line[2].understood.get("id_number", "") if line else ""
