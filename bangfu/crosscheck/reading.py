"""What a run reads out of the database: the register as known at one moment, and the lists in force."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from bangfu.crosscheck import engine, snapshot
from bangfu.crosscheck.checks.rows import SOURCES, Delivered, InForce, Registered
from bangfu.crosscheck.engine import Tables
from bangfu.crosscheck.found import Found
from bangfu.crosscheck.near_numbers import near_numbers
from bangfu.crosscheck.source_queries import unused
from bangfu.deliveries.queries import ListInForce, lists_in_force, rows_in_force
from bangfu.facts.models import AsOf
from bangfu.registry.queries import roster
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.refusal import Refused

TRIES = 3


def read_county(*, day: date, known_at: datetime) -> Tables:
    """The whole county's tables. Read again when a list came into force meanwhile, so that no village is read half old, half new."""
    for _ in range(TRIES):
        lists, off = lists_in_force(), unused()
        rows = (row for slug in SOURCES if slug not in off for row in _rows_of(slug))
        read = snapshot.tables(_register(day, known_at), rows, (_in_force(one) for one in lists if one.source not in off), day)
        if lists_in_force() == lists:
            return replace(read, near_numbers=near_numbers(read))
    raise Refused("正在应用新的来表，名单还在变；请等应用完再核对。")


def found_again(run: UUID) -> list[Found]:
    """What a past run found, found again from what it had read. `engine.digest` of it is the run's as long as the checks are the same."""
    return engine.run(snapshot.kept(run))


def _register(day: date, known_at: datetime) -> Iterator[Registered]:
    """Everybody, under the village they live in: lists are delivered by villages, and who lies in a grid is in the village's list."""
    for one in roster(AsOf(day=day, known=known_at)):
        yield Registered(str(one.person), str(one.household), *one[2:])._replace(place_code=one.place_code[: LENGTHS["village"]])


def _rows_of(slug: str) -> Iterator[Delivered]:
    for one in rows_in_force(slug):
        yield Delivered(slug, str(one.id), str(one.delivery), *one[2:])


def _in_force(one: ListInForce) -> InForce:
    return InForce(one.source, one.place_code, str(one.delivery), one.data_day)
