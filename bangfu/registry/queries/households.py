"""What is asked about one household."""

from dataclasses import dataclass
from datetime import date
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
    valid_from: date


def household(by: Actor, wanted: UUID, as_of: AsOf = NOW) -> HouseholdRow | None:
    """One household with its members within the asker's reach, head first, then by age."""
    if not by.can("registry.look"):
        return None
    found = HouseholdRecord.objects.filter(by.scope(), **as_of.filters(), household=wanted).first()
    if found is None:
        return None
    records = PersonRecord.objects.filter(by.scope(), **as_of.filters(), household=wanted).select_related("household")
    members = sorted(rows_for(by, list(records)), key=lambda one: (one.relation != "户主", one.birth or date.max, one.name))
    return _row(by, found, tuple(members))


def _row(by: Actor, found: HouseholdRecord, members: tuple[PersonRow, ...]) -> HouseholdRow:
    groups = [
        (group, tuple(described.told(described.HOUSEHOLD, found, [column.name for column in columns])))
        for group, columns in described.by_group(described.HOUSEHOLD)
    ]
    return HouseholdRow(
        found.household_id, found.number, found.place_code, place_names([found.place_code]).get(found.place_code, found.place_code), found.group,
        found.address, number_for(by, "household.phone", found.phone, PHONE_PURPOSE),
        number_for(by, "household.bank_account", found.bank_account, BANK_PURPOSE),
        number_for(by, "household.collector_phone", found.collector_phone, PHONE_PURPOSE), found.standard,
        next((one.name for one in members if one.relation == "户主"), ""), members, tuple((group, facts) for group, facts in groups if facts),
        found.recorded_in, found.valid_from,
    )


def household_numbered(by: Actor, number: str) -> UUID | None:
    """The household under a number, within the asker's reach."""
    found = HouseholdRecord.objects.filter(by.scope(), **NOW.filters(), number=number.strip()).first()
    return found.household_id if found else None
