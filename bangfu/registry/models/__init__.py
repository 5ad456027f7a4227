"""The tables of the register."""

from bangfu.registry.models.bodies import Body, BodyRecord
from bangfu.registry.models.counters import NameKey, RegisterCount, RegisterStep
from bangfu.registry.models.paperwork import Disclosure, Printing
from bangfu.registry.models.people import Household, HouseholdRecord, Person, PersonRecord
from bangfu.registry.models.standing import Cause, Guarantee, IncomeItem, NaturalChange, RiskSpell, StatusSpell
from bangfu.registry.models.villages import VillageRecord

__all__ = [
    "Body", "BodyRecord", "Cause", "Disclosure", "Guarantee", "Household", "HouseholdRecord", "IncomeItem", "NameKey", "NaturalChange", "Person",
    "PersonRecord", "Printing", "RegisterCount", "RegisterStep", "RiskSpell", "StatusSpell", "VillageRecord",
]
