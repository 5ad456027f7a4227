"""Who came into a roster between two days, who left it, when, why, and by which paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.registry.models import HouseholdRecord, NaturalChange, PersonRecord, StatusSpell
from bangfu.registry.queries.rosters import Asked, houses_there, persons_asked, spells_asked
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.natural_change import KINDS


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


def came(by: Actor, asked: Asked, *, since: date, limit: int = 200) -> list[Passage]:
    """Who is in a roster on its day and was not on `since`, by village and name."""
    until = asked.as_of.day or timezone.localdate()
    now, before = asked.on(until), asked.on(since)
    found = persons_asked(by, now).filter(pk__in=_touched(now, "valid_from", since, until)).exclude(Exists(persons_asked(by, before).filter(person=OuterRef("person"))))
    return _passages(list(found.select_related("household").order_by(*now.by_place)[:limit]), now, since, until, "in")


def left(by: Actor, asked: Asked, *, since: date, limit: int = 200) -> list[Passage]:
    """Who was in a roster on `since` and is not on its day, by village and name."""
    until = asked.as_of.day or timezone.localdate()
    now, before = asked.on(until), asked.on(since)
    found = persons_asked(by, before).filter(pk__in=_touched(before, "valid_to", since, until)).exclude(Exists(persons_asked(by, now).filter(person=OuterRef("person"))))
    return _passages(list(found.select_related("household").order_by(*before.by_place)[:limit]), before, since, until, "out")


def _touched(asked: Asked, column: str, since: date, until: date) -> QuerySet[PersonRecord, UUID]:
    """The person records that began (`valid_from`) or ended (`valid_to`) in the time, or whose household did as what is asked for. They are found first, by
    their own index, since they are few among all of a county; the index of ends knows those only that have one."""
    then = {f"{column}__gt": since, f"{column}__lte": until}
    found = PersonRecord.objects.filter(**then, **{f"{column}__lt": FOREVER_DAY}).values_list("pk", flat=True)
    if asked.status:
        found = found.union(_members_of(spells_asked(asked).filter(**then).values("household")))
    if asked.group:
        found = found.union(_members_of(houses_there(asked).filter(**then).values("household")))
    return found


def _members_of(households: QuerySet[Any, Any]) -> QuerySet[PersonRecord, UUID]:
    return PersonRecord.objects.filter(household__in=households).values_list("pk", flat=True)


def _passages(records: Sequence[PersonRecord], asked: Asked, since: date, until: date, direction: str) -> list[Passage]:
    """Why each came or went: by a natural change of theirs in the time, else by what became of their household (身份, 村民组), else by the record itself."""
    changes = _changes(records, asked, since, until, direction)
    turns = _regrouped(records, asked, since, until, direction) if asked.group else {}
    turns |= _turns(records, asked, since, until, direction) if asked.status else {}
    names = place_names(one.place_then for one in records)
    return [_passage(one, changes.get(one.person_id) or turns.get(one.household_id) or _itself(one, direction), names) for one in records]


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


def _regrouped(records: Sequence[PersonRecord], asked: Asked, since: date, until: date, direction: str) -> dict[UUID, tuple[date, str, str, UUID]]:
    found = HouseholdRecord.objects.filter(household__in=[one.household_id for one in records], group=asked.group, **_believed(asked))
    if direction == "in":
        rows = found.filter(valid_from__gt=since, valid_from__lte=until).order_by("valid_from")
        return {one.household_id: (one.valid_from, f"编入“{asked.group}”", "", one.recorded_in) for one in rows}
    rows = found.filter(valid_to__gt=since, valid_to__lte=until).order_by("valid_to")
    return {one.household_id: (one.valid_to, f"调出“{asked.group}”", "", one.recorded_in) for one in rows}


def _itself(one: PersonRecord, direction: str) -> tuple[date, str, str, UUID]:
    day = one.valid_from if direction == "in" else one.valid_to
    why = {"delivered_row": "按来表登记", "finding": "按疑点处理"}.get(one.origin_kind, "情况变化")
    return (day, why, "", one.recorded_in)


def _believed(asked: Asked) -> dict[str, Any]:
    known = asked.as_of.known or timezone.now()
    return {"recorded_at__lte": known, "superseded_at__gt": known}
