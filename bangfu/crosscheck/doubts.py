"""Open findings as paper needs them: by household, with the fields of the register they rest on."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.models import Cell, Finding
from bangfu.organization.actor import Actor, within
from bangfu.rules.place_code import CodeRange

AT_A_TIME = 500   # numbers named in one statement
OF_THE_REGISTER = "register"
OF_HOUSEHOLD = "h_"   # before a column of the household where a person's stand beside it
# what is reckoned from a column, or stands for it in a cell
RECKONED = {
    "age": "birth", "id_birth": "id_number", "id_sex": "id_number", "id_status": "id_number", "id_index": "id_number", "phone_index": "phone",
    "phone_fault": "phone", "bank_index": "bank_account", "bank_fault": "bank_account",
}


@dataclass(frozen=True)
class Doubt:
    """An open finding: its check's word, its sentence, and on which fields of the register it rests, as (person, column), '' for the household."""

    finding: UUID
    title: str
    reason: str
    fields: frozenset[tuple[str, str]]

    def rests_on(self, subject: str, columns: Collection[str]) -> bool:
        """Whether it rests on one of these columns of a person, or of the household ('')."""
        return any(whose == subject and column in columns for whose, column in self.fields)


def doubts_of(by: Actor, place: str, numbers: Iterable[str]) -> dict[str, list[Doubt]]:
    """Household number → its open findings at a place and below, in the order in which they were found. Empty for whoever may not look."""
    if not by.can("crosscheck.look"):
        return {}
    listed, found = list(numbers), list[Finding]()
    for start in range(0, len(listed), AT_A_TIME):
        some = listed[start : start + AT_A_TIME]
        found += Finding.objects.filter(by.scope(), within([CodeRange.under(place)]), state="open", household_number__in=some)
    fields = _fields(found)
    doubts: dict[str, list[Doubt]] = defaultdict(list)
    for one in sorted(found, key=lambda one: one.pk):
        doubts[one.household_number].append(Doubt(one.pk, CHECKS[one.check_slug].title, one.reason, frozenset(fields[one.pk])))
    return dict(doubts)


def households_doubted(by: Actor, place: str) -> set[str]:
    """The numbers of the households at a place that have open findings."""
    if not by.can("crosscheck.look"):
        return set()
    found = Finding.objects.filter(by.scope(), within([CodeRange.under(place)]), state="open").exclude(household_number="")
    return set(found.values_list("household_number", flat=True))


def _fields(found: Collection[Finding]) -> dict[UUID, set[tuple[str, str]]]:
    fields: dict[UUID, set[tuple[str, str]]] = defaultdict(set)
    wanted = [one.pk for one in found]
    for start in range(0, len(wanted), AT_A_TIME):
        cells = Cell.objects.filter(finding__in=wanted[start : start + AT_A_TIME], edition=F("finding__edition"), source=OF_THE_REGISTER)
        for finding, subject, column in cells.values_list("finding", "subject_id", "column"):
            fields[finding].add((subject, _field(column)))
    return fields


def _field(column: str) -> str:
    """The column of the record that a cell's column stands for."""
    plain = column.removeprefix(OF_HOUSEHOLD)
    return RECKONED.get(plain, plain)
