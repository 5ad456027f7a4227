"""What changed since a run: whose records, whose facts, which lists came into force where; or that it was something that touches everybody."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Q, QuerySet
from django.utils import timezone

from bangfu.crosscheck import snapshot
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.columnwise import chunks, ids
from bangfu.crosscheck.engine import Tables
from bangfu.crosscheck.models import Run
from bangfu.crosscheck.reading import numbers_in_force
from bangfu.crosscheck.sources import sources
from bangfu.deliveries.models import DeliveredVillage, Delivery
from bangfu.deliveries.queries import ListInForce
from bangfu.facts.models import FOREVER
from bangfu.journal.models import Entry
from bangfu.organization.actor import within
from bangfu.organization.models import PlaceTag
from bangfu.registry.models import Cause, Guarantee, HouseholdRecord, IncomeItem, PersonRecord, RiskSpell, StatusSpell, VillageRecord
from bangfu.rules.place_code import LENGTHS, CodeRange

MARGIN = timedelta(minutes=10)   # what was written while the run before read, and committed after it
PLACES_CHANGED = ("place.became", "place.split", "place.closed", "place.added")
OF_RUNS = ("crosscheck.run", "finding.found")
OF_HOUSEHOLD = (HouseholdRecord, StatusSpell, RiskSpell, Cause, Guarantee, IncomeItem)


@dataclass(frozen=True)
class Changes:
    """Ids of persons and households with anything new, villages in which anything is, deliveries (source → delivery → villages) whose rows came or went."""

    persons: frozenset[str]
    households: frozenset[str]
    villages: frozenset[str]
    deliveries: dict[str, dict[UUID, frozenset[str]]]
    relisted: frozenset[str]


def base_of(at: str) -> Run | None:
    """The run that what changed is told against: the last over the whole place, if it was today's, read everything, and goes by the same checks and numbers."""
    for run in Run.objects.filter(place_code=at, finished_at__isnull=False).order_by("-known_at")[:50]:
        if snapshot.is_whole(run.pk):
            return run if _is_alike(run, at) else None
    return None


def _is_alike(run: Run, at: str) -> bool:
    before, now = snapshot.kept(run.pk), numbers_in_force(at, run.day, timezone.now())
    if not all(snapshot.is_there(one.pk) for one in _after(run)):
        return False
    if run.day != timezone.localdate() or run.checks != checks_line(now.off) or before.values != now.values:
        return False
    return not Entry.objects.filter(at__gt=run.known_at - MARGIN, verb__in=PLACES_CHANGED).exists()


def checks_line(off: Collection[str] = ()) -> str:
    """The checks a run goes by, one a line with its version, without those that are off."""
    return "\n".join(f"{check.slug} {check.version}" for check in CHECKS.values() if check.slug not in off)


def anything_since(moment: datetime, at: str) -> bool:
    """Whether anything was written down in a place since a moment but runs themselves."""
    return Entry.objects.filter(within([CodeRange.under(at)]), at__gt=moment).exclude(verb__in=OF_RUNS).exists()


def changes_since(run: Run, before: Tables, now: list[ListInForce]) -> Changes:
    """Everything that changed since a run read `before`; `now` are the lists in force."""
    since = run.known_at - MARGIN
    persons, households, villages = set[str](), set[str](), set[str]()
    for person, household, place in _touched(PersonRecord.objects.all(), since, "person_id", "household_id", "place_code"):
        persons.add(person)
        households.add(household)
        villages.add(place[: LENGTHS["village"]])
    for model in OF_HOUSEHOLD:
        for household, place in _touched(model.objects.all(), since, "household_id", "place_code"):
            households.add(household)
            villages.add(place[: LENGTHS["village"]])
    for reported in (VillageRecord.objects.all(), PlaceTag.objects.all()):
        villages.update(place[: LENGTHS["village"]] for place, in _touched(reported, since, "place_code"))
    then = [before.in_force, *(snapshot.kept(one.pk).in_force for one in _after(run))]
    relisted = {one for lists in then for one in _relisted(lists, now)}
    deliveries = _deliveries(relisted, since, then)
    places = frozenset(place for _, place in relisted) | _of_townships(relisted, before)
    return Changes(frozenset(persons), frozenset(households), frozenset(villages | places), deliveries, places)


def _after(run: Run) -> Iterator[Run]:
    """The runs begun since, of any place, whose findings may stand now: what they had read has to be known, since a list may be in force again that was not."""
    return Run.objects.filter(known_at__gt=run.known_at).iterator()


def touched_since(run: Run, rows: QuerySet[PersonRecord]) -> QuerySet[PersonRecord]:
    """Records, of whatever version, that were written or superseded since a run."""
    return rows.filter(_since(run.known_at - MARGIN))


def _since(moment: datetime) -> Q:
    return Q(recorded_at__gt=moment) | Q(superseded_at__gt=moment, superseded_at__lt=FOREVER)


def _touched(rows: QuerySet[Any], since: datetime, *names: str) -> Iterator[tuple[str, ...]]:
    for chunk in chunks(rows.filter(_since(since)).order_by(), {name: name for name in names}):
        yield from zip(*(ids(chunk[name]).to_pylist() for name in names), strict=True)


def _relisted(before: pa.Table, now: Iterable[ListInForce]) -> set[tuple[str, str]]:
    """(source, village) where another list is in force than before, or one more or fewer."""
    then = {(one["source"], one["place_code"]): (one["delivery"], one["data_day"]) for one in before.to_pylist()}
    today = {(one.source, one.place_code): (str(one.delivery), one.data_day) for one in now}
    return {key for key in {*then, *today} if then.get(key) != today.get(key)}


def _of_townships(relisted: Iterable[tuple[str, str]], before: Tables) -> frozenset[str]:
    """The villages of a township of which a list that names only some of them is another now."""
    towns = {place[: LENGTHS["township"]] for source, place in relisted if source in sources() and sources()[source].by_township}
    if not towns:
        return frozenset()
    known = pc.unique(before.register.to_table(columns=["place_code"])["place_code"])
    return frozenset(place for place in known.to_pylist() if place[: LENGTHS["township"]] in towns)


def _deliveries(relisted: set[tuple[str, str]], since: datetime, then: Iterable[pa.Table]) -> dict[str, dict[UUID, frozenset[str]]]:
    """Source → delivery → villages: the lists that were in force there before, are now, or were for a while in between."""
    found: dict[str, dict[UUID, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in (one for lists in then for one in lists.to_pylist()):
        if (one["source"], one["place_code"]) in relisted:
            found[one["source"]][UUID(one["delivery"])].add(one["place_code"])
    applied = DeliveredVillage.objects.filter(applied_at__gt=since).values_list("delivery__source__slug", "delivery_id", "place_code")
    for source, delivery, place in applied:
        if (source, place) in relisted:
            found[source][delivery].add(place)
    return {source: {delivery: frozenset(places) for delivery, places in those.items()} for source, those in found.items()}


def deliveries_named(wanted: Iterable[UUID]) -> dict[UUID, Delivery]:
    """Deliveries with their sources."""
    return {one.pk: one for one in Delivery.objects.select_related("source").filter(pk__in=list(wanted))}
