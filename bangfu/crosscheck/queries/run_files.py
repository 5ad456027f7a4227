"""One past run whole: what it went by, so that anybody can see what was held against what, and whether it was repeated."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from bangfu.crosscheck import orders, snapshot
from bangfu.crosscheck.changes import checks_line
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.checks.words import REGISTER, cell_word, source_word
from bangfu.crosscheck.models import Run
from bangfu.crosscheck.queries.runs import RunRow, runs_seen
from bangfu.crosscheck.rowwise import Values
from bangfu.crosscheck.sources import authority_told
from bangfu.deliveries.models import Delivery
from bangfu.organization.actor import Actor
from bangfu.rules.place_code import covers
from bangfu.rules.policy_figure import KINDS
from bangfu.walls.reach import whole_county


@dataclass(frozen=True)
class ListRead:
    """One list a run read: `delivery` opens it, None out of the asker's reach."""

    source: str
    word: str
    file_name: str
    data_day: date
    received_at: datetime
    delivery: UUID | None


@dataclass(frozen=True)
class NumberSet:
    """One number a run went by: of a check (`check` its slug), set otherwise than the check comes with, or a policy figure (`check` '')."""

    check: str
    of: str
    word: str
    value: Decimal
    unit: str


@dataclass(frozen=True)
class RunFile:
    """A run with what it went by. `off`: checks it left out, by their words. `numbers` and `orders` (what the county had set otherwise) are None once what it
    read was removed (`is_there`). `is_same`: whether the last repetition found the same, None before the first; `changed`: checks that decide otherwise since.
    `touched`: how many people were looked at again, of a run over what changed only; None where that was everybody, and once what it
    read was removed."""

    row: RunRow
    lists: tuple[ListRead, ...]
    checks: int
    off: tuple[str, ...]
    numbers: tuple[NumberSet, ...] | None
    orders: tuple[tuple[str, tuple[str, ...]], ...] | None
    is_there: bool
    may_repeat: bool
    repeated_at: datetime | None
    repeated_by: str
    is_same: bool | None
    changed: tuple[str, ...]
    touched: int | None


def run_file(by: Actor, wanted: UUID) -> RunFile | None:
    """One finished run over a place the asker reaches, or above it."""
    found = runs_seen(by).filter(pk=wanted).first() if by.can("crosscheck.look") else None
    if found is None:
        return None
    run, row = found, RunRow.of(by, found)
    went_by, there = dict(line.split(" ", 1) for line in run.checks.splitlines()), snapshot.is_there(run.pk)
    values = snapshot.kept(run.pk).values if there else None
    now = dict(line.split(" ", 1) for line in checks_line().splitlines())
    return RunFile(
        row, tuple(_lists(by, run)), len(went_by), tuple(check.title for check in CHECKS.values() if check.slug not in went_by),
        None if values is None else tuple(_numbers(values)), None if values is None else tuple(_orders(values)), there,
        there and by.can("crosscheck.run") and covers(by.ranges, run.place_code), run.repeated_at, run.repeated_by,
        run.repeated_digest == run.digest if run.repeated_at else None,
        tuple(CHECKS[slug].title if slug in CHECKS else slug for slug, version in went_by.items() if now.get(slug) != version),
        _touched(run) if there else None,
    )


def _touched(run: Run) -> int | None:
    scope = snapshot.scope_of(run.pk)
    if scope is None:
        return None
    people = snapshot.kept(run.pk).register
    touched = people.count_rows(filter=pc.is_in(pc.field("person"), pa.array(list(scope), people.schema.field("person").type)))
    return touched if touched < run.persons else None


def _lists(by: Actor, run: Run) -> list[ListRead]:
    named = [line.split(" ", 1) for line in run.inputs.splitlines()]
    with whole_county("which lists a run read is part of the run; what is within reach only is their names"):
        found = Delivery.objects.in_bulk([UUID(delivery) for _, delivery in named])
    reached = set(Delivery.objects.filter(by.scope(), pk__in=found).values_list("pk", flat=True))
    read = [(source, found[UUID(delivery)]) for source, delivery in named if UUID(delivery) in found]
    told = [ListRead(
        source, source_word(source), one.file_name if one.pk in reached else "", one.data_day, one.received_at, one.pk if one.pk in reached else None,
    ) for source, one in read]
    return sorted(told, key=lambda one: (one.word, one.data_day, one.received_at))


def _numbers(values: Values) -> list[NumberSet]:
    own = {(check.slug, one.name): (check, one) for check in CHECKS.values() for one in check.settings}
    figures = [NumberSet("", "政策标准", KINDS[kind].word, value, KINDS[kind].unit) for (check, kind), value in values.items() if not check and kind in KINDS]
    settings = [
        NumberSet(check.slug, check.title, one.word, values[key], one.unit) for key, (check, one) in own.items() if key in values and values[key] != one.value
    ]
    return [*figures, *settings]


def _orders(values: Values) -> list[tuple[str, tuple[str, ...]]]:
    told = orders.believed_in(values)
    return [(cell_word(REGISTER, column), tuple(map(source_word, slugs))) for column, slugs in told.items() if slugs != authority_told()[column]]
