"""Checks as the county has set them, who set them and why, and what another setting would find."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

from bangfu.crosscheck import as_set, engine, snapshot
from bangfu.crosscheck.checks import CHECKS, FAMILIES
from bangfu.crosscheck.checks.check import Check, Setting
from bangfu.crosscheck.found import Found
from bangfu.crosscheck.models import CheckSetting, Run
from bangfu.crosscheck.reasons import reason
from bangfu.crosscheck.rowwise import Values
from bangfu.facts.models import FOREVER
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.rules.place_code import covers

EXAMPLES = 10
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class SetCheck:
    """One check as it is set now: with its numbers, and who changed it last (None: nobody ever did)."""

    check: Check
    on: bool
    values: tuple[tuple[Setting, Decimal], ...]
    changed_by: str
    changed_at: datetime | None
    reason: str

    @property
    def is_own(self) -> bool:
        """Whether anything is set otherwise than the check comes with."""
        return not self.on or any(one.value != value for one, value in self.values)


@dataclass(frozen=True)
class SettingStep:
    """What was set once: from a day on until another, by whom, when it was written down and why; `is_held` whether it is still believed."""

    on: bool
    values: tuple[tuple[str, Decimal], ...]
    valid_from: date
    by_name: str
    at: datetime
    reason: str
    is_held: bool


@dataclass(frozen=True)
class Preview:
    """What another setting would have found in what the last run read: how many more and fewer within the asker's reach, with examples of each."""

    run_day: date
    now: int
    then: int
    more: int
    fewer: int
    more_examples: tuple[str, ...]
    fewer_examples: tuple[str, ...]


def set_checks(by: Actor) -> list[tuple[str, list[SetCheck]]]:
    """(family, its checks) as they are set now, in the order of the families."""
    if not by.can("crosscheck.look"):
        return []
    rows = {one.check_slug: one for one in CheckSetting.objects.filter(superseded_at=FOREVER).order_by("valid_from")}
    values = as_set.of(rows.values()).values
    groups = [(family, [_set(check, rows.get(check.slug), values) for check in CHECKS.values() if check.family == family]) for family in FAMILIES]
    return [(family, found) for family, found in groups if found]


def set_check(by: Actor, slug: str) -> SetCheck | None:
    """One of them."""
    if slug not in CHECKS or not by.can("crosscheck.look"):
        return None
    row = CheckSetting.objects.filter(check_slug=slug, superseded_at=FOREVER).order_by("valid_from").last()
    return _set(CHECKS[slug], row, as_set.of([row] if row else []).values)


def _set(check: Check, row: CheckSetting | None, values: Values) -> SetCheck:
    told = tuple((one, values[check.slug, one.name]) for one in check.settings)
    return SetCheck(check, row.on if row else True, told, row.by_name if row else "", row.recorded_at if row else None, row.reason if row else "")


def setting_story(by: Actor, slug: str) -> list[SettingStep]:
    """Everything that was ever set of a check, the latest first."""
    if not by.can("crosscheck.look"):
        return []
    return [_step(one, is_held) for one, is_held in steps(CheckSetting.objects.filter(check_slug=slug), "on", "values")]


def steps(rows: QuerySet[Row], *said: str) -> list[tuple[Row, bool]]:
    """Each thing that was set once, the latest first, and whether it is still held to: a row is written anew when a later one ends it. `said`: the columns of
    what was set."""
    told: dict[tuple[object, ...], Row] = {}
    held = set()
    for one in rows.order_by("recorded_at", "valid_from"):
        key = tuple(getattr(one, name) for name in ("valid_from", *said, "by_name", "reason"))
        told.setdefault(key, one)
        held |= {key} if one.superseded_at == FOREVER else set()   # type: ignore[attr-defined]
    return [(one, key in held) for key, one in reversed(told.items())]


def _step(one: CheckSetting, is_held: bool) -> SettingStep:
    return SettingStep(one.on, tuple(as_set.read(one.values).items()), one.valid_from, one.by_name, one.recorded_at, one.reason, is_held)


def preview(by: Actor, slug: str, *, on: bool, values: Mapping[str, Decimal]) -> Preview | None:
    """What the check would have found with these numbers in what the last run read, against what it finds as it is set. None where no run's reading is kept.

    Refused for numbers that cannot be.
    """
    by.must("crosscheck.settings")
    check, held = CHECKS[slug], as_set.in_force(timezone.localdate())
    return preview_of(by, [check], held, held.but(check, on, as_set.possible(check, values)))


def preview_of(by: Actor, checks: Sequence[Check], held: as_set.AsSet, other: as_set.AsSet) -> Preview | None:
    """What checks would have found as `other` has it in what the last run within reach read, against what they find as it is held."""
    run = next((one for one in Run.objects.filter(by.scope(), finished_at__isnull=False).order_by("-known_at")[:5] if snapshot.folder(one.pk).exists()), None)
    if run is None:
        return None
    now, then = (_found(by, run, checks, one) for one in (held, other))
    more, fewer = [then[one] for one in then if one not in now], [now[one] for one in now if one not in then]
    return Preview(run.day, len(now), len(then), len(more), len(fewer), _sentences(more), _sentences(fewer))


def _found(by: Actor, run: Run, checks: Sequence[Check], asked: as_set.AsSet) -> dict[str, Found]:
    found = engine.run(asked.into(snapshot.kept(run.pk)), checks)
    return {one.identity: one for one in found if covers(by.ranges, one.place_code)}


def _sentences(found: list[Found]) -> tuple[str, ...]:
    shown = found[:EXAMPLES]
    names = place_names({code for one in shown for code in (one.place_code, one.say.get("other_place") or one.place_code)})
    return tuple(f"{names.get(one.place_code, one.place_code)}：{reason(one, names)}" for one in shown)
