"""The roster of any place on any day, as known on any day, of everybody or of those who count as something: who is in it, who came, who left, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from bangfu.deliveries.queries import subjects_with
from bangfu.facts.models import NOW, AsOf
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.registry import columns as described
from bangfu.registry.models import HouseholdRecord, NaturalChange, PersonRecord, StatusSpell
from bangfu.registry.queries.people import PersonRow, behind, rows_for, told, under
from bangfu.registry.queries.tallies import Counts, tally_households, tally_persons
from bangfu.rules.natural_change import KINDS
from bangfu.rules.refusal import Refused
from bangfu.rules.status import FAMILIES, NOT_ASSISTED

BY_PLACE = ("place_code", "name_folded", "id")
BY_NUMBER = ("place_code", "number", "id")
CUTS = tuple(name for name, column in described.PERSON.items() if column.kind in ("label", "yes_no", "labels"))


@dataclass(frozen=True)
class Asked:
    """What roster is asked for. `status` is `family:label`, `family:` for any label of the family, '' for everybody; `cuts` column → label of those
    who are wanted (有劳动力, 残疾 …); `group` the 村民组; `own` one of the county's own columns and what a list said in it; `places` narrows to some
    places below (those with a tag), None for all."""

    place: str
    status: str = ""
    cuts: Mapping[str, str] = field(default_factory=dict)
    group: str = ""
    places: Sequence[str] | None = None
    words: str = ""
    own: tuple[str, str] = ("", "")
    as_of: AsOf = NOW

    def on(self, day: date) -> "Asked":
        """The same on another day, as known at the same moment."""
        return Asked(self.place, self.status, self.cuts, self.group, self.places, self.words, self.own, AsOf(day, self.as_of.known))

    @property
    def is_plain(self) -> bool:
        """Whether everybody at the place, or at some places below it, is meant, as the counters know them."""
        return not (self.status or self.cuts or self.group or self.words or self.own[0])


@dataclass(frozen=True)
class HouseholdLine:
    """One household of a roster."""

    household: UUID
    number: str
    place_code: str
    place_name: str
    group: str
    head: str
    persons: int
    statuses: tuple[str, ...]


@dataclass(frozen=True)
class Passage:
    """Somebody who came into a roster or left it between two days: when, why (a reason of 自然增减, a status given or ended, a list), by which paper, and the
    journal entry that wrote it."""

    person: UUID
    name: str
    household: UUID
    household_number: str
    place_name: str
    day: date
    why: str
    document: str
    entry: UUID


def persons_asked(by: Actor, asked: Asked) -> QuerySet[PersonRecord]:
    """The person records of a roster; nothing for a post that may not look."""
    if not by.can("registry.look"):
        return PersonRecord.objects.none()
    found = PersonRecord.objects.filter(by.scope(), _there(asked), **asked.as_of.filters())
    if asked.status:
        found = found.filter(_counting(asked, "household"))
    if asked.group:
        found = found.filter(household__in=_houses(asked).filter(group=asked.group).values("household"))
    for name, label in asked.cuts.items():
        found = found.filter(_cut(name, label))
    if asked.own[0]:
        found = found.filter(person__in=subjects_with(by, *asked.own))
    return found.filter(told(by, asked.words, asked.place, asked.as_of)) if asked.words else found


def households_asked(by: Actor, asked: Asked) -> QuerySet[HouseholdRecord]:
    """The household records of a roster: with cuts or words, those of whom somebody is meant."""
    if not by.can("registry.look"):
        return HouseholdRecord.objects.none()
    found = _houses(asked).filter(by.scope())
    if asked.status:
        found = found.filter(_counting(asked, "household"))
    if asked.group:
        found = found.filter(group=asked.group)
    if asked.cuts or asked.words or asked.own[0]:
        found = found.filter(household__in=persons_asked(by, asked).values("household"))
    return found


def persons_page(by: Actor, asked: Asked, *, after: str = "", limit: int = 50) -> list[PersonRow]:
    """People of a roster by place and name, behind the keyset `after`."""
    found = persons_asked(by, asked).filter(behind(after, BY_PLACE)).select_related("household").order_by(*BY_PLACE)
    return rows_for(by, list(found[:limit]))


def households_page(by: Actor, asked: Asked, *, after: str = "", limit: int = 50) -> list[HouseholdLine]:
    """Households of a roster by place and number, behind the keyset `after` (`place\\tnumber\\trecord`)."""
    found = list(households_asked(by, asked).filter(behind(after, BY_NUMBER)).order_by(*BY_NUMBER)[:limit])
    ids = [one.household_id for one in found]
    members: dict[UUID, list[tuple[str, str]]] = {}
    for household, name, relation in PersonRecord.objects.filter(household__in=ids, **asked.as_of.filters()).values_list("household", "name", "relation"):
        members.setdefault(household, []).append((name, relation))
    statuses = statuses_of(ids, asked.as_of)
    names = place_names(one.place_code for one in found)
    return [
        HouseholdLine(
            one.household_id, one.number, one.place_code, names.get(one.place_code, one.place_code), one.group,
            next((name for name, relation in members.get(one.household_id, []) if relation == "户主"), ""), len(members.get(one.household_id, [])),
            tuple(label for _, label in statuses.get(one.household_id, [])),
        ) for one in found
    ]


def household_key(by: Actor, household: UUID, as_of: AsOf = NOW) -> str:
    """The keyset value of a household, for the page behind it."""
    found = HouseholdRecord.objects.filter(by.scope(), household=household, **as_of.filters()).first()
    return f"{found.place_code}\t{found.number}\t{found.pk}" if found else ""


def person_key(by: Actor, person: UUID, as_of: AsOf = NOW) -> str:
    """The keyset value of a person, for the page behind them."""
    found = PersonRecord.objects.filter(by.scope(), person=person, **as_of.filters()).first()
    return f"{found.place_code}\t{found.name_folded}\t{found.pk}" if found else ""


def statuses_of(households: Iterable[UUID], as_of: AsOf = NOW) -> dict[UUID, list[tuple[str, str]]]:
    """(family, label) of what households count as on a day, in the order of the families."""
    order, labels = list(FAMILIES), dict[UUID, list[tuple[str, str]]]()
    for household, family, label in StatusSpell.objects.filter(household__in=list(households), **as_of.filters()).values_list("household", "family", "label"):
        labels.setdefault(household, []).append((family, label))
    return {household: sorted(some, key=lambda one: order.index(one[0])) for household, some in labels.items()}


def counted(by: Actor, asked: Asked) -> Counts:
    """Households and persons of a roster; everybody at a place comes from the counters, for any day."""
    if asked.is_plain:
        places = [asked.place] if asked.places is None else [code for code in asked.places if code.startswith(asked.place)]
        return Counts(
            sum(n for place in places for n in tally_households(by, place=place, length=len(place), as_of=asked.as_of).values()),
            sum(n for place in places for n in tally_persons(by, place=place, length=len(place), as_of=asked.as_of).values()),
        )
    people = persons_asked(by, asked)
    if asked.cuts or asked.words or asked.own[0]:
        made = people.aggregate(households=Count("household", distinct=True), persons=Count("id"))
        return Counts(made["households"], made["persons"])
    return Counts(households_asked(by, asked).count(), people.count())


def came(by: Actor, asked: Asked, *, since: date, limit: int = 200) -> list[Passage]:
    """Who is in a roster on its day and was not on `since`, by village and name."""
    until = asked.as_of.day or timezone.localdate()
    now, before = asked.on(until), asked.on(since)
    recent = Q(valid_from__gt=since)
    if asked.status:
        recent |= Q(household__in=_spells(now).filter(valid_from__gt=since).values("household"))
    found = persons_asked(by, now).filter(recent).exclude(Exists(persons_asked(by, before).filter(person=OuterRef("person"))))
    return _passages(list(found.select_related("household").order_by(*BY_PLACE)[:limit]), now, since, until, "in")


def left(by: Actor, asked: Asked, *, since: date, limit: int = 200) -> list[Passage]:
    """Who was in a roster on `since` and is not on its day, by village and name."""
    until = asked.as_of.day or timezone.localdate()
    now, before = asked.on(until), asked.on(since)
    ended = Q(valid_to__lte=until)
    if asked.status:
        ended |= Q(household__in=_spells(before).filter(valid_to__lte=until).values("household"))
    found = persons_asked(by, before).filter(ended).exclude(Exists(persons_asked(by, now).filter(person=OuterRef("person"))))
    return _passages(list(found.select_related("household").order_by(*BY_PLACE)[:limit]), before, since, until, "out")


def _passages(records: Sequence[PersonRecord], asked: Asked, since: date, until: date, direction: str) -> list[Passage]:
    """Why each came or went: by a natural change of theirs in the time, else by what their household began or ceased to count as, else by the record itself."""
    changes = _changes(records, asked, since, until, direction)
    spells = _turns(records, asked, since, until, direction) if asked.status else {}
    names = place_names(one.place_then for one in records)
    return [_passage(one, changes.get(one.person_id) or spells.get(one.household_id) or _itself(one, direction), names) for one in records]


def _passage(one: PersonRecord, why: tuple[date, str, str, UUID], names: Mapping[str, str]) -> Passage:
    return Passage(
        one.person_id, one.name, one.household_id, one.household.number, names.get(one.place_then, one.place_then), why[0], why[1], why[2], why[3],
    )


def _changes(records: Sequence[PersonRecord], asked: Asked, since: date, until: date, direction: str) -> dict[UUID, tuple[date, str, str, UUID]]:
    kinds = [kind.slug for kind in KINDS.values() if kind.direction == direction]
    found = NaturalChange.objects.filter(person__in=[one.person_id for one in records], kind__in=kinds, valid_from__gt=since, valid_from__lte=until, **_believed(asked))
    return {one.person_id: (one.valid_from, KINDS[one.kind].word, one.document, one.recorded_in) for one in found.order_by("valid_from")}


def _turns(records: Sequence[PersonRecord], asked: Asked, since: date, until: date, direction: str) -> dict[UUID, tuple[date, str, str, UUID]]:
    family = asked.status.partition(":")[0]
    found = StatusSpell.objects.filter(household__in=[one.household_id for one in records], family=family, **_believed(asked))
    if direction == "in":
        rows = found.filter(valid_from__gt=since, valid_from__lte=until).order_by("valid_from")
        return {one.household_id: (one.valid_from, f"认定为“{one.label}”", one.document, one.recorded_in) for one in rows}
    rows = found.filter(valid_to__gt=since, valid_to__lte=until).order_by("valid_to")
    return {
        one.household_id: (one.valid_to, f"“{one.label}”结束{f'（{one.ended_how}）' if one.ended_how else ''}", one.document, one.recorded_in) for one in rows
    }


def _itself(one: PersonRecord, direction: str) -> tuple[date, str, str, UUID]:
    day = one.valid_from if direction == "in" else one.valid_to
    why = {"delivered_row": "按来表登记", "finding": "按疑点处理"}.get(one.origin_kind, "情况变化")
    return (day, why, "", one.recorded_in)


def _believed(asked: Asked) -> dict[str, Any]:
    known = asked.as_of.known or timezone.now()
    return {"recorded_at__lte": known, "superseded_at__gt": known}


def _there(asked: Asked) -> Q:
    """Rows at the place asked for: now where they lie, on a past day where they lay then."""
    column = "place_code" if asked.as_of == NOW else "place_then"
    if asked.places is None:
        return under(asked.place, column)
    wanted = Q(pk__in=[])
    for code in asked.places:
        wanted |= under(code, column)
    return wanted & under(asked.place, column)


def _houses(asked: Asked) -> QuerySet[HouseholdRecord]:
    return HouseholdRecord.objects.filter(_there(asked), **asked.as_of.filters())


def _spells(asked: Asked) -> QuerySet[StatusSpell]:
    """The spells that make a household count as what is asked for, on the day. Refused for a family there is none of."""
    family, _, label = asked.status.partition(":")
    if family not in FAMILIES:
        raise Refused("没有这种身份。")
    spells = StatusSpell.objects.filter(family=family, **asked.as_of.filters())
    if label == NOT_ASSISTED:
        return spells.exclude(label=NOT_ASSISTED)
    return spells.filter(label=label) if label else spells.exclude(label=NOT_ASSISTED)


def _counting(asked: Asked, column: str) -> Q:
    """Rows whose household counts as what is asked for; 一般农户 are those who count as nothing else."""
    households = Q(**{f"{column}__in": _spells(asked).values("household")})
    return ~households if asked.status.partition(":")[2] == NOT_ASSISTED else households


def _cut(name: str, label: str) -> Q:
    """People whose column says so; of several labels (健康状况) one is enough. Refused for a column that is no cut."""
    if name not in CUTS:
        raise Refused("不能按这一项来分。")
    if described.PERSON[name].kind != "labels":
        return Q(**{name: label})
    return Q(**{f"{name}__contains": label})

