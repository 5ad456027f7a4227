"""What is asked about contradictions. Every answer is within the asker's reach; other people's cells are shown by village and masked name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.checks.words import cell_word, source_word
from bangfu.crosscheck.models import Cell, Finding, Run, Settlement
from bangfu.deliveries import queries as deliveries
from bangfu.deliveries.rows import Content
from bangfu.facts.models import NOW, AsOf
from bangfu.organization.actor import Actor, within
from bangfu.organization.queries import PlaceRow, children, place_names
from bangfu.registry import queries as registry
from bangfu.registry.queries import PersonRow
from bangfu.rules.finding import FLOW, SINCE_LAST_RUN
from bangfu.rules.person_name import masked
from bangfu.rules.place_code import CodeRange, covers

UNSETTLED = ("open", "corrected", "asked")
STATES = {"unsettled": UNSETTLED, **{state: (state,) for state in FLOW.states}}
SOON = timedelta(days=30)


@dataclass(frozen=True)
class FindingRow:
    """A finding as lists show it. `household` is the id of its household when the finding is about one."""

    id: UUID
    check: str
    title: str
    level: str
    fault: str
    subject_kind: str
    subject_id: str
    name: str
    household_number: str
    place_code: str
    place_name: str
    reason: str
    state: str
    word: str
    mark: str
    mark_word: str
    times_back: int
    first_found_at: datetime


@dataclass(frozen=True)
class CellRow:
    """One value beside the others: who it is said of, in which list, row and column. `within` is False for somebody out of reach: then only
    village and masked name are told. `absent`: the list does not have them, and that is the point."""

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


@dataclass(frozen=True)
class SettlementRow:
    """What was said about a finding, and by whom."""

    id: UUID
    finding: UUID
    kind: str
    word: str
    state: str
    state_word: str
    reason: str
    what: str
    by_name: str
    by_user: int | None
    at: datetime
    expires_on: date | None
    approver_name: str
    approved_at: datetime | None
    note: str


@dataclass(frozen=True)
class FindingFile:
    """One finding whole: its check's advice, its cells, how it may be settled, and what was said of it before."""

    row: FindingRow
    what_to_do: str
    source_clause: str
    settle: tuple[str, ...]
    cells: tuple[CellRow, ...]
    settlements: tuple[SettlementRow, ...]
    gone_at: datetime | None


@dataclass(frozen=True)
class ExemptionRow:
    """An exemption in the register or in the queue, with the finding it is about."""

    settlement: SettlementRow
    finding: FindingRow
    mine: bool

    @property
    def days(self) -> int:
        """How many days it has waited."""
        return (timezone.localdate() - timezone.localtime(self.settlement.at).date()).days


@dataclass(frozen=True)
class RunRow:
    """One run as pages show it. Its counts are told only to those who reach the whole place it was over."""

    id: UUID
    place_code: str
    place_name: str
    day: date
    known_at: datetime
    finished_at: datetime | None
    persons: int | None
    new: int | None
    still: int | None
    back: int | None
    gone: int | None
    exempt: int | None
    asked_by: str


@dataclass(frozen=True)
class BoardLine:
    """One place of the board: unsettled findings by check (in the order of CHECKS), by state, and what the last run changed."""

    place: PlaceRow
    by_check: tuple[int, ...]
    open: int
    corrected: int
    asked: int
    exempt: int
    new: int
    back: int
    gone: int

    @property
    def unsettled(self) -> int:
        return self.open + self.corrected + self.asked


def findings(
    by: Actor, *, place: str, state: str = "unsettled", check: str = "", after: UUID | None = None, limit: int = 50,
) -> list[FindingRow]:
    """Findings at a place and below, in the order in which a village is worked through: place, household, id. `after`: the last row seen."""
    found = _at(by, place).filter(state__in=STATES.get(state, UNSETTLED))
    if check:
        found = found.filter(check_slug=check)
    if after and (last := _at(by, place).filter(pk=after).first()):
        found = found.filter(_behind(last))
    return _rows(found.order_by("place_code", "household_number", "id")[:limit])


def count(by: Actor, *, place: str, state: str = "unsettled", check: str = "") -> int:
    """How many `findings` would list without a limit."""
    found = _at(by, place).filter(state__in=STATES.get(state, UNSETTLED))
    return (found.filter(check_slug=check) if check else found).count()


def next_open(by: Actor, *, behind: UUID) -> UUID | None:
    """The next open finding of the same village behind one, else the village's first; None when the village is done."""
    last = _seen(by).filter(pk=behind).first()
    if last is None:
        return None
    waiting = _seen(by).filter(place_code=last.place_code, state="open").exclude(pk=behind).order_by("place_code", "household_number", "id")
    found = waiting.filter(_behind(last)).first() or waiting.first()
    return found.pk if found else None


def finding(by: Actor, wanted: UUID) -> FindingFile | None:
    """One finding within reach, with its cells: whole for people within reach, by village and masked name for others."""
    found = _seen(by).filter(pk=wanted).first()
    if found is None:
        return None
    check = CHECKS[found.check_slug]
    said = Settlement.objects.filter(finding=found).order_by("-at", "-id")
    return FindingFile(
        _rows([found])[0], check.what_to_do, check.source_clause, check.ways(found.fault), _cells(by, found), tuple(_settlement(one) for one in said),
        found.gone_at,
    )


def findings_of(by: Actor, subjects: Sequence[str]) -> list[FindingRow]:
    """What is not settled about people or households, by their ids."""
    found = _seen(by).filter(subject_id__in=list(subjects), state__in=(*UNSETTLED, "exempt"))
    return _rows(found.order_by("place_code", "household_number", "id"))


def members(by: Actor, found: FindingFile) -> list[tuple[str, str]]:
    """(person, words) of those whose record may be corrected to settle a finding: the subject first, then others named in its cells."""
    named = {cell.subject_id: f"{cell.name}（{cell.place_name}）" for cell in found.cells if cell.subject_id and cell.within}
    first = found.row.subject_id
    return sorted(named.items(), key=lambda one: (one[0] != first, one[1]))


def board(by: Actor, place: str) -> list[BoardLine]:
    """The places directly below one (a village stands for itself), with what is found in each."""
    below = children(by, place) or [PlaceRow(place, place_names([place]).get(place, place), "village", "")]
    length = len(below[0].code)
    counted: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    by_state = _at(by, place).annotate(at=Substr("place_code", 1, length)).values_list("at", "check_slug", "state").annotate(n=Count("id"))
    for at, check, state, number in by_state.order_by():
        counted[at][check, state] = number
    marks: dict[str, dict[str, int]] = defaultdict(dict)
    for at, mark, number in _at(by, place).annotate(at=Substr("place_code", 1, length)).values_list("at", "mark").annotate(n=Count("id")).order_by():
        marks[at][mark] = number
    return [_line(one, counted[one.code], marks[one.code]) for one in below]


def _line(place: PlaceRow, counted: dict[tuple[str, str], int], marks: dict[str, int]) -> BoardLine:
    def in_state(state: str) -> int:
        return sum(number for (_, one), number in counted.items() if one == state)

    by_check = tuple(sum(counted.get((slug, state), 0) for state in UNSETTLED) for slug in CHECKS)
    return BoardLine(
        place, by_check, in_state("open"), in_state("corrected"), in_state("asked"), in_state("exempt"),
        marks.get("new", 0), marks.get("back", 0), marks.get("gone", 0),
    )


def tally_open(by: Actor, *, place: str, length: int, as_of: AsOf = NOW) -> dict[str, int]:
    """Unsettled findings by the codes of a length at or below a place. Known for now only; `as_of` is not looked at."""
    found = _at(by, place).filter(state__in=UNSETTLED).annotate(at=Substr("place_code", 1, length))
    return dict(found.values_list("at").annotate(n=Count("id")).order_by("at"))


def open_count(by: Actor, place: str) -> int:
    """Findings that wait for somebody to do something, at a place and below."""
    return _at(by, place).filter(state="open").count()


def exemptions(by: Actor, *, state: str, soon: bool = False, place: str = "", limit: int = 200) -> list[ExemptionRow]:
    """Exemptions by state (asked, approved, declined), oldest first; `soon`: in force, and ending within 30 days."""
    found = _exemptions(by, state)
    if place:
        found = found.filter(within([CodeRange.under(place)], "finding__place_code"))
    if soon:
        found = found.filter(expires_on__lte=timezone.localdate() + SOON)
    listed = list(found.select_related("finding").order_by("at", "id")[:limit])
    rows = {row.id: row for row in _rows([one.finding for one in listed])}
    return [ExemptionRow(_settlement(one), rows[one.finding_id], one.by_user == by.user_id) for one in listed]


def exemption_counts(by: Actor) -> dict[str, int]:
    """How many exemptions stand in each list of `exemptions`."""
    until = timezone.localdate() + SOON
    return {
        "asked": _exemptions(by, "asked").count(), "approved": _exemptions(by, "approved").count(),
        "soon": _exemptions(by, "approved").filter(expires_on__lte=until).count(), "declined": _exemptions(by, "declined").count(),
    }


def waiting_exemptions(by: Actor) -> int:
    """How many exemptions wait for this very asker: within reach, and not asked for by themselves."""
    return _exemptions(by, "asked").exclude(by_user=by.user_id).count()


def _exemptions(by: Actor, state: str) -> QuerySet[Settlement]:
    """Asked: still to be decided. Approved: in force today. Others: as they were decided."""
    if not by.can("crosscheck.look"):
        return Settlement.objects.none()
    found = Settlement.objects.filter(by.scope("finding__place_code"), kind="exemption", state=state)
    if state == "approved":
        return found.filter(finding__state="exempt", expires_on__gte=timezone.localdate())
    return found.filter(finding__state="asked") if state == "asked" else found


def last_run(by: Actor, place: str) -> RunRow | None:
    """The last finished run that covered a place: over itself or a place above."""
    return next(iter(runs(by, covering=place, limit=1)), None)


def runs(by: Actor, *, covering: str = "", limit: int = 50) -> list[RunRow]:
    """Finished runs, latest first: those over places the asker reaches or places above them, which reached theirs too."""
    if not by.can("crosscheck.look"):
        return []
    above = [code for one in by.ranges for code in _upwards(one.lo)]
    found = Run.objects.filter(by.scope() | Q(place_code__in=above), finished_at__isnull=False).order_by("-known_at")
    if covering:
        found = found.filter(place_code__in=_upwards(covering))
    listed = list(found[:limit])
    names = place_names(one.place_code for one in listed)
    return [_run(by, one, names.get(one.place_code, one.place_code)) for one in listed]


def _run(by: Actor, one: Run, name: str) -> RunRow:
    told = RunRow(
        one.pk, one.place_code, name, one.day, one.known_at, one.finished_at, one.persons, one.new, one.still, one.back, one.gone, one.exempt,
        one.asked_by,
    )
    if covers(by.ranges, one.place_code):
        return told
    return replace(told, persons=None, new=None, still=None, back=None, gone=None, exempt=None)


def _upwards(code: str) -> list[str]:
    return [code[:length] for length in (2, 4, 6, 9, 12, 15) if length <= len(code)]


def _seen(by: Actor) -> QuerySet[Finding]:
    return Finding.objects.filter(by.scope()) if by.can("crosscheck.look") else Finding.objects.none()


def _at(by: Actor, place: str) -> QuerySet[Finding]:
    return _seen(by).filter(within([CodeRange.under(place)]))


def _behind(last: Finding) -> Q:
    place, number = last.place_code, last.household_number
    return Q(place_code__gt=place) | Q(place_code=place, household_number__gt=number) | Q(
        place_code=place, household_number=number, id__gt=last.pk,
    )


def _rows(found: Iterable[Finding]) -> list[FindingRow]:
    listed = list(found)
    names = place_names(one.place_code for one in listed)
    return [
        FindingRow(
            one.pk, one.check_slug, CHECKS[one.check_slug].title, CHECKS[one.check_slug].level, one.fault, one.subject_kind, one.subject_id,
            one.subject_name, one.household_number, one.place_code, names.get(one.place_code, one.place_code), one.reason, one.state,
            FLOW.word(one.state), one.mark, SINCE_LAST_RUN.get(one.mark, ""), one.times_back, one.first_found_at,
        ) for one in listed
    ]


def _settlement(one: Settlement) -> SettlementRow:
    return SettlementRow(
        one.pk, one.finding_id, one.kind, Settlement.KINDS[one.kind], one.state, Settlement.STATES[one.state], one.reason, one.what, one.by_name,
        one.by_user, one.at, one.expires_on, one.approver_name, one.approved_at, one.note,
    )


def cells_of(by: Actor, wanted: Sequence[UUID]) -> dict[UUID, tuple[CellRow, ...]]:
    """The cells of many findings, for a printed list: where to look, without the numbers themselves."""
    found = Cell.objects.filter(finding__in=list(wanted), edition=F("finding__edition")).order_by("position")
    listed = [one for one in found if one.finding_id in set(wanted)]
    names = place_names(one.place_code for one in listed)
    cells: dict[UUID, list[CellRow]] = defaultdict(list)
    for one in listed:
        cells[one.finding_id].append(_cell(by, one, names, {}, {}))
    return {key: tuple(rows) for key, rows in cells.items()}


def _cells(by: Actor, found: Finding) -> tuple[CellRow, ...]:
    listed = list(Cell.objects.filter(finding=found, edition=found.edition).order_by("position"))
    names = place_names(one.place_code for one in listed)
    people = registry.persons_named(by, [UUID(one.subject_id) for one in listed if one.subject_id])
    lines = {one.delivered_row: deliveries.line(by, one.delivered_row) for one in listed if one.delivered_row}
    return tuple(_cell(by, one, names, people, lines) for one in listed)


Line = tuple[deliveries.LineRow, deliveries.DeliveryRow, Content]
Lines = Mapping[UUID, Line | None]


def _cell(by: Actor, one: Cell, names: dict[str, str], people: dict[UUID, PersonRow], lines: Lines) -> CellRow:
    reached = covers(by.ranges, one.place_code)
    line = lines.get(one.delivered_row) if reached and one.delivered_row else None
    return CellRow(
        source=one.source, source_word=source_word(one.source), place_name=names.get(one.place_code, one.place_code),
        subject_id=one.subject_id if reached else "", name=one.subject_name if reached else masked(one.subject_name), column=one.column,
        column_word=cell_word(one.source, one.column), value=_value(one, people, line) if reached else "", within=reached, absent=one.column == "absent",
        delivered_row=one.delivered_row if line else None, row=line[0].number if line else (one.row if reached else 0),
        file_name=line[1].file_name if line else "", sheet=line[0].sheet if line else "", data_day=line[1].data_day if line else None,
    )


def _value(one: Cell, people: dict[UUID, PersonRow], line: Line | None) -> str:
    """What the cell says. A number is looked up where it lies, as the asker may read it."""
    if one.column != "id_number":
        return one.value
    if one.subject_id:
        person = people.get(UUID(one.subject_id))
        return person.id_number if person else ""
    return line[2].understood.get("id_number", "") if line else ""
