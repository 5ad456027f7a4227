"""What applying a delivered list would change, person by person."""

from dataclasses import dataclass
from uuid import UUID

from bangfu.deliveries.models import Delivery
from bangfu.deliveries.queries import rows_to_compare
from bangfu.organization.actor import Actor
from bangfu.registry.judging import Judged, judge_village
from bangfu.registry.models import PersonRecord
from bangfu.registry.records import WORDS, clear, comparable, shown
from bangfu.rules.place_code import covers


@dataclass(frozen=True)
class PersonChange:
    """One person a list would change: (word, old, new) for each column taken over; numbers only say that they differ."""

    person: UUID
    row: UUID
    number: int
    name: str
    household_number: str
    outcome: str
    differences: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Gone:
    """A person we hold in the village whom the list does not have."""

    person: UUID
    name: str
    household_number: str


@dataclass(frozen=True)
class VillageChanges:
    """What a list would change in one village."""

    changed: tuple[PersonChange, ...]
    gone: tuple[Gone, ...]


def village_changes(by: Actor, delivery: UUID, village: str) -> VillageChanges:
    """Judges one village of a delivery anew. Nothing when the asker does not reach it."""
    if not by.can("registry.look") or not covers(by.ranges, village):
        return VillageChanges((), ())
    source = Delivery.objects.select_related("source").get(pk=delivery).source.slug
    judged = judge_village(source, rows_to_compare(delivery, village), village)
    changed = tuple(_change(one, one.record) for one in judged.rows if one.outcome in ("changed", "moved") and one.record)
    gone = tuple(Gone(one.person_id, one.name, one.household.number) for one in judged.gone)
    return VillageChanges(changed, gone)


def _change(one: Judged, record: PersonRecord) -> PersonChange:
    ours, theirs = comparable(record), clear(one.content.understood)
    differences = [
        (WORDS[name], "原号码", "新号码") if name in ("id_number", "phone") else (WORDS[name], shown(name, ours[name]), shown(name, theirs[name]))
        for name in one.taken
    ]
    if record.household.number != one.row.household_number:
        differences.append((WORDS["household"], record.household.number, one.row.household_number))
    return PersonChange(
        record.person_id, one.row.pk, one.row.number, one.row.name, one.row.household_number, one.outcome, tuple(differences),
    )
