"""Search: whoever is within reach, by whatever somebody knows of them. Every way is an index range or an exact match; none reads a table through."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from bangfu.facts.models import NOW
from bangfu.organization.actor import Actor
from bangfu.organization.queries import children, places_reached
from bangfu.registry.models import Household, HouseholdRecord, NameKey, PersonRecord, StatusSpell
from bangfu.registry.queries.people import PersonRow, key_begins, rows_for, under
from bangfu.registry.records import ID_INDEX, phone_index
from bangfu.rules.search_words import BY_KEY, WAY_WORDS, Way, ways
from bangfu.rules.status import FAMILIES, NOT_ASSISTED
from bangfu.sealing.ring import ring

HEAD = "户主"
AT_A_TIME = 500
COUNTED = 2_000   # hits are counted so far; beyond that a number helps nobody and would take longer than finding
T = TypeVar("T")


@dataclass(frozen=True)
class Hit:
    """Somebody found, as a list of hits shows them: `head` is the name of their household's head, `statuses` what the household counts as."""

    person: PersonRow
    head: str
    statuses: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """How many of the hits lie at one place below; None where they are more than are counted."""

    code: str
    name: str
    count: int | None


@dataclass(frozen=True)
class Looked:
    """What a search came to: the kind of the way that found somebody ('' when none did), the words of the ways that were tried, how many are found in
    all (`beyond`: and more), the first of them, and where they lie when there are more than shown."""

    kind: str
    tried: tuple[str, ...]
    total: int
    beyond: bool
    hits: tuple[Hit, ...]
    parts: tuple[Part, ...]

    @property
    def word(self) -> str:
        """By what somebody was found."""
        return WAY_WORDS.get(self.kind, "")

    @property
    def household(self) -> UUID | None:
        """The one household all hits belong to, when they were found by a number."""
        found = {hit.person.household for hit in self.hits}
        return found.pop() if self.kind == "number" and len(found) == 1 else None


def found(by: Actor, words: str, *, limit: int = 50) -> list[PersonRow]:
    """People within reach by whatever was typed: see `rules.search_words.ways`. The first way that finds somebody answers."""
    for way in ways(words):
        if records := _by_way(by, way, "", limit)[0]:
            return rows_for(by, records)
    return []


def looked_for(by: Actor, words: str, *, place: str = "", limit: int = 50) -> Looked:
    """The same with what a page of hits shows, within a place when one is given."""
    tried = tuple(dict.fromkeys(WAY_WORDS[one.kind] for one in ways(words)))
    for way in ways(words):
        records, places, beyond = _by_way(by, way, place, limit)
        if records:
            parts = _parts(by, place or by.place_code, places, beyond) if len(places) > len(records) else ()
            return Looked(way.kind, tried, len(places), beyond, hits_for(by, records), parts)
    return Looked("", tried, 0, False, (), ())


def hits_for(by: Actor, records: Sequence[PersonRecord]) -> tuple[Hit, ...]:
    """Hits of records in their order; heads and statuses of all in one question each."""
    households = {one.household_id for one in records}
    heads, statuses = _heads(by, households), _statuses(by, households)
    rows = rows_for(by, list(records))
    return tuple(Hit(row, heads.get(row.household, ""), statuses.get(row.household, ())) for row in rows)


def current(by: Actor) -> QuerySet[PersonRecord]:
    """The records of whoever is now in the register within reach; of nobody for those who may not look."""
    records = PersonRecord.objects.filter(by.scope(), **NOW.filters()).select_related("household")
    return records if by.can("registry.look") else records.none()


def _by_way(by: Actor, way: Way, place: str, limit: int) -> tuple[list[PersonRecord], list[str], bool]:
    """The first records a way finds, the places of all it finds, and whether these are all or only as many as are counted."""
    inside = current(by).filter(under(place)) if place else current(by)
    if way.kind in BY_KEY:
        rows = _persons(by, way, place) if by.can("registry.look") else []
        places = dict(rows)
        return _in_order(inside, list(islice(places, limit))), list(places.values()), len(rows) == COUNTED
    records = _exactly(by, inside, way)[:limit]
    return records, [one.place_code for one in records], False


def _exactly(by: Actor, inside: QuerySet[PersonRecord], way: Way) -> list[PersonRecord]:
    match way.kind:
        case "id":
            return list(inside.filter(id18_index=ring().blind_index(way.text, ID_INDEX)))
        case "phone":
            return _by_phone(by, inside, way.text)
    return _by_number(inside, way.text)


def _by_phone(by: Actor, inside: QuerySet[PersonRecord], phone: str) -> list[PersonRecord]:
    """Whose own phone it is; else the heads of the households that gave it."""
    index = phone_index(phone)
    houses = HouseholdRecord.objects.filter(by.scope(), **NOW.filters(), phone_index=index).values_list("household_id", flat=True)
    return list(inside.filter(phone_index=index)) or heads_of(inside.filter(household__in=list(houses)))


def _by_number(inside: QuerySet[PersonRecord], number: str) -> list[PersonRecord]:
    """The members of the household under a number, head first; else whose 人口编号 it is."""
    household = Household.objects.filter(number=number).values_list("id", flat=True).first()
    members = sorted(inside.filter(household=household), key=_head_first) if household else []
    return members or list(inside.filter(person_number=number))


def heads_of(records: Iterable[PersonRecord]) -> list[PersonRecord]:
    """One of each household: its head, or the eldest where it has none."""
    return list({one.household_id: one for one in sorted(records, key=_head_first, reverse=True)}.values())[::-1]


def _head_first(one: PersonRecord) -> tuple[bool, date, str]:
    return (one.relation != HEAD, one.birth or date.max, one.name)


def _keys(by: Actor, way: Way, text: str, place: str) -> QuerySet[NameKey]:
    """The keys that begin with a text, within reach; of whoever was born in the year or lives at the place named, where the way names one."""
    found = NameKey.objects.filter(by.scope(), key_begins(text))
    if place:
        found = found.filter(under(place))
    if way.year:
        born = Q(birth__gte=date(way.year, 1, 1), birth__lte=date(way.year, 12, 31))
        found = found.filter(Exists(PersonRecord.objects.filter(born, **NOW.filters(), person=OuterRef("person"))))
    return found.filter(_at(by, way.place)) if way.place else found


def _at(by: Actor, name: str) -> Q:
    """At the places within reach in whose name the words stand."""
    wanted = Q(pk__in=[])
    for one in places_reached(by):
        if name in one.name:
            wanted |= under(one.code)
    return wanted


def _persons(by: Actor, way: Way, place: str) -> list[tuple[UUID, str]]:
    """Persons and their places in the order of the keys: whoever is called exactly so comes before longer names. `COUNTED` at most; one who has two
    such keys comes twice."""
    rows: list[tuple[UUID, str]] = []
    for text in way.texts:
        keys = _keys(by, way, text, place).order_by("key", "place_code", "person")
        rows += keys.values_list("person_id", "place_code")[: COUNTED - len(rows)] if len(rows) < COUNTED else []
    return rows


def _in_order(records: QuerySet[PersonRecord], persons: Sequence[UUID]) -> list[PersonRecord]:
    place = {person: nth for nth, person in enumerate(persons)}
    return sorted(records.filter(person__in=persons), key=lambda one: place[one.person_id]) if persons else []


def _parts(by: Actor, at: str, places: list[str], beyond: bool) -> tuple[Part, ...]:
    """The places below in which hits lie; all of them, without numbers, when there are more hits than are counted."""
    below = children(by, at)
    counts = Counter(next((one.code for one in below if place.startswith(one.code)), at) for place in places)
    parts = tuple(Part(one.code, one.name, None if beyond else counts[one.code]) for one in below if beyond or counts[one.code])
    return parts if len(parts) > 1 else ()


def _heads(by: Actor, households: Iterable[UUID]) -> dict[UUID, str]:
    heads = PersonRecord.objects.filter(by.scope(), **NOW.filters(), relation=HEAD)
    return dict(row for some in in_parts(households) for row in heads.filter(household__in=some).values_list("household_id", "name"))


def _statuses(by: Actor, households: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """What households count as, in the order of the families; 一般农户 is not worth a tag."""
    spells = StatusSpell.objects.filter(by.scope(), **NOW.filters()).exclude(label=NOT_ASSISTED)
    order, labels = list(FAMILIES), dict[UUID, list[tuple[int, str]]]()
    for some in in_parts(households):
        for household, family, label in spells.filter(household__in=some).values_list("household_id", "family", "label"):
            labels.setdefault(household, []).append((order.index(family), label))
    return {household: tuple(label for _, label in sorted(some)) for household, some in labels.items()}


def in_parts(values: Iterable[T]) -> Iterator[list[T]]:
    """A few hundred values at a time, as many as a statement may name."""
    waiting = iter(values)
    while some := list(islice(waiting, AT_A_TIME)):
        yield some
