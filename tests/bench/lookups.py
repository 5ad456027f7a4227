"""Single queries of a filled county, as the program asks them, replayed without Django around them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import connection

from bangfu.demo.families import AS_OF
from bangfu.demo.places import COUNTY
from bangfu.facts.models import NOW, AsOf
from bangfu.registry import queries
from bangfu.registry.models import PersonRecord
from bangfu.registry.records import ID_PURPOSE
from bangfu.sealing.ring import ring
from tests.bench.county import officer, sample
from tests.bench.figures import COUNTY as FILLED
from tests.bench.figures import Asked, Measured, bench, in_turns

SAMPLES, ROUNDS = 20, 5
Statement = tuple[str, Any]


@bench("query", unit="CPU-ms", baseline="a person's record by its primary key", ground=FILLED, target="≤ 5 ms")
def finding_people(asked: Asked) -> Iterator[Measured]:
    """By ID number (its blind index), and by the beginning of a name."""
    by, people = officer(), sample(asked.seed, SAMPLES)
    rows = PersonRecord.objects.filter(**NOW.filters()).count()
    by_key = _asked_for(lambda one: PersonRecord.objects.filter(pk=one.pk).first(), people)
    by_number = _asked_for(lambda one: queries.found(by, ring().unseal(one.id_number, ID_PURPOSE)), people)
    by_name = _asked_for(lambda one: queries.found(by, one.name), people)
    by_surname = _asked_for(lambda one: queries.found(by, one.name[:1]), people)
    in_roster = _asked_for(lambda one: queries.persons(by, place=COUNTY, after=queries.key_behind(by, one.person_id)), people, last=True)
    for name, statements in (
        ("by blind index", by_number), ("by a whole name", by_name), ("by a surname, the first 50", by_surname),
        ("the 50 behind somebody in the roster", in_roster),
    ):
        seconds, ratio = in_turns(lambda: _replay(statements), lambda: _replay(by_key), ROUNDS)   # noqa: B023 - called at once
        yield Measured(seconds * 1000 / len(statements), ratio * len(by_key) / len(statements), rows, name)


@bench("roll-up of the county", unit="CPU-ms", baseline="COUNT(*) over the rows", ground=FILLED, target="≤ 10 ms")
def rolling_up(asked: Asked) -> Iterator[Measured]:
    """The counters of the villages, summed; and counted by township from the rows, as a figure of a past day is."""
    by, past = officer(), AsOf(day=AS_OF)
    current = PersonRecord.objects.filter(**NOW.filters())
    counting = _caught(current.count)
    for name, act, target in (
        ("from the counters", lambda: queries.counts(by, COUNTY), ""),
        ("from the rows of a past day, by township: persons", lambda: queries.tally_persons(by, place=COUNTY, length=9, as_of=past), "≤ 3 ×"),
        ("from the rows of a past day, by township: households", lambda: queries.tally_households(by, place=COUNTY, length=9, as_of=past), "≤ 3 ×"),
    ):
        statements = _caught(act)
        seconds, ratio = in_turns(lambda: _replay(statements), lambda: _replay(counting), ROUNDS)   # noqa: B023 - called at once
        yield Measured(seconds * 1000, ratio, current.count(), name, target)


def _asked_for(act: Callable[[PersonRecord], object], people: Sequence[PersonRecord], last: bool = False) -> list[Statement]:
    """The statement over persons that the program sends for each; the `last` one where there are several."""
    return [_caught(lambda: act(one))[-1 if last else 0] for one in people]   # noqa: B023 - called at once


def _caught(act: Callable[[], object]) -> list[Statement]:
    """The statements over the register that `act` sends."""
    sent: list[Statement] = []

    def catch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(catch):
        act()
    return [one for one in sent if 'FROM "registry_' in one[0]]


def _replay(statements: Sequence[Statement]) -> None:
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            cursor.fetchall()
