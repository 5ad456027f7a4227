"""What a run reads out of the database: the register as known at one moment, and the lists in force. It is written down as it is read, and then read from there."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db.models import QuerySet

from bangfu.crosscheck import as_set, engine, lists, matches, shapes, snapshot
from bangfu.crosscheck.columnwise import array, chunks, write
from bangfu.crosscheck.engine import Tables
from bangfu.crosscheck.found import Found
from bangfu.crosscheck.near_numbers import near_numbers
from bangfu.crosscheck.parquet import put
from bangfu.crosscheck.reading_households import households, households_in
from bangfu.crosscheck.reading_people import people, persons_in, village_of
from bangfu.crosscheck.source_queries import unused
from bangfu.deliveries.models import Delivery
from bangfu.deliveries.queries import ListInForce, lists_in_force
from bangfu.facts.models import AsOf
from bangfu.organization.models import PlaceTag
from bangfu.organization.queries import policy_figure_in_force
from bangfu.registry import columns
from bangfu.registry.models import VillageRecord
from bangfu.rules.policy_figure import KINDS
from bangfu.rules.refusal import Refused

TRIES = 3
VILLAGE: dict[str, str] = {name: name for name in ("place_code", "origin_kind", "origin_id", *columns.VILLAGE)}
Say = Callable[[str], None]


def read_county(where: Path, *, at: str, day: date, known_at: datetime, say: Say = lambda words: None) -> Tables:
    """The whole county's tables, written into a folder. Lists are laid out again when one came into force meanwhile, so that no village is read half old, half
    new. `at`: the place whose policy figures bind; `say` is told what is being read."""
    as_of = AsOf(day=day, known=known_at)
    where.mkdir(parents=True, exist_ok=True, mode=0o700)
    say("正在读名册里的人")
    write(where / "register.parquet", shapes.persons(), persons_in(people(as_of), day))
    say("正在读名册里的户")
    write(where / "households.parquet", shapes.households(), households_in(households(as_of), as_of))
    write(where / "villages.parquet", shapes.villages(), villages_in(as_of))
    say("正在读各方名单")
    lay_out_lists(where)
    told = numbers_in_force(at, day, known_at)
    say("正在比对只差一两位的号码")
    return with_near_numbers(where, snapshot.written(where, day=day, values=told.values, off=told.off, limits=told.limits))


def with_near_numbers(where: Path, read: Tables) -> Tables:
    """The tables of a run with what the sealed process says of numbers that meet nobody, written beside them."""
    found = near_numbers(read)
    put(where / "near_numbers.parquet", found)
    return replace(read, near_numbers=found)


def found_again(run: UUID) -> list[Found]:
    """What a run finds in what it had read, now or again. `engine.digest` of it is the run's as long as the checks are the same. Who was taken for whom is kept."""
    found, scope = engine.run(snapshot.kept(run), keep=matches.keeper(run)), snapshot.scope_of(run)
    return found if scope is None else [one for one in found if one.subject_id in scope]


def lay_out_lists(where: Path) -> list[ListInForce]:
    """Puts the rows of the lists in force into the folder of a run, and says which they are."""
    for _ in range(TRIES):
        found = _used()
        snapshot.clear_lists(where)
        by_delivery: dict[UUID, set[str]] = defaultdict(set)
        for one in found:
            by_delivery[one.delivery].add(one.place_code)
        for delivery in Delivery.objects.select_related("source").filter(pk__in=list(by_delivery)):
            lists.put_beside(delivery, by_delivery[delivery.pk], snapshot.list_folder(where, delivery.source.slug))
        if _used() == found:
            write(where / "in_force.parquet", shapes.in_force(), iter([in_force_of(found)]))
            return found
    raise Refused("正在应用新的来表，名单还在变；请等应用完再核对。")


def _used() -> list[ListInForce]:
    """The lists in force of the sources the county uses."""
    off = unused()
    return [one for one in lists_in_force() if one.source not in off]


def in_force_of(found: list[ListInForce]) -> dict[str, pa.Array]:
    """Which list is in force where, as columns."""
    return {
        "source": pa.array([one.source for one in found], pa.string()), "place_code": pa.array([one.place_code for one in found], pa.string()),
        "delivery": pa.array([str(one.delivery) for one in found], pa.string()), "data_day": pa.array([one.data_day for one in found], pa.date32()),
    }


def villages_in(as_of: AsOf, keep: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows) -> Iterator[dict[str, pa.Array]]:
    """What villages report of themselves (`shapes.villages`), with the tags they bear."""
    shape, tags = shapes.villages(), defaultdict[str, set[str]](set)
    for place, tag in keep(PlaceTag.objects.filter(**as_of.filters())).values_list("place_code", "tag"):
        tags[place].add(tag)
    for chunk in chunks(keep(VillageRecord.objects.filter(**as_of.filters())), VILLAGE):
        told = {name: array(chunk[name], shape.field(name).type) for name in VILLAGE}
        yield told | {"place_code": village_of(told["place_code"]), "tags": pa.array(["、".join(sorted(tags[one])) for one in chunk["place_code"]], pa.string())}


def numbers_in_force(at: str, day: date, known_at: datetime) -> as_set.AsSet:
    """What a run goes by: the policy figures that bind a place, in 元, what the county set of its checks, and in which order it believes the sources."""
    found, told = {kind: policy_figure_in_force(kind, at, day, known_at) for kind in KINDS}, as_set.in_force(day)
    return as_set.AsSet({("", kind): Decimal(one.amount.fen) / 100 for kind, one in found.items() if one} | dict(told.values), told.not_run)


