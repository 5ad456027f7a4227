"""What a corrector looked at: the values of a record as an entry left it, so that what they changed can be told from what somebody else did."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bangfu.facts.models import NOW
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
    if record is None:
        return None
    columns = described.HOUSEHOLD if kind == "household" else described.PERSON
    plain = {name: getattr(record, name) for name, column in columns.items() if column.kind != "number"}
    masked = {
        name: number_for(by, f"{kind}.{name}", getattr(record, name), PURPOSES[name]) for name, column in columns.items() if column.kind == "number"
    }
    return Seen(record.recorded_in, plain, masked)
