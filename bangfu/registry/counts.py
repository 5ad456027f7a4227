"""Counters of the register: households and persons by village now, and the steps by which they changed. Kept by every action, counted anew on demand."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Substr

from bangfu.facts import bulk
from bangfu.facts.models import FOREVER, NOW
from bangfu.facts.moment import at_one_moment
from bangfu.journal.actions import Deed
from bangfu.registry.models import HouseholdRecord, PersonRecord, RegisterCount, RegisterStep
from bangfu.registry.name_keys import follow, index_all, refresh
from bangfu.registry.subjects import village
from bangfu.rules.dates import FOREVER_DAY

Key = tuple[str, str, date, datetime]
COUNTED: tuple[type[Any], ...] = (HouseholdRecord, PersonRecord)


def keep_up(deeds: Sequence[Deed], also: Iterable[str] = ()) -> None:
    """Brings every counter, and the keys names are found by, up to what the deeds just wrote. Called within their transaction, after the journal.
    `also`: places to be recounted besides."""
    rows = [row for deed in deeds for row in (*deed.new, *deed.superseded) if isinstance(row, COUNTED)]
    bulk.insert(_steps(deeds))
    recount({*also, *(row.place_code for row in rows)})
    refresh(deeds)


@transaction.atomic
def catch_up() -> bool:
    """Gives a register that an earlier version filled what this one keeps beside it: steps, keys of names, counts; all of it or nothing, for by the steps it is
    seen that it was done. False when there is nothing to do."""
    if RegisterStep.objects.exists() or not PersonRecord.objects.exists():
        return False
    places = {code for model in COUNTED for code in model._default_manager.order_by().values_list("place_code", flat=True).distinct()}
    step_anew({code[:12] for code in places})
    recount(places)
    index_all()
    return True


def _steps(deeds: Sequence[Deed]) -> list[RegisterStep]:
    """The steps of rows written and superseded; those that come to nothing are left out."""
    steps: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    for deed in deeds:
        for row in deed.new:
            if isinstance(row, COUNTED):
                _step(steps, row, row.recorded_at, 1)
        for row in deed.superseded:
            if isinstance(row, COUNTED):
                _step(steps, row, row.superseded_at, -1)
    return [_as_row(key, *by) for key, by in steps.items() if any(by)]


def _step(steps: dict[Key, list[int]], row: Any, known_at: datetime, sign: int) -> None:
    which = 0 if isinstance(row, HouseholdRecord) else 1
    steps[row.place_code, row.place_then, row.valid_from, known_at][which] += sign
    if row.valid_to < FOREVER_DAY:
        steps[row.place_code, row.place_then, row.valid_to, known_at][which] -= sign


def _as_row(key: Key, households: int, persons: int) -> RegisterStep:
    place_code, place_then, day, known_at = key
    return RegisterStep(place_code=place_code, place_then=place_then, day=day, known_at=known_at, households=households, persons=persons)


def step_anew(places: Collection[str]) -> None:
    """Makes the steps of places (and their grids) anew from the rows that lie there now, after rows were re-homed or when a counter is doubted; the keys
    by which people are found come along."""
    follow(places)
    for place in sorted(set(places)):
        RegisterStep.objects.filter(village(place)).delete()
        bulk.insert([_as_row(key, *by) for key, by in _stepped(place).items() if any(by)])


def _stepped(place: str) -> dict[Key, list[int]]:
    """The steps of one place, counted from its rows: four groupings of each table."""
    steps: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    for which, model in enumerate(COUNTED):
        rows = model._default_manager.filter(village(place))
        for day, known_at, sign, wanted in (
            ("valid_from", "recorded_at", 1, {}), ("valid_to", "recorded_at", -1, {"valid_to__lt": FOREVER_DAY}),
            ("valid_from", "superseded_at", -1, {"superseded_at__lt": FOREVER}),
            ("valid_to", "superseded_at", 1, {"superseded_at__lt": FOREVER, "valid_to__lt": FOREVER_DAY}),
        ):
            for *key, n in rows.filter(**wanted).values_list("place_code", "place_then", day, known_at).annotate(n=Count("id")):
                steps[tuple(key)][which] += sign * n
    return steps


def recount(places: Iterable[str]) -> None:
    """Counts the places anew from the rows and keeps the result. Called by every action that adds, moves or removes people."""
    for place in sorted(set(places)):
        kept, _ = RegisterCount.objects.select_for_update().get_or_create(place_code=place)
        RegisterCount.objects.filter(pk=kept.pk).update(**counted(place), stirs=kept.stirs + 1)


def counted(place: str) -> dict[str, int]:
    """Households and persons now at one place, counted from the rows."""
    return {
        "households": HouseholdRecord.objects.filter(place_code=place, **NOW.filters()).count(),
        "persons": PersonRecord.objects.filter(place_code=place, **NOW.filters()).count(),
    }


@at_one_moment()
def differing() -> dict[str, tuple[tuple[int, int], tuple[int, int]]]:
    """Places whose counter is not what the rows say: place → (kept, counted), for the counts of now and, under the village's code with `@`, the sum of its
    steps. Empty when all is right."""
    actual = _now_by_place()
    kept = {one.place_code: (one.households, one.persons) for one in RegisterCount.objects.all()}
    wrong = {
        place: (kept.get(place, (0, 0)), actual.get(place, (0, 0)))
        for place in sorted({*kept, *actual}) if kept.get(place, (0, 0)) != actual.get(place, (0, 0))
    }
    return wrong | _differing_steps()


def _now_by_place() -> dict[str, tuple[int, int]]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for which, model in enumerate(COUNTED):
        for place, n in model._default_manager.filter(**NOW.filters()).values_list("place_code").annotate(n=Count("id")):
            counts[place][which] = n
    return {place: (households, persons) for place, (households, persons) in counts.items()}


def _differing_steps() -> dict[str, tuple[tuple[int, int], tuple[int, int]]]:
    """Villages whose steps are not those their rows make."""
    places = RegisterStep.objects.annotate(at=Substr("place_code", 1, 12)).values_list("at", flat=True).distinct()
    wrong: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {}
    for place in places:
        kept: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
        for one in RegisterStep.objects.filter(village(place)):
            key = (one.place_code, one.place_then, one.day, one.known_at)
            kept[key] = [kept[key][0] + one.households, kept[key][1] + one.persons]
        actual = _stepped(place)
        if {k: v for k, v in kept.items() if any(v)} != {k: v for k, v in actual.items() if any(v)}:
            wrong[f"{place}@"] = (_size(kept), _size(actual))
    return wrong


def _size(steps: dict[Key, list[int]]) -> tuple[int, int]:
    return (sum(abs(one[0]) for one in steps.values()), sum(abs(one[1]) for one in steps.values()))
