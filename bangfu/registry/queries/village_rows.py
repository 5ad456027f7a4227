"""The rows a village's figures are counted from: its members, households and their labels on a day, as known on a day. One query each."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, Sum

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
    """A village on a day. `land`: column → how much of a kind (亩) all its households have together."""

    day: date
    members: list[Member]
    houses: list[House]
    labels: list[Labelled]
    land: Mapping[str, Decimal]

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

    def sizes(self) -> Mapping[UUID, int]:
        """How many members each household has."""
        return Counter(one.household_id for one in self.members)

    def heads(self) -> Mapping[UUID, str]:
        """The name of each household's head."""
        return {one.household_id: one.name for one in self.members if one.relation in ("户主", "本人")}


def at(by: Actor, place: str, as_of: AsOf) -> Q:
    """Rows at a place and below, within reach: now by where they lie, on another day by where they lay then (`place_then`)."""
    return Q(under(place, "place_code" if as_of == NOW else "place_then"), by.scope())


def lying(by: Actor, place: str, as_of: AsOf) -> Q:
    """As `at`, for households and people: those of another day are found through the places they lie at now, which have an index."""
    if as_of == NOW:
        return at(by, place, as_of)
    codes = RegisterStep.objects.filter(under(place, "place_then")).order_by("place_code").values_list("place_code", flat=True).distinct()
    return Q(at(by, place, as_of), place_code__in=list(codes))


def rows_of(by: Actor, place: str, as_of: AsOf = NOW, *, labels: bool = True, plain: bool = False) -> Rows:
    """Members and households of a place on a day, as known then, and with `labels` these and the land: seven queries, one more for a day past. `plain`: with
    the labels that say 一般农户, which most households have and nothing is counted by."""
    there = lying(by, place, as_of)
    members = PersonRecord.objects.filter(there, **as_of.filters()).values_list(*Member._fields)
    houses = HouseholdRecord.objects.filter(there, **as_of.filters())
    known = [House._make(one) for one in houses.order_by("number").values_list(*House._fields)]
    labelled = _labels({one.household_id for one in known}, as_of, plain=plain) if labels else []
    land = houses.aggregate(**{name: Sum(name, default=0) for name in LAND}) if labels else {}
    return Rows(day_of(as_of), [Member._make(one) for one in members], known, labelled, land)


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
