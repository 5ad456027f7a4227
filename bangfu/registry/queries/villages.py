"""The file of a village (一村一档): what is counted from the register on any day as known on any day, beside what the village reports of itself."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from bangfu.facts.models import NOW, AsOf
from bangfu.organization.actor import Actor
from bangfu.registry.models import BodyRecord
from bangfu.registry.queries.tallies import Counts, tallied
from bangfu.registry.queries.village_reports import Beside, Reported, beside, report_of, reports_before
from bangfu.registry.queries.village_rows import HEADS, Rows, at
from bangfu.registry.queries.village_years import Happening, YearOfChanges, YearOfIncome, changes_by_year, incomes, this_month
from bangfu.registry.village_cuts import HOUSES, MEMBERS, Cut, Share, chosen, shares
from bangfu.rules.codes import CAUSE, GUARANTEE, HOUSEHOLD_KIND, MONITORED_KIND, RELIEF, RISK
from bangfu.rules.status import LIFTED, NOT_ASSISTED

MOST_BODIES = 100
Figures = tuple[tuple[Cut, tuple[Share, ...]], ...]
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
    """A village on a day. Each piece is asked for when it is first looked at: a page shows its first pieces before the long ones are counted, a paper looks at
    all of them (about thirty queries, however large the village is)."""

    by: Actor
    place: str
    as_of: AsOf
    rows: Rows

    @property
    def day(self) -> date:
        """The day asked about."""
        return self.rows.day

    @property
    def households(self) -> int:
        """Households by the counters."""
        return self._counts.households

    @property
    def persons(self) -> int:
        """Persons by the counters."""
        return self._counts.persons

    @cached_property
    def _counts(self) -> Counts:
        return tallied(self.by, place=self.place, length=len(self.place), as_of=self.as_of).get(self.place, Counts(0, 0))

    @cached_property
    def labels(self) -> Mapping[str, tuple[LabelCount, ...]]:
        """Kind → how many households have each of its labels."""
        return {kind: tuple(made for label in order if (made := self._label(kind, label)).households) for kind, order in ORDER.items()}

    def _label(self, kind: str, label: str) -> LabelCount:
        those, sizes = _having(self.rows, kind, label), self.rows.sizes
        return LabelCount(kind, label, len(those), sum(sizes.get(one, 0) for one in those), self.rows.mainly.get((kind, label), 0))

    @cached_property
    def members(self) -> Figures:
        """The people, cut by what they are."""
        return _cut(MEMBERS, self.rows.members, self.day)

    @cached_property
    def houses(self) -> Figures:
        """The households, cut by where and how they live."""
        return _cut(HOUSES, self.rows.houses, self.day)

    @cached_property
    def reported(self) -> Reported | None:
        """What the village says of itself."""
        return report_of(self.by, self.place, self.as_of)

    @cached_property
    def reports(self) -> Sequence[tuple[date, str, datetime]]:
        """Every report, the latest first: true from, reporter, written down."""
        return reports_before(self.by, self.place, self.as_of)

    @cached_property
    def beside(self) -> tuple[Beside, ...]:
        """What is reported beside what is counted."""
        return beside(self.reported, self.rows)

    @cached_property
    def changes(self) -> tuple[YearOfChanges, ...]:
        """Who came and left, by year."""
        return changes_by_year(self.by, self.place, self.as_of)

    @cached_property
    def incomes(self) -> tuple[YearOfIncome, ...]:
        """What households earned a head, by year."""
        return incomes(self.by, self.place, _earning(self.rows), self.as_of)

    @cached_property
    def bodies(self) -> tuple[BodyLine, ...]:
        """Enterprises and offices that stand in it."""
        return _bodies(self.by, self.place, self.as_of)

    @cached_property
    def month(self) -> tuple[Happening, ...]:
        """What became so in the month of the day."""
        return this_month(self.by, self.place, self.rows.ids, self.as_of)

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

    @property
    def id(self) -> UUID:
        """Of the person or household counted."""
        return self.person or self.household


def village_file(by: Actor, place: str, as_of: AsOf = NOW) -> VillageFile | None:
    """The file of a village (or a grid) within the asker's reach, None for whoever may not look."""
    return VillageFile(by, place, as_of, Rows(by, place, as_of)) if by.can("registry.look") else None


def _cut(cuts: Mapping[str, Cut], rows: Sequence[object], day: date) -> Figures:
    return tuple((cut, shares(cut, rows, day)) for cut in cuts.values())


def _having(rows: Rows, kind: str, label: str) -> set[UUID]:
    """The households that have a label."""
    if (kind, label) == ("assisted", NOT_ASSISTED):
        return rows.ids - {one.household_id for one in rows.labels if one.kind == kind and one.label != label}
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
    rows = Rows(by, place, as_of, plain=label == NOT_ASSISTED)
    houses = {one.household_id: one for one in rows.houses}
    heads = {one.household_id: one.name for one in rows.members if one.relation in HEADS} if cut in MEMBERS else rows.heads

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
