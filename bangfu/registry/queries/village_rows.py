"""The rows a village's figures are counted from: its members, households and their labels on a day, as known on a day. One query each, when it is needed."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from bangfu.facts.models import NOW, AsOf
from bangfu.organization.actor import Actor
from bangfu.registry.models import Cause, Guarantee, HouseholdRecord, PersonRecord, RegisterStep, RiskSpell, StatusSpell
from bangfu.registry.queries.people import under
from bangfu.registry.queries.spells import day_of
from bangfu.registry.village_cuts import House, Member
from bangfu.rules.status import FAMILIES, NOT_ASSISTED

LAND = ("farmland", "irrigated", "forest", "returned_forest", "orchard", "grassland", "water_surface")
COUNTING = [label for family in FAMILIES.values() for label in family.codes.labels if label != NOT_ASSISTED]   # all but those that say 一般农户
MAIN, MAINLY = 1, "主要"   # the rank of a main cause, and its word
HEADS = ("户主", "本人")


class Labelled(NamedTuple):
    """A label a household has on the day. `kind`: assisted, monitored, relief (families of status), risk, cause, guarantee (one it has not)."""

    household_id: UUID
    kind: str
    label: str
    since: date
    document: str
    note: str


@dataclass(frozen=True)
class Rows:
    """A village on a day, as known on a day. Each kind of rows is asked for when it is first looked at: who looks at the houses only does not read the people.
    `plain`: with the labels that say 一般农户, which most households have and nothing is counted by."""

    by: Actor
    place: str
    as_of: AsOf = NOW
    plain: bool = False

    @property
    def day(self) -> date:
        """The day asked about."""
        return day_of(self.as_of)

    @cached_property
    def members(self) -> list[Member]:
        """Everybody, in no order."""
        return [Member._make(one) for one in self._people.values_list(*Member._fields)]

    @cached_property
    def houses(self) -> list[House]:
        """Every household, by its number."""
        return [House._make(one) for one in self._homes.order_by("number").values_list(*House._fields)]

    @cached_property
    def ids(self) -> set[UUID]:
        """The households."""
        return {one.household_id for one in self.houses}

    @cached_property
    def labels(self) -> list[Labelled]:
        """What the households have: four queries."""
        return _labels(self.ids, self.as_of, plain=self.plain)

    @cached_property
    def land(self) -> Mapping[str, Decimal]:
        """Column → how much of a kind (亩) all households have together."""
        return self._homes.aggregate(**{name: Sum(name, default=0) for name in LAND})

    @cached_property
    def having(self) -> Mapping[tuple[str, str], set[UUID]]:
        """(kind, label) → the households that have it."""
        having: dict[tuple[str, str], set[UUID]] = defaultdict(set)
        for one in self.labels:
            having[one.kind, one.label].add(one.household_id)
        return having

    @cached_property
    def mainly(self) -> Mapping[tuple[str, str], int]:
        """(kind, label) → how many households have it as their main one (causes)."""
        return Counter((one.kind, one.label) for one in self.labels if one.note == MAINLY)

    @cached_property
    def sizes(self) -> Mapping[UUID, int]:
        """How many members each household has, as an index of households answers it."""
        found = PersonRecord.objects.filter(household__among=self.ids, **self.as_of.filters())
        return dict(found.order_by().values_list("household_id").annotate(n=Count("*")))

    @cached_property
    def heads(self) -> Mapping[UUID, str]:
        """The name of each household's head."""
        return dict(self._people.filter(relation__in=HEADS).values_list("household_id", "name"))

    @cached_property
    def _there(self) -> Q:
        return lying(self.by, self.place, self.as_of)

    @property
    def _people(self) -> QuerySet[PersonRecord]:
        return PersonRecord.objects.filter(self._there, **self.as_of.filters())

    @property
    def _homes(self) -> QuerySet[HouseholdRecord]:
        return HouseholdRecord.objects.filter(self._there, **self.as_of.filters())


def at(by: Actor, place: str, as_of: AsOf) -> Q:
    """Rows at a place and below, within reach: now by where they lie, on another day by where they lay then (`place_then`)."""
    return Q(under(place, "place_code" if as_of == NOW else "place_then"), by.scope())


def lying(by: Actor, place: str, as_of: AsOf) -> Q:
    """As `at`, for households and people: those of another day are found through the places they lie at now, which have an index."""
    if as_of == NOW:
        return at(by, place, as_of)
    codes = RegisterStep.objects.filter(under(place, "place_then")).order_by("place_code").values_list("place_code", flat=True).distinct()
    return Q(at(by, place, as_of), place_code__in=list(codes))


def _labels(households: set[UUID], as_of: AsOf, *, plain: bool) -> list[Labelled]:
    """The labels of households, found by the households: a spell stays where it was written, its household may have moved."""
    def found(model: Any, *columns: str, **more: Any) -> Any:
        return model.objects.filter(**as_of.filters(), household__among=households, **more).order_by("valid_from").values_list("household_id", *columns)
    shared, some = ("valid_from", "document"), {} if plain else {"label__in": COUNTING}
    return [
        *(Labelled(of, family, label, since, document, "") for of, family, label, since, document in found(StatusSpell, "family", "label", *shared, **some)),
        *(Labelled(of, "risk", label, *rest) for of, label, *rest in found(RiskSpell, "label", *shared, "sub_kind")),
        *(Labelled(of, "cause", label, since, document, MAINLY if rank == MAIN else "其他")
          for of, label, since, document, rank in found(Cause, "label", *shared, "rank")),
        *(Labelled(of, "guarantee", *rest) for of, *rest in found(Guarantee, "label", *shared, "handling", state="未保障")),
    ]
