"""What is asked about people."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from bangfu.facts.models import FOREVER, NOW, AsOf
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.registry import columns as described
from bangfu.registry.models import Household, NameKey, NaturalChange, PersonRecord
from bangfu.registry.records import ID_PURPOSE, PHONE_PURPOSE, PURPOSES, WORDS
from bangfu.rules import id_number
from bangfu.rules.dates import age_on
from bangfu.rules.id_number import STATUS_WORDS
from bangfu.rules.natural_change import leaving_kinds
from bangfu.rules.person_name import fold
from bangfu.rules.place_code import CodeRange
from bangfu.rules.powers import HIDDEN, READ
from bangfu.rules.refusal import Refused
from bangfu.rules.search_key import folded, within
from bangfu.rules.search_words import ways
from bangfu.sealing.ring import ring

LEAVING = [slug for slug, _ in leaving_kinds()]

AT_ONCE = 500   # ids in one question


class RosterRow(NamedTuple):
    """One person as the checks read the register: no clear number."""

    person: UUID
    household: UUID
    household_number: str
    person_number: str
    place_code: str
    name: str
    name_folded: str
    id_index: str
    id18_index: str
    id_status: str
    sex: str
    birth: date | None
    relation: str
    origin_kind: str
    origin_id: str


@dataclass(frozen=True)
class PersonRow:
    """A person as lists and pages show them; numbers as the asker may read them."""

    person: UUID
    household: UUID
    household_number: str
    place_code: str
    place_name: str
    name: str
    id_number: str
    id_status: str
    id_word: str
    sex: str
    birth: date | None
    age: int | None
    relation: str
    phone: str
    facts: tuple[tuple[str, str], ...]
    valid_from: date
    valid_to: date
    recorded_at: datetime
    recorded_in: UUID
    origin_kind: str
    origin_id: str


@dataclass(frozen=True)
class Change:
    """One step in a person's story: what the record said from a day on, and when that became known."""

    valid_from: date
    valid_to: date
    recorded_at: datetime
    superseded_at: datetime
    recorded_in: UUID
    is_current: bool
    differences: tuple[tuple[str, str, str], ...]


def roster(as_of: AsOf = NOW) -> Iterator[RosterRow]:
    """Everybody in the register on a day, as known then: for the checks only, which see the whole county and no clear number."""
    found = PersonRecord.objects.filter(**as_of.filters()).order_by("place_code", "household_id", "id")
    columns = ("person_id", "household_id", "household__number", *RosterRow._fields[3:])
    for values in found.values_list(*columns).iterator():
        yield RosterRow(*values)


def sealed_numbers(persons: Collection[str]) -> dict[str, str]:
    """Person → the token of their number now: for the sealed process of the checks only, which opens it. Nobody else can read one."""
    wanted, found = sorted(map(UUID, persons)), dict[str, str]()
    for start in range(0, len(wanted), AT_ONCE):
        rows = PersonRecord.objects.filter(**NOW.filters(), person__in=wanted[start:start + AT_ONCE]).values_list("person_id", "id_number")
        found |= {str(person): token for person, token in rows}
    return found


def under(place: str, column: str = "place_code") -> Q:
    """Rows at a place and below it, as an index range. To stand before the scope, which is mostly wider: SQLite seeks by the first range of a column."""
    inside = CodeRange.under(place)
    return Q(**{f"{column}__gte": inside.lo, f"{column}__lt": inside.hi})


def told(by: Actor, words: str, place: str, as_of: AsOf = NOW) -> Q:
    """Who is called so: now, wherever in the name it stands, by its characters or its pinyin, or whose household or person number this is; on a past
    day, whose name began so. One character is the beginning of a name, which its own index answers in the order wanted."""
    if as_of != NOW:
        return _begins(fold(words))
    start = folded(words)
    if len(start) == 1 and not start.isascii():
        return _begins(start) | _begins(fold(words))
    told = Q(pk__in=[])
    for way in ways(words):
        if way.kind in ("name", "pinyin"):
            for text in way.texts:
                told |= Q(person__in=NameKey.objects.filter(under(place), by.scope(), key_begins(text)).values("person"))
        elif way.kind == "number" and any(one.isdigit() for one in way.text):
            told |= Q(household__in=Household.objects.filter(number=way.text)) | Q(person_number=way.text)
    return told


def _begins(start: str) -> Q:
    low, high = within(start)
    return Q(name_folded__gte=low, name_folded__lt=high)


def key_begins(text: str) -> Q:
    """The keys of names (`NameKey`) that begin so, as an index range."""
    low, high = within(text)
    return Q(key__gte=low, key__lt=high)


def behind(after: str, order: tuple[str, str, str]) -> Q:
    """What lies behind a keyset value, whose parts stand in the order of `order`. The plain bound comes first, since SQLite seeks by the first bound
    of a column only. Refused for a value that is none."""
    if not after:
        return Q()
    parts = after.split("\t")
    if len(parts) != len(order):
        raise Refused("这一页的地址不完整，请从名册第一页重新翻。")
    (first, x), (second, y), (third, z) = zip(order, parts, strict=True)
    further = Q(**{f"{first}__gt": x}) | Q(**{first: x, f"{second}__gt": y}) | Q(**{first: x, second: y, f"{third}__gt": z})
    return Q(**{f"{first}__gte": x}) & further


def person(by: Actor, wanted: UUID, as_of: AsOf = NOW) -> PersonRow | None:
    """One person within the asker's reach."""
    if not by.can("registry.look"):
        return None
    found = PersonRecord.objects.filter(by.scope(), **as_of.filters(), person=wanted).select_related("household").first()
    return rows_for(by, [found])[0] if found else None


def persons_named(by: Actor, wanted: list[UUID]) -> dict[UUID, PersonRow]:
    """Several people within the asker's reach, by id."""
    found = PersonRecord.objects.filter(by.scope(), **NOW.filters(), person__in=wanted).select_related("household")
    return {row.person: row for row in rows_for(by, list(found))}


def story(by: Actor, wanted: UUID) -> list[Change]:
    """Everything that was ever recorded of a person within reach, latest knowledge first, with what differs from the record before."""
    if not by.can("registry.look"):
        return []
    records = list(PersonRecord.objects.filter(by.scope(), person=wanted).order_by("recorded_at", "valid_from"))
    made: list[Change] = []
    before: PersonRecord | None = None
    for one in records:
        made.append(Change(
            one.valid_from, one.valid_to, one.recorded_at, one.superseded_at, one.recorded_in, one.is_current, _differences(before, one),
        ))
        before = one
    return made[::-1]


def departed(by: Actor, wanted: UUID) -> tuple[str, date] | None:
    """Why and when a person left the register, if they did and are not back."""
    found = NaturalChange.objects.filter(by.scope(), superseded_at=FOREVER, person=wanted, kind__in=LEAVING).order_by("-valid_from").first()
    return (found.kind, found.valid_from) if found else None


def _differences(before: PersonRecord | None, one: PersonRecord) -> tuple[tuple[str, str, str], ...]:
    """(word, old, new) of what changed; numbers only say that they did."""
    if before is None:
        return ()
    plain = [
        (column.word, described.shown(column, getattr(before, name)), described.shown(column, getattr(one, name)))
        for name, column in described.PERSON.items() if column.kind != "number"
    ]
    moved = [("所在村", before.place_then, one.place_then), ("户", str(before.household_id), str(one.household_id))]
    numbers = [(WORDS[n], "原号码", "新号码") for n, i in (("id_number", "id_index"), ("phone", "phone_index")) if getattr(before, i) != getattr(one, i)]
    return tuple(one for one in [*plain, *moved] if one[1] != one[2]) + tuple(numbers)


def rows_for(by: Actor, records: list[PersonRecord]) -> list[PersonRow]:
    names = place_names(one.place_code for one in records)
    today = timezone.localdate()
    return [_row(by, one, names, today) for one in records]


def _row(by: Actor, one: PersonRecord, names: dict[str, str], today: date) -> PersonRow:
    facts = tuple(described.told(described.PERSON, one, _FACTS))
    return PersonRow(
        one.person_id, one.household_id, one.household.number, one.place_code, names.get(one.place_code, one.place_code), one.name,
        number_for(by, "person.id_number", one.id_number, ID_PURPOSE), one.id_status, STATUS_WORDS[one.id_status], one.sex, one.birth,
        age_on(one.birth, today) if one.birth else None, one.relation, number_for(by, "person.phone", one.phone, PHONE_PURPOSE), facts,
        one.valid_from, one.valid_to, one.recorded_at, one.recorded_in, one.origin_kind, one.origin_id,
    )


_FACTS = tuple(name for name in described.PERSON if name not in ("name", "sex", "birth", "relation", *PURPOSES))


def number_for(by: Actor, field: str, token: str, purpose: str) -> str:
    """A sealed number as the asker may read it: whole, masked, or not at all."""
    how = by.reads(field)
    if not token or how == HIDDEN:
        return ""
    clear = ring().unseal(token, purpose)
    if how == READ:
        return clear
    return id_number.masked(clear) if purpose == ID_PURPOSE else f"{clear[:3]}****{clear[-4:]}"

