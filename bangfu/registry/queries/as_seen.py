"""What a corrector looked at: the values of a record as an entry left it, so that what they changed can be told from what somebody else did."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from bangfu.facts.models import NOW, AsOf
from bangfu.organization.actor import Actor
from bangfu.registry import columns as described
from bangfu.registry.models import HouseholdRecord, PersonRecord
from bangfu.registry.queries.people import number_for
from bangfu.registry.records import PURPOSES
from bangfu.registry.subjects import as_seen


@dataclass(frozen=True)
class Seen:
    """A record as it was seen: `values` by column, sealed numbers left out; `masked`: those as the asker may read them; `recorded_in`: its version."""

    recorded_in: UUID
    values: Mapping[str, Any]
    masked: Mapping[str, str]


@dataclass(frozen=True)
class HouseSeen:
    """A household with its members as their records say on a day: `members` are (person, name, relation, record), head first, then by age."""

    household: UUID
    number: str
    place_code: str
    group: str
    seen: Seen
    members: tuple[tuple[UUID, str, str, Seen], ...]

    @property
    def head(self) -> str:
        """The name of the 户主, '' where there is none."""
        return next((name for _, name, relation, _ in self.members if relation == "户主"), "")


def households_as_seen(by: Actor, wanted: Sequence[UUID], as_of: AsOf = NOW) -> dict[UUID, HouseSeen]:
    """Households with their members within the asker's reach, every column of every record: two queries, however many they are."""
    if not by.can("registry.look"):
        return {}
    houses = list(HouseholdRecord.objects.filter(by.scope(), **as_of.filters(), household__in=list(wanted)))
    members: dict[UUID, list[PersonRecord]] = defaultdict(list)
    for one in PersonRecord.objects.filter(by.scope(), **as_of.filters(), household__in=list(wanted)):
        members[one.household_id].append(one)
    for some in members.values():
        some.sort(key=lambda one: (one.relation != "户主", one.birth or date.max, one.name))
    return {
        one.household_id: HouseSeen(
            one.household_id, one.number, one.place_code, one.group, _read(by, "household", one),
            tuple((member.person_id, member.name, member.relation, _read(by, "person", member)) for member in members[one.household_id]),
        ) for one in houses
    }


def persons_as_seen(by: Actor, wanted: Sequence[UUID]) -> dict[UUID, Seen]:
    """The records of people now in the register, wherever within reach they belong: one query."""
    if not by.can("registry.look"):
        return {}
    return {one.person_id: _read(by, "person", one) for one in PersonRecord.objects.filter(by.scope(), **NOW.filters(), person__in=list(wanted))}


def household_as_seen(by: Actor, household: UUID, seen: UUID | None = None) -> Seen | None:
    """The record of a household now in the register, or as the entry `seen` left it; None out of reach, or when the entry wrote none of it."""
    known = HouseholdRecord.objects.filter(by.scope(), **NOW.filters(), household=household).first()
    return _seen(by, "household", known, seen) if by.can("registry.look") else None


def person_as_seen(by: Actor, person: UUID, seen: UUID | None = None) -> Seen | None:
    """The record of a person now in the register, or as the entry `seen` left it; None as above."""
    known = PersonRecord.objects.filter(by.scope(), **NOW.filters(), person=person).first()
    return _seen(by, "person", known, seen) if by.can("registry.look") else None


def _seen(by: Actor, kind: str, known: Any, seen: UUID | None) -> Seen | None:
    record = known if known is None or seen in (None, known.recorded_in) else as_seen(known, seen)
    return None if record is None else _read(by, kind, record)


def _read(by: Actor, kind: str, record: Any) -> Seen:
    columns = described.HOUSEHOLD if kind == "household" else described.PERSON
    plain = {name: getattr(record, name) for name, column in columns.items() if column.kind != "number"}
    masked = {
        name: number_for(by, f"{kind}.{name}", getattr(record, name), PURPOSES[name]) for name, column in columns.items() if column.kind == "number"
    }
    return Seen(record.recorded_in, plain, masked)
