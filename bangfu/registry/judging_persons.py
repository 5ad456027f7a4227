"""The rows of a list of persons, judged."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from bangfu.deliveries.rows import Meant
from bangfu.facts.models import FOREVER
from bangfu.registry.heard import Line, open_all
from bangfu.registry.houses import Heard, Standing, judge_houses, records_of, standing_with
from bangfu.registry.judged import Gone, House, Judged, Judging, VillageJudged, merged
from bangfu.registry.models import NaturalChange, PersonRecord
from bangfu.registry.people_known import Known, Matcher, known_with
from bangfu.registry.records import comparable
from bangfu.registry.said import Said, hear, hear_before
from bangfu.rules.delivery import weigh
from bangfu.rules.natural_change import leaving_kinds
from bangfu.rules.refusal import Refused

LEAVING = [slug for slug, _ in leaving_kinds()]
HEAD = "户主"
NO_HOUSEHOLD = "名册里没有这个人，这一行又没有户编号，不知道是哪一户的；请补上户编号，或先用人口信息表导入。"
NO_VILLAGE = "名册里没有这个人或这一户，这一行又没有写清是哪个村；请核对乡镇和村名。"


def judge_persons(judging: Judging, lines: Sequence[Line]) -> VillageJudged:
    """Judges the rows of one village. A row that says what it said last time, of somebody nobody changed since, is not opened."""
    village = _Village(judging, lines)
    judged = [village.judged(line) for line in lines]
    spoken, houses = _houses(judging, village, judged)
    listed = {one.subject for one in judged if one.known}
    return VillageJudged(spoken, persons_gone(judging.told.named() - listed, judging.village), houses)


def persons_gone(people: Iterable[str], village: str) -> list[Gone]:
    """Of people whom a list does not name any more those who are in the register, in the village."""
    found = known_with("person", {UUID(one) for one in people})
    return [Gone("person", str(one.person), one.name, one.household_number) for one in found if one.village == village]


@dataclass
class _Village:
    """The rows of a village with whom they are about, and what has to be opened of them."""

    judging: Judging
    lines: Sequence[Line]
    matched: dict[UUID, Known | None] = field(init=False)
    departed: dict[UUID, str] = field(init=False)
    last: dict[str, Line] = field(init=False)
    standing: dict[str, Standing] = field(init=False)
    said: Mapping[UUID, Meant] = field(init=False)
    before: Mapping[UUID, Meant] = field(init=False)
    records: Mapping[UUID, PersonRecord] = field(init=False)
    _heard: dict[UUID, Said | None] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        matcher = Matcher(self.lines, self.judging.village)
        self.matched = {line.id: matcher.match(line) for line in self.lines}
        self.departed = _told_before(self.judging, self.lines, self.matched)
        self.last = self.judging.told.last_of([str(one.person) for one in self.matched.values() if one])
        self.standing = {one.number: one for one in standing_with("number", {self.number_of(line) for line in self.lines})}
        self._open()

    def number_of(self, line: Line) -> str:
        """The household of a row; of a row that names none, the one its person is in."""
        known = self.matched[line.id]
        return line.household_number or (known.household_number if known else "")

    def _open(self) -> None:
        """Opens the rows of every household that is not quiet, with what the source said of the same people before, and reads the records whole."""
        loud = {self.number_of(line) for line in self.lines if not self._is_quiet(line)}
        wanted = [line for line in self.lines if self.number_of(line) in loud]
        known = [one for line in wanted if (one := self.matched[line.id])]
        self.said = open_all(wanted)
        self.before = open_all(self.last[str(one.person)] for one in known if str(one.person) in self.last)
        records = PersonRecord.objects.filter(id__among={one.record for one in known}).select_related("household") if known else ()
        self.records = {one.pk: one for one in records}

    def _is_quiet(self, line: Line) -> bool:
        """Whether nothing can be taken over of a row and nobody has to look: the source said the same last time, and neither the person nor their
        household was changed by anybody since. The entries tell, whose ids are in the order of time."""
        known = self.matched[line.id]
        last = self.last.get(str(known.person)) if known else None
        if known is None or last is None or last.applied_in is None or not line.print or line.print != last.print:
            return False
        house = self.standing.get(known.household_number)
        if house is None or self._is_elsewhere(line, known):
            return False
        return max(known.recorded_in, house.recorded_in, self.judging.told.dealt_with.get(str(known.household), known.recorded_in)) <= last.applied_in

    def judged(self, line: Line) -> Judged:
        """One row by itself, without what it says of its household."""
        known, departed = self.matched[line.id], self.departed.get(line.id, "")
        name = departed or (str(known.person) if known else line.called)
        if fault := self.judging.twice("同一个人", name, line.number):
            return Judged(line, "refused", fault=fault)
        if departed:
            return Judged(line, "kept", departed, departed=True)
        if line.id not in self.said:
            return Judged(line, "unchanged", name, known)
        try:
            said = hear(self.said[line.id], line)
            return self._weighed(line, known, said)
        except Refused as refused:
            return Judged(line, "refused", fault=self.judging.fault(refused))

    def _weighed(self, line: Line, known: Known | None, said: Said) -> Judged:
        if known is None:
            return self._new(line, said)
        record, subject = self.records[known.record], str(known.person)
        before = self.said_before(subject)
        weighed = weigh(said.person, comparable(record, said.person), before.person if before else None)
        elsewhere = self._is_elsewhere(line, known)
        stays = elsewhere and self._said_so_before(line, subject)
        moved, held = elsewhere and not stays, bool(weighed.held) or stays
        if moved and not self.judging.is_village(line.place_code) and self.number_of(line) not in self.standing:
            raise Refused(NO_VILLAGE, field="village")
        arrives = moved and known.village != line.place_code and self.judging.is_village(line.place_code)
        outcome = "moved" if arrives else "changed" if weighed.taken or moved else "kept" if held else "unchanged"
        return Judged(line, outcome, subject, known, record, said=said, taken=weighed.taken, moved=moved, held=held)

    def _new(self, line: Line, said: Said) -> Judged:
        """Somebody who is not in the register comes into a household of a village."""
        if not line.household_number:
            raise Refused(NO_HOUSEHOLD, field="household_number")
        if not self.judging.is_village(line.place_code):
            raise Refused(NO_VILLAGE, field="village")
        return Judged(line, "new", said=said, taken=said.person)

    def _is_elsewhere(self, line: Line, known: Known) -> bool:
        """Whether the list has somebody in another household or village; one that names neither leaves them where they are."""
        other = bool(line.household_number) and known.household_number != line.household_number
        return other or self.judging.is_village(line.place_code) and known.village != line.place_code

    def _said_so_before(self, line: Line, subject: str) -> bool:
        """Whether the source had somebody in this household of this village already: then they were moved here since, and it has not followed."""
        last = self.last.get(subject)
        return last is not None and (last.household_number, last.place_code) == (line.household_number, line.place_code)

    def said_before(self, subject: str) -> Said | None:
        """What the source said of somebody last time, if it was opened."""
        last = self.last.get(subject)
        if last is None or last.id not in self.before:
            return None
        if last.id not in self._heard:
            self._heard[last.id] = hear_before(self.before[last.id], last)
        return self._heard[last.id]


def _told_before(judging: Judging, lines: Sequence[Line], matched: dict[UUID, Known | None]) -> dict[UUID, str]:
    """Of the rows that match nobody, those by which the source meant somebody last time: one whose number was corrected here since is put
    into `matched`, one who left the register here since is returned (row → person). The source has not followed yet."""
    alone = [line for line in lines if matched[line.id] is None]
    told = {one.told_as: one.subject for one in judging.told.here if one.told_as} if alone else {}
    meant = {line.id: told[name] for line in alone if (name := line.told_as) in told}
    people = [UUID(one) for one in meant.values()]
    known = {str(one.person): one for one in known_with("person", people)}
    gone = {str(one) for one in _left(people)}
    matched |= {row: known[person] for row, person in meant.items() if person in known}
    return {row: person for row, person in meant.items() if person not in known and person in gone}


def _left(people: Iterable[UUID]) -> Iterable[UUID]:
    wanted = list(people)
    if not wanted:
        return []
    return NaturalChange.objects.filter(superseded_at=FOREVER, person__in=wanted, kind__in=LEAVING).values_list("person_id", flat=True)


def _houses(judging: Judging, village: _Village, judged: Sequence[Judged]) -> tuple[list[Judged], dict[str, House]]:
    """The rows, each household's with the one that speaks for it. What cannot be of a household sends back every row that says so."""
    speaking: dict[str, list[Judged]] = defaultdict(list)
    for one in sorted(judged, key=lambda one: _relation(one) != HEAD):
        if one.said is not None:
            speaking[one.household_number].append(one)
    records = records_of([village.standing[number] for number in speaking if number in village.standing])
    heard = {
        number: Heard(rows[0].row.id, merged(_saids(rows)), _before(village, rows), records.get(number)) for number, rows in speaking.items()
    }
    said = judge_houses(judging, heard)
    speakers = {rows[0].row.id: number for number, rows in speaking.items()}
    told = [_told(judging, one, said, speakers) for one in judged]
    return told, {number: one for number, one in said.items() if isinstance(one, House)}


def _saids(rows: Iterable[Judged]) -> list[Said]:
    return [one.said for one in rows if one.said is not None]


def _before(village: _Village, rows: Sequence[Judged]) -> Said | None:
    """What the source said of the household when it spoke of these people last."""
    befores = [said for one in rows if one.subject and (said := village.said_before(one.subject))]
    return merged(befores) if befores else None


def _relation(one: Judged) -> Any:
    return one.said.person.get("relation") if one.said else ""


def _told(judging: Judging, one: Judged, said: Mapping[str, House | Refused], speakers: Mapping[UUID, str]) -> Judged:
    house = said.get(one.household_number) if one.said is not None else None
    if isinstance(house, Refused):
        if one.said is None or not one.said.of_household:
            return one
        return Judged(one.row, "refused", fault=judging.fault(house))
    if house is None or one.row.id not in speakers:
        return one
    quiet = one.outcome in ("unchanged", "kept")
    outcome = "changed" if quiet and house.changes and house.record is not None else "kept" if quiet and (house.held or one.held) else one.outcome
    return replace(one, outcome=outcome, house=house, held=one.held or house.held)
