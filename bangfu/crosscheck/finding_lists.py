"""The open findings of a village as its list on paper needs them: household by household, of all, of one 村民组, of one family of checks, or of one household."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from bangfu.crosscheck import queries
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.checks.check import Check
from bangfu.crosscheck.models import Finding
from bangfu.crosscheck.queries import CellRow
from bangfu.organization.actor import Actor, within
from bangfu.registry.queries import Asked, households_as_seen, households_asked
from bangfu.registry.village_cuts import group_order
from bangfu.rules.place_code import CodeRange

BETWEEN = "\t"   # stands in no name of a group and in no number


@dataclass(frozen=True)
class Of:
    """Which findings of a village: all, or only those of a 村民组, of a family of checks, of a household by its number."""

    place: str
    group: str = ""
    family: str = ""
    household: str = ""

    @property
    def words(self) -> str:
        """一组, 身份: what is said behind the village's name; '' for all."""
        return "　".join(filter(None, (self.group, self.family, f"户 {self.household}" if self.household else "")))

    @property
    def kept(self) -> str:
        """In one text, as a print keeps it."""
        return BETWEEN.join((self.group, self.family, self.household)) if self.words else ""

    @classmethod
    def read(cls, place: str, kept: str) -> "Of":
        """From such a text again."""
        return cls(place, *(kept.split(BETWEEN) if kept else ()))


@dataclass(frozen=True)
class Listed:
    """One open finding with what to do about it and where to look."""

    name: str
    title: str
    must: bool
    reason: str
    what_to_do: str
    cells: tuple[CellRow, ...]


@dataclass(frozen=True)
class HouseholdFindings:
    """A household with its open findings, what must be settled first; `number` '' for those of whom no household is known."""

    number: str
    group: str
    head: str
    findings: tuple[Listed, ...]


def families() -> list[str]:
    """The families of checks, in the order of the checks."""
    return list(dict.fromkeys(one.family for one in CHECKS.values()))


def groups_with_findings(by: Actor, of: Of) -> list[str]:
    """The 村民组 some of whose households have such findings, in order."""
    groups = _groups(by, of.place)
    found = {groups.get(number, "") for number in _open(by, of).values_list("household_number", flat=True).distinct()}
    return sorted(found - {""}, key=group_order)


def household_numbers(by: Actor, of: Of) -> list[str]:
    """The numbers of the households that have such findings, by 村民组 and number; those of no household last."""
    numbers = set(_open(by, of).values_list("household_number", flat=True).distinct())
    groups = _groups(by, of.place)
    wanted = [one for one in numbers if not of.group or groups.get(one) == of.group]
    return sorted(wanted, key=lambda one: (not one, *group_order(groups.get(one, "")), one))


def count(by: Actor, of: Of) -> int:
    """How many such findings there are."""
    if not of.group:
        return _open(by, of).count()
    return _open(by, of).filter(household_number__in=household_numbers(by, of)).count()


def listed(by: Actor, of: Of, numbers: Sequence[str]) -> list[HouseholdFindings]:
    """Some households with their findings, in the order given. A constant number of queries, however many they are."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for one in _open(by, of).filter(household_number__in=list(numbers)).order_by("id"):
        found[one.household_number].append(one)
    cells = queries.cells_of(by, [one.pk for some in found.values() for one in some])
    houses = _houses(by, of.place, numbers)
    return [
        HouseholdFindings(number, *houses.get(number, ("", "")), tuple(_listed(found[number], cells))) for number in numbers if number in found
    ]


def _listed(found: Iterable[Finding], cells: Mapping[UUID, tuple[CellRow, ...]]) -> list[Listed]:
    rows = [(CHECKS[one.check_slug], one) for one in found]
    return [_row(check, one, cells.get(one.pk, ())) for check, one in sorted(rows, key=lambda pair: (pair[0].level != "must", pair[1].pk))]


def _row(check: Check, one: Finding, cells: tuple[CellRow, ...]) -> Listed:
    name = "（全户）" if one.subject_kind == "household" else one.subject_name
    return Listed(name, check.title, check.level == "must", one.reason, check.what_to_do, cells)


def _open(by: Actor, of: Of) -> QuerySet[Finding]:
    if not by.can("crosscheck.look"):
        return Finding.objects.none()
    found = Finding.objects.filter(by.scope(), within([CodeRange.under(of.place)]), state="open")
    if of.family:
        found = found.filter(check_slug__in=[slug for slug, one in CHECKS.items() if one.family == of.family])
    return found.filter(household_number=of.household) if of.household else found


def _groups(by: Actor, place: str) -> dict[str, str]:
    return dict(households_asked(by, Asked(place)).values_list("number", "group"))


def _houses(by: Actor, place: str, numbers: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Number → (group, head) of those that are in the register."""
    ids = households_asked(by, Asked(place)).filter(number__in=list(numbers)).values_list("household_id", flat=True)
    return {one.number: (one.group, one.head) for one in households_as_seen(by, list(ids)).values()}
