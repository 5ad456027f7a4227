"""A delivered list held against the register, village by village: who is new, who changed, who moved in, who is gone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from bangfu.deliveries.models import DeliveredRow
from bangfu.deliveries.queries import last_delivered, named_last, told_as, told_before
from bangfu.deliveries.rows import Content, opened
from bangfu.facts.models import FOREVER, NOW
from bangfu.registry.models import NaturalChange, PersonRecord
from bangfu.registry.records import LENGTHS, WORDS, clear, comparable, delivered
from bangfu.rules.delivery import weigh
from bangfu.rules.natural_change import leaving_kinds
from bangfu.rules.place_code import LENGTHS as CODE_LENGTHS

AT_A_TIME = 500   # numbers named in one query
LEAVING = [slug for slug, _ in leaving_kinds()]
TWICE = "同一个人在表里出现了两次（另一处在第 {} 行），请只留一处。"


@dataclass(frozen=True)
class Judged:
    """One delivered row and what taking it over would do. `taken` holds clear values by column; `record` is the person's current one.

    `departed` is the id of a person who left the register here while the source still lists them: nothing is taken over.
    """

    row: DeliveredRow
    content: Content
    outcome: str
    record: PersonRecord | None = None
    taken: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""
    departed: str = ""

    @property
    def subject(self) -> str:
        """The id of the person it is about; '' for one we do not know."""
        return str(self.record.person_id) if self.record else self.departed


@dataclass(frozen=True)
class VillageJudged:
    """One village: its rows judged, and the people there whom the source named in its last list and does not name any more."""

    rows: list[Judged]
    gone: list[PersonRecord]


class Matcher:
    """Finds whom a delivered row is about among the current records: by the list's own person number, else by the ID number.

    Two people may stand under one ID number (that is a finding, not a reason to mix them up): then the household and the name decide,
    and a row with a person number never matches somebody who has another one.
    """

    def __init__(self, rows: Sequence[DeliveredRow], village: str) -> None:
        meant = {record.person_id: record for record in _possibly_meant(rows)}.values()
        self._by_number: dict[str, PersonRecord] = {}
        self._by_id: dict[str, list[PersonRecord]] = {}
        for record in sorted(meant, key=lambda one: village_of(one) != village):   # who lives here comes first
            if record.person_number:
                self._by_number.setdefault(record.person_number, record)
            if record.id_index:
                self._by_id.setdefault(record.id_index, []).append(record)

    def match(self, row: DeliveredRow) -> PersonRecord | None:
        """The current record of the person a row is about, or None when they are new."""
        if row.person_number and row.person_number in self._by_number:
            return self._by_number[row.person_number]
        candidates = [one for one in self._by_id.get(row.id_index, []) if not (row.person_number and one.person_number)] if row.id_index else []
        return max(candidates, key=lambda one: _likeness(one, row), default=None)


def _likeness(record: PersonRecord, row: DeliveredRow) -> tuple[bool, bool, bool]:
    return (record.household.number == row.household_number, record.name_folded == row.name_folded, village_of(record) == row.place_code)


def village_of(record: PersonRecord) -> str:
    """The village somebody lives in, also when their household stands in one of its grids."""
    return str(record.place_code[: CODE_LENGTHS["village"]])


def _current() -> Any:
    return PersonRecord.objects.filter(**NOW.filters()).select_related("household")


def _possibly_meant(rows: Sequence[DeliveredRow]) -> Iterable[PersonRecord]:
    """Everybody in the county with a number of the rows. Looked for by the numbers: a village has ten times as many people as the national list names."""
    for column in ("person_number", "id_index"):
        yield from _current_with(column, filter(None, (getattr(row, column) for row in rows)))


def _current_with(column: str, values: Iterable[Any]) -> Iterator[PersonRecord]:
    wanted = sorted(set(values))
    for start in range(0, len(wanted), AT_A_TIME):
        yield from _current().filter(**{f"{column}__in": wanted[start : start + AT_A_TIME]})


def judge_village(source: str, rows: Sequence[DeliveredRow], village: str, seen: dict[str, int] | None = None) -> VillageJudged:
    """Judges the rows of one village. `seen` (person → row) is kept across the villages of a delivery, to find people who stand in it twice."""
    matcher = Matcher(rows, village)
    matched = {row.id: matcher.match(row) for row in rows}
    departed = _told_before(source, rows, matched, village)
    before = last_delivered(source, [str(one.person_id) for one in matched.values() if one], before=rows[0].delivery_id) if rows else {}
    seen = {} if seen is None else seen
    judged = [_judged(row, matched[row.id], departed.get(row.id, ""), before, seen) for row in rows]
    listed = {one.record.person_id for one in judged if one.record}
    named = {UUID(one) for one in named_last(source, village, before=rows[0].delivery_id)} if rows else set()
    return VillageJudged(judged, [one for one in _current_with("person", named - listed) if village_of(one) == village])


def _told_before(source: str, rows: Sequence[DeliveredRow], matched: dict[UUID, PersonRecord | None], village: str) -> dict[UUID, str]:
    """Of the rows that match nobody, those by which the source meant somebody last time: one whose number was corrected here since is put
    into `matched`, one who left the register here since is returned (row → person). The source has not followed yet."""
    alone = [row for row in rows if matched[row.id] is None]
    told = told_before(source, village, before=rows[0].delivery_id) if alone else {}
    meant = {row.id: told[name] for row in alone if (name := told_as(row)) in told}
    people = [UUID(one) for one in meant.values()]
    known = {str(one.person_id): one for one in _current().filter(person__in=people)}
    gone = {str(one.person_id) for one in NaturalChange.objects.filter(superseded_at=FOREVER, person__in=people, kind__in=LEAVING)}
    matched |= {row: known[person] for row, person in meant.items() if person in known}
    return {row: person for row, person in meant.items() if person not in known and person in gone}


def _judged(row: DeliveredRow, record: PersonRecord | None, departed: str, before: Mapping[str, Content], seen: dict[str, int]) -> Judged:
    content = opened(row.content)
    name = departed or _name_of(row, record)
    if name in seen:
        return Judged(row, content, "refused", fault=f"\t{TWICE.format(seen[name])}")
    seen[name] = row.number
    if fault := _does_not_fit(content):
        return Judged(row, content, "refused", fault=fault)
    if departed:
        return Judged(row, content, "kept", departed=departed)
    if record is None:
        return Judged(row, content, "new", taken=clear(content.understood))
    weighed = weigh(delivered(content.understood), comparable(record), _before(before.get(str(record.person_id))))
    values = clear(content.understood)
    taken = {key: values[key] for key in weighed.taken}
    if village_of(record) != row.place_code or record.household.number != row.household_number:
        return Judged(row, content, "moved" if village_of(record) != row.place_code else "changed", record, taken)
    return Judged(row, content, "changed" if taken else "kept" if weighed.held else "unchanged", record, taken)


def _does_not_fit(content: Content) -> str:
    """The fault of a value that no column holds; '' when all fit."""
    for name, most in LENGTHS.items():
        value = content.understood.get(name)
        if isinstance(value, str) and len(value) > most:
            return f"\t“{WORDS[name]}”写了 {len(value)} 个字，最多 {most} 个，请核对是不是填错了列。"
        if isinstance(value, int) and not 0 <= value <= most:
            return f"\t“{WORDS[name]}”是 {value}，不是可能的数，请核对。"
    return ""


def _name_of(row: DeliveredRow, record: PersonRecord | None) -> str:
    if record is not None:
        return str(record.person_id)
    return f"number {row.person_number}" if row.person_number else f"id {row.id_index} {row.household_number} {row.name_folded}"


def _before(content: Content | None) -> dict[str, Any] | None:
    return delivered(content.understood) if content else None
