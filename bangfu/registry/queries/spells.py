"""What households counted as, were threatened by, suffered from and were guaranteed, and who came and left: the dated facts beside their records."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from bangfu.facts.models import FOREVER, AsOf
from bangfu.organization.actor import Actor
from bangfu.registry.models import Cause, Guarantee, Household, NaturalChange, PersonRecord, RiskSpell, StatusSpell
from bangfu.rules.natural_change import change_kind
from bangfu.rules.status import FAMILIES

_RANKS = {1: "主要", 2: "其他", 3: "其他"}
_WORDS = {RiskSpell: "返贫致贫风险", Cause: "致贫原因"}


@dataclass(frozen=True)
class SpellRow:
    """One dated label of a household. `kind`: status, risk, cause, guarantee; `family` a slug of `FAMILIES`, or the guarantee; `valid_to` None while it lasts."""

    id: UUID
    kind: str
    family: str
    word: str
    label: str
    detail: str
    valid_from: date
    valid_to: date | None
    ended_how: str
    document: str
    recorded_at: datetime
    recorded_in: UUID
    origin_kind: str
    origin_id: str

    @property
    def lasts(self) -> bool:
        """Whether it is so on the day asked about."""
        return self.valid_to is None


@dataclass(frozen=True)
class ChangeRow:
    """Somebody came to the household or left it. `other` and `other_number`: the household on the far side of a split or merger."""

    id: UUID
    person: UUID
    name: str
    kind: str
    word: str
    came: bool
    on: date
    document: str
    note: str
    other: UUID | None
    other_number: str
    recorded_at: datetime
    recorded_in: UUID
    origin_kind: str
    origin_id: str


@dataclass(frozen=True)
class Spells:
    """The dated labels of one household, each kind in the order of its days."""

    statuses: tuple[SpellRow, ...] = ()
    risks: tuple[SpellRow, ...] = ()
    causes: tuple[SpellRow, ...] = ()
    guarantees: tuple[SpellRow, ...] = ()

    @property
    def labels(self) -> Mapping[str, str]:
        """Family → the label it has on the day."""
        return {one.family: one.label for one in self.statuses if one.lasts}


def until(as_of: AsOf) -> dict[str, Any]:
    """Filters for everything believed at the moment asked about of days up to the day asked about."""
    known = {"superseded_at": FOREVER} if as_of.known is None else {"recorded_at__lte": as_of.known, "superseded_at__gt": as_of.known}
    return {**known, "valid_from__lte": day_of(as_of)}


def day_of(as_of: AsOf) -> date:
    """The day asked about."""
    return as_of.day or timezone.localdate()


def spells(by: Actor, wanted: Sequence[UUID], as_of: AsOf) -> dict[UUID, Spells]:
    """The spells of households within reach up to a day, as known at a moment: four queries."""
    found: dict[UUID, dict[str, list[SpellRow]]] = defaultdict(lambda: defaultdict(list))
    for model, part in ((StatusSpell, "statuses"), (RiskSpell, "risks"), (Cause, "causes"), (Guarantee, "guarantees")):
        for one in model.objects.filter(by.scope(), **until(as_of), household__in=wanted).order_by("valid_from", "id"):
            found[one.household_id][part].append(_spell(one, day_of(as_of)))
    return {household: Spells(**{part: tuple(rows) for part, rows in parts.items()}) for household, parts in found.items()}


def _spell(one: Any, day: date) -> SpellRow:
    kind, family, word, label, detail = _told(one)
    ended = one.valid_to if one.valid_to <= day else None
    return SpellRow(
        one.pk, kind, family, word, label, detail, one.valid_from, ended, getattr(one, "ended_how", "") if ended else "", one.document, one.recorded_at,
        one.recorded_in, one.origin_kind, one.origin_id,
    )


def _told(one: Any) -> tuple[str, str, str, str, str]:
    """kind, family, word, label, detail of a spell."""
    match one:
        case StatusSpell():
            return "status", one.family, FAMILIES[one.family].word, one.label, ""
        case RiskSpell():
            return "risk", "", _WORDS[RiskSpell], one.label, "，".join(filter(None, (one.sub_kind, one.remark)))
        case Cause():
            return "cause", str(one.rank), _WORDS[Cause], one.label, _RANKS[one.rank]
    return "guarantee", one.label, one.label, one.state, one.handling


def changes(by: Actor, wanted: Sequence[UUID], as_of: AsOf) -> dict[UUID, tuple[ChangeRow, ...]]:
    """Who came to households and left them up to a day, in the order of the days: three queries."""
    rows = list(NaturalChange.objects.filter(by.scope(), **until(as_of), household__in=wanted).order_by("valid_from", "id"))
    names, numbers = _names(by, {one.person_id for one in rows}), _numbers({one.other_id for one in rows if one.other_id})
    found: dict[UUID, list[ChangeRow]] = defaultdict(list)
    for one in rows:
        found[one.household_id].append(_change(one, names, numbers))
    return {household: tuple(those) for household, those in found.items()}


def _change(one: NaturalChange, names: Mapping[UUID, str], numbers: Mapping[UUID, str]) -> ChangeRow:
    kind = change_kind(one.kind)
    return ChangeRow(
        one.pk, one.person_id, names.get(one.person_id, "（不在管辖范围内的人）"), one.kind, kind.word, kind.direction == "in", one.valid_from, one.document,
        one.note, one.other_id, numbers.get(one.other_id, "") if one.other_id else "", one.recorded_at, one.recorded_in, one.origin_kind, one.origin_id,
    )


def _names(by: Actor, people: Iterable[UUID]) -> dict[UUID, str]:
    """The last known names of people, also of those who are gone."""
    records = PersonRecord.objects.filter(by.scope(), person__in=list(people)).order_by("superseded_at", "valid_from")
    return dict(records.values_list("person_id", "name"))


def _numbers(households: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Household.objects.filter(pk__in=list(households)).values_list("pk", "number"))
