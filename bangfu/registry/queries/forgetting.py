"""What is asked before a household is forgotten, and whose key words about somebody belong under."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from bangfu.facts.models import FOREVER, NOW
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.registry.models import Household, HouseholdRecord, PersonRecord
from bangfu.rules.dates import FOREVER_DAY


@dataclass(frozen=True)
class Forgettable:
    """A household as the page shows it before it is forgotten: who belonged to it (name, until which day; None for those in the register) and whether
    anything stands against it."""

    household: UUID
    number: str
    place_code: str
    place_name: str
    members: tuple[tuple[str, date | None], ...]
    in_register: bool
    forgotten: bool


def forgettable(by: Actor, *, number: str = "", household: UUID | None = None) -> Forgettable | None:
    """The household that has a number, or this one, in the register or not, within the asker's reach."""
    wanted = Q(household__number=number.strip()) if household is None else Q(household=household)
    found = HouseholdRecord.objects.filter(by.scope(), wanted).select_related("household").order_by("-valid_from", "-recorded_at").first()
    if found is None or not by.can("registry.erase"):
        return None
    rows = PersonRecord.objects.filter(household=found.household_id, superseded_at=FOREVER).order_by("valid_to", "id")
    members = {one.person_id: (one.name, None if one.valid_to == FOREVER_DAY else one.valid_to) for one in rows}
    names = place_names([found.place_code])
    return Forgettable(
        found.household_id, found.household.number, found.place_code, names.get(found.place_code, found.place_code), tuple(members.values()),
        PersonRecord.objects.filter(**NOW.filters(), household=found.household_id).exists(), found.erased_in is not None,
    )


def household_behind(*, person: UUID | None = None, number: str = "") -> UUID | None:
    """The household under whose key words about a person belong, else the one that has a number. For the packages above, which write about them."""
    if person:
        known = PersonRecord.objects.filter(person=person, superseded_at=FOREVER).order_by("-valid_from").values_list("household", flat=True).first()
        if known:
            return known
    return Household.objects.filter(number=number).values_list("pk", flat=True).first() if number else None
