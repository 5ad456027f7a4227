"""What is asked about one household."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bangfu.facts.models import NOW, AsOf
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.registry import columns as described
from bangfu.registry.models import HouseholdRecord, PersonRecord
from bangfu.registry.queries.people import PersonRow, number_for, rows_for
from bangfu.registry.records import BANK_PURPOSE, PHONE_PURPOSE


@dataclass(frozen=True)
class HouseholdRow:
    """A household with its members. `groups` are (heading, ((word, text), …)) of what is known of it; numbers as the asker may read them."""

    household: UUID
    number: str
    place_code: str
    place_name: str
    group: str
    address: str
    phone: str
    bank_account: str
    collector_phone: str
    standard: str
    head: str
    members: tuple[PersonRow, ...]
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    recorded_in: UUID
    recorded_at: datetime
    valid_from: date


def household(by: Actor, wanted: UUID, as_of: AsOf = NOW) -> HouseholdRow | None:
    """One household with its members within the asker's reach, head first, then by age."""
    return households(by, [wanted], as_of).get(wanted)


def households(by: Actor, wanted: Sequence[UUID], as_of: AsOf = NOW) -> dict[UUID, HouseholdRow]:
    """Households with their members within the asker's reach: four queries, however many they are."""
    if not by.can("registry.look"):
        return {}
    found = list(HouseholdRecord.objects.filter(by.scope(), **as_of.filters(), household__in=list(wanted)))
    records = PersonRecord.objects.filter(by.scope(), **as_of.filters(), household__in=list(wanted)).select_related("household")
    members: dict[UUID, list[PersonRow]] = defaultdict(list)
    for one in sorted(rows_for(by, list(records)), key=lambda one: (one.relation != "户主", one.birth or date.max, one.name)):
        members[one.household].append(one)
    names = place_names(one.place_code for one in found)
    return {one.household_id: _row(by, one, tuple(members[one.household_id]), names) for one in found}


def _row(by: Actor, found: HouseholdRecord, members: tuple[PersonRow, ...], names: Mapping[str, str]) -> HouseholdRow:
    groups = [
        (group, tuple(described.told(described.HOUSEHOLD, found, [column.name for column in columns])))
        for group, columns in described.by_group(described.HOUSEHOLD)
    ]
    return HouseholdRow(
        found.household_id, found.number, found.place_code, names.get(found.place_code, found.place_code), found.group,
        found.address, number_for(by, "household.phone", found.phone, PHONE_PURPOSE),
        number_for(by, "household.bank_account", found.bank_account, BANK_PURPOSE),
        number_for(by, "household.collector_phone", found.collector_phone, PHONE_PURPOSE), found.standard,
        next((one.name for one in members if one.relation == "户主"), ""), members, tuple((group, facts) for group, facts in groups if facts),
        found.recorded_in, found.recorded_at, found.valid_from,
    )


def household_numbered(by: Actor, number: str) -> UUID | None:
    """The household under a number, within the asker's reach."""
    found = HouseholdRecord.objects.filter(by.scope(), **NOW.filters(), number=number.strip()).first()
    return found.household_id if found else None
