"""The file of a village (一村一档): what is counted from the register on any day as known on any day, beside what the village reports of itself."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bangfu.facts.models import NOW, AsOf
from bangfu.organization.actor import Actor
from bangfu.registry.models import BodyRecord
from bangfu.registry.queries.spells import day_of
from bangfu.registry.queries.tallies import Counts, tallied
from bangfu.registry.queries.village_reports import Beside, Reported, beside, report_of, reports_before
from bangfu.registry.queries.village_rows import Rows, at, rows_of
from bangfu.registry.queries.village_years import Happening, YearOfChanges, YearOfIncome, changes_by_year, incomes, this_month
from bangfu.registry.village_cuts import HOUSES, MEMBERS, Cut, Share, chosen, shares
from bangfu.rules.codes import CAUSE, GUARANTEE, HOUSEHOLD_KIND, MONITORED_KIND, RELIEF, RISK
from bangfu.rules.status import LIFTED, NOT_ASSISTED

MOST_BODIES = 100
ORDER: Mapping[str, Sequence[str]] = {
    "assisted": HOUSEHOLD_KIND.labels, "monitored": MONITORED_KIND.labels, "relief": RELIEF.labels, "risk": RISK.labels, "cause": CAUSE.labels,
    "guarantee": GUARANTEE.labels,
}


@dataclass(frozen=True)
class LabelCount:
    """How many households have a label, with how many members, and (of causes) of how many it is the main one."""

    kind: str
    label: str
    households: int
    persons: int
    main: int


@dataclass(frozen=True)
class BodyLine:
    """A body that stands in the village."""

    body: UUID
    name: str
    kind: str
    head: str
    business: str


@dataclass(frozen=True)
class VillageFile:
    """A village on a day. `labels`: kind → counts; `members` and `houses`: the cuts with their figures; `households` and `persons` of the counters."""

    place: str
    as_of: AsOf
    day: date
    households: int
    persons: int
    labels: Mapping[str, tuple[LabelCount, ...]]
    members: tuple[tuple[Cut, tuple[Share, ...]], ...]
    houses: tuple[tuple[Cut, tuple[Share, ...]], ...]
    reported: Reported | None
    reports: Sequence[tuple[date, str, datetime]]
    beside: tuple[Beside, ...]
    changes: tuple[YearOfChanges, ...]
    incomes: tuple[YearOfIncome, ...]
    bodies: tuple[BodyLine, ...]
    month: tuple[Happening, ...]

    @property
    def facts(self) -> list[str]:
        """What of `rules.papers.FACTS` of a village the register itself can tell."""
        lifted = any(one.label == LIFTED for one in self.labels["assisted"])
        return [word for word, so in (("has_assisted", lifted), ("has_monitored", bool(self.labels["monitored"]))) if so]


@dataclass(frozen=True)
class CutRow:
    """A household or a person behind a figure. `person` None: the household itself; `detail` says what the row says about the figure."""

    household: UUID
    number: str
    head: str
    group: str
    person: UUID | None
    name: str
    detail: str


def village_file(by: Actor, place: str, as_of: AsOf = NOW) -> VillageFile | None:
    """The file of a village (or a grid) within the asker's reach, None for whoever may not look. About thirty queries, however large it is."""
    if not by.can("registry.look"):
        return None
    rows = rows_of(by, place, as_of)
    reported = report_of(by, place, as_of)
    ids = {one.household_id for one in rows.houses}
    whole = tallied(by, place=place, length=len(place), as_of=as_of).get(place, Counts(0, 0))
    return VillageFile(
        place, as_of, day_of(as_of), whole.households, whole.persons, _labels(rows), _cut(MEMBERS, rows.members, rows.day),
        _cut(HOUSES, rows.houses, rows.day), reported, reports_before(by, place, as_of), beside(reported, rows), changes_by_year(by, place, as_of),
        incomes(by, place, _earning(rows), as_of), _bodies(by, place, as_of), this_month(by, place, ids, as_of),
    )


def _cut(cuts: Mapping[str, Cut], rows: Sequence[object], day: date) -> tuple[tuple[Cut, tuple[Share, ...]], ...]:
    return tuple((cut, shares(cut, rows, day)) for cut in cuts.values())


def _labels(rows: Rows) -> dict[str, tuple[LabelCount, ...]]:
    """Each kind's labels with their households and persons. 一般农户 are those who count as nothing else, whether or not it is written."""
    sizes = rows.sizes()

    def count(kind: str, label: str) -> LabelCount:
        those = _having(rows, kind, label)
        return LabelCount(kind, label, len(those), sum(sizes.get(one, 0) for one in those), rows.mainly.get((kind, label), 0))
    return {kind: tuple(made for label in order if (made := count(kind, label)).households) for kind, order in ORDER.items()}


def _having(rows: Rows, kind: str, label: str) -> set[UUID]:
    """The households that have a label."""
    if (kind, label) == ("assisted", NOT_ASSISTED):
        return {one.household_id for one in rows.houses} - {one.household_id for one in rows.labels if one.kind == kind and one.label != label}
    return rows.having.get((kind, label), set())


def _earning(rows: Rows) -> Mapping[str, Collection[UUID]]:
    """The households whose income is told of by year."""
    return {LIFTED: _having(rows, "assisted", LIFTED), "监测对象": {one.household_id for one in rows.labels if one.kind == "monitored"}}


def _bodies(by: Actor, place: str, as_of: AsOf) -> tuple[BodyLine, ...]:
    found = BodyRecord.objects.filter(at(by, place, as_of), **as_of.filters()).order_by("kind", "name_folded")
    return tuple(BodyLine(*one) for one in found.values_list("body_id", "name", "kind", "head", "business")[:MOST_BODIES])


def village_rows(by: Actor, place: str, cut: str, label: str, as_of: AsOf = NOW) -> list[CutRow] | None:
    """The households or people behind one figure of a village: as many as it says. None for an unknown cut; empty for a label nobody has."""
    if not by.can("registry.look") or cut not in {*MEMBERS, *HOUSES, *ORDER}:
        return None
    rows = rows_of(by, place, as_of, labels=cut in ORDER, plain=label == NOT_ASSISTED)
    houses, heads = {one.household_id: one for one in rows.houses}, rows.heads()

    def made(household: UUID, detail: str, person: UUID | None = None, name: str = "") -> CutRow:
        house = houses.get(household)
        return CutRow(household, house.number if house else "", heads.get(household, ""), house.group if house else "", person, name, detail)
    if cut in MEMBERS:
        return [
            made(one.household_id, "，".join(filter(None, (one.relation, one.sex, one.birth.isoformat() if one.birth else ""))), one.person_id, one.name)
            for one in chosen(MEMBERS[cut], label, rows.members, rows.day)
        ]
    if cut in HOUSES:
        return [made(one.household_id, "") for one in chosen(HOUSES[cut], label, rows.houses, rows.day)]
    told = {one.household_id: "，".join(filter(None, (f"{one.since} 起", one.note, one.document))) for one in rows.labels if (one.kind, one.label) == (cut, label)}
    return sorted((made(one, told.get(one, "")) for one in _having(rows, cut, label)), key=lambda row: row.number)
