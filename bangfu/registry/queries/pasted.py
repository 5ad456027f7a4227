"""A pasted column: ID numbers, phones, household numbers and names, each line answered, in set queries only."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from bangfu.facts.models import NOW
from bangfu.lists.pasted import PastedColumn
from bangfu.organization.actor import Actor
from bangfu.registry.models import HouseholdRecord, NameKey, PersonRecord
from bangfu.registry.queries.search import Hit, current, heads_of, hits_for, in_parts
from bangfu.registry.records import ID_INDEX, phone_index
from bangfu.rules.id_number import masked
from bangfu.rules.refusal import Refused
from bangfu.rules.search_key import folded
from bangfu.rules.search_words import Way, ways
from bangfu.sealing.ring import ring

MOST_LINES = 5_000
NAMESAKES = 5           # shown of one name
AS_LONG_AS_AN_ID = 15   # digits from which a number may be somebody's, mistyped
READ_OF_A_NAME = 40     # persons looked at to find them, among those who have it as the end of a longer name


class Answer(NamedTuple):
    """Whom a line finds, and how many it would find in all."""

    records: Sequence[PersonRecord] = ()
    total: int = 0


Answers = Mapping[str, Answer]   # by the text of a way


@dataclass(frozen=True)
class PastedLine:
    """One line as it was answered: its number from 1, what stood there (a number of a person masked), whom it finds, and how many more have the name."""

    number: int
    text: str
    hits: tuple[Hit, ...]
    more: int = 0


@dataclass(frozen=True)
class Pasted:
    """All lines in the order given, blanks left out, and the numbers of those that found nobody: unknown, mistyped, or out of reach."""

    lines: tuple[PastedLine, ...]
    missed: tuple[int, ...]

    @property
    def found(self) -> int:
        """How many lines found somebody."""
        return len(self.lines) - len(self.missed)


def found_many(by: Actor, lines: Sequence[str]) -> Pasted:
    """Whom each line of a pasted column finds within reach; a household number finds its head. Refused for more than `MOST_LINES`."""
    asked = _asked(lines)
    answers = _answered(by, asked)
    records = {one.pk: one for answer in answers.values() for one in answer.records[:NAMESAKES]}
    hits = dict(zip(records, hits_for(by, list(records.values())), strict=True))
    made = tuple(_line(number, line, answers[number], hits) for number, line in asked.items())
    return Pasted(made, tuple(one.number for one in made if not one.hits))


def pasted_column(by: Actor, lines: Sequence[str]) -> PastedColumn:
    """Whom a pasted column names within reach by ID number, phone, household or person number, wherever in a line it stands. A household number means all
    of its household; a name alone names nobody. Refused for more than `MOST_LINES`."""
    asked = _asked(lines)
    answers = _answered(by, asked, _numbers)
    persons, households = set[UUID](), set[UUID]()
    for number, answer in answers.items():
        texts = {way.text for way in _numbers(asked[number]) if way.kind == "number"}
        for one in answer.records:
            whole = one.household.number in texts
            (households if whole else persons).add(one.household_id if whole else one.person_id)
    missed = tuple((number, _shown(line)) for number, line in asked.items() if not answers[number].records)
    return PastedColumn(frozenset(persons), frozenset(households), len(asked), missed)


def _numbers(line: str) -> list[Way]:
    """The ways by number, of the whole line and then of what stands in it."""
    parts = [line, *(line.split() if len(line.split()) > 1 else [])]
    found = (way for part in parts for way in ways(part) if way.kind in ("id", "phone", "number") and any(map(str.isdigit, way.text)))
    return list(dict.fromkeys(found))


def _asked(lines: Sequence[str]) -> dict[int, str]:
    """The lines that are no blanks, by their number from 1."""
    asked = {number: line for number, line in enumerate(lines, start=1) if line.strip()}
    if len(asked) > MOST_LINES:
        raise Refused(f"一次最多查 {MOST_LINES:,} 行，这里有 {len(asked):,} 行；请分几次贴。", field="lines")
    return asked


def _line(number: int, line: str, answer: Answer, hits: Mapping[UUID, Hit]) -> PastedLine:
    shown = tuple(hits[one.pk] for one in answer.records[:NAMESAKES])
    return PastedLine(number, _shown(line), shown, answer.total - len(shown))


def _answered(by: Actor, asked: Mapping[int, str], ways_of: Callable[[str], Iterable[Way]] = ways) -> dict[int, Answer]:
    """Line → answer. Each line is looked for by its first way, those without an answer by their second, and so on; a round is a few set queries."""
    answered = dict.fromkeys(asked, Answer())
    left = {number: [way for way in ways_of(line) if way.kind in _FINDERS] for number, line in asked.items()}
    while left := {number: some for number, some in left.items() if some and not answered[number].records}:
        found = _found(by, {some[0] for some in left.values()})
        for number, some in left.items():
            answered[number] = found.get(some.pop(0), Answer())
    return answered


def _found(by: Actor, wanted: Iterable[Way]) -> dict[Way, Answer]:
    by_kind: dict[str, list[Way]] = defaultdict(list)
    for way in wanted:
        by_kind[way.kind].append(way)
    found: dict[Way, Answer] = {}
    for kind, some in by_kind.items():
        for part in in_parts(some):
            answers = _FINDERS[kind](by, [way.text for way in part])
            found |= {way: answers[way.text] for way in part if way.text in answers}
    return found


def _by_id(by: Actor, texts: list[str]) -> Answers:
    indexes = {ring().blind_index(text, ID_INDEX): text for text in texts}
    return _grouped((indexes[one.id18_index], one) for one in current(by).filter(id18_index__in=list(indexes)))


def _by_phone(by: Actor, texts: list[str]) -> Answers:
    """Whose own phone it is, else the heads of the households that gave it."""
    indexes = {phone_index(text): text for text in texts}
    own = _grouped((indexes[one.phone_index], one) for one in current(by).filter(phone_index__in=list(indexes)))
    given = HouseholdRecord.objects.filter(by.scope(), **NOW.filters(), phone_index__in=[index for index, text in indexes.items() if text not in own])
    texts_of: dict[object, str] = {household: indexes[index] for household, index in given.values_list("household_id", "phone_index")}
    heads = heads_of(current(by).filter(household__in=list(texts_of)))
    return {**own, **_grouped((texts_of[one.household_id], one) for one in heads)}


def _by_number(by: Actor, texts: list[str]) -> Answers:
    heads = heads_of(current(by).filter(household__number__in=texts))
    persons = current(by).filter(person_number__in=texts)
    return {**_grouped((one.person_number, one) for one in persons), **_grouped((one.household.number, one) for one in heads)}


def _by_name(by: Actor, texts: list[str]) -> Answers:
    """Whoever has the whole name; where nobody has, those who have it as given name. Of many namesakes the records of a few only are read, and of more
    where none of these has the whole name."""
    persons: dict[str, list[UUID]] = defaultdict(list)
    for key, person in NameKey.objects.filter(by.scope(), key__in=texts).order_by("key", "place_code", "person").values_list("key", "person_id"):
        persons[key].append(person)
    first = _named(by, persons, NAMESAKES)
    further = _named(by, {key: some for key, some in persons.items() if not _whole(key, first[key])}, READ_OF_A_NAME)
    return {key: Answer(_whole(key, some) or some, len(persons[key])) for key, some in {**first, **further}.items() if some}


def _named(by: Actor, persons: Mapping[str, list[UUID]], many: int) -> dict[str, list[PersonRecord]]:
    """The records of the first so many persons of each name."""
    wanted = (person for some in persons.values() for person in some[:many])
    records = {one.person_id: one for part in in_parts(wanted) for one in current(by).filter(person__in=part)}
    return {key: [records[one] for one in some[:many] if one in records] for key, some in persons.items()}


def _whole(key: str, records: Iterable[PersonRecord]) -> list[PersonRecord]:
    return [one for one in records if folded(one.name) == key]


def _grouped(pairs: Iterable[tuple[str, PersonRecord]]) -> Answers:
    found: dict[str, list[PersonRecord]] = defaultdict(list)
    for text, record in pairs:
        found[text].append(record)
    return {text: Answer(records, len(records)) for text, records in found.items()}


def _shown(line: str) -> str:
    """A line as a page may show it again: numbers of persons masked, household numbers and names as they stand."""
    return " ".join(_masked(part) for part in line.split())


def _masked(part: str) -> str:
    kinds = {way.kind for way in ways(part)}
    if "phone" in kinds:
        return f"{part[:3]}****{part[-4:]}"
    return masked(part) if "id" in kinds or sum(map(str.isdigit, part)) >= AS_LONG_AS_AN_ID else part


_FINDERS: Mapping[str, Callable[[Actor, list[str]], Answers]] = {"id": _by_id, "phone": _by_phone, "number": _by_number, "name": _by_name}
