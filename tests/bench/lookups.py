"""Single queries of a filled county, as the program asks them, replayed without Django around them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db import connection

from bangfu.demo.families import AS_OF
from bangfu.demo.places import COUNTY
from bangfu.facts.models import NOW, AsOf
from bangfu.organization.actor import Actor
from bangfu.registry import queries
from bangfu.registry.models import PersonRecord
from bangfu.registry.records import ID_PURPOSE, PHONE_PURPOSE
from bangfu.rules.place_code import CodeRange
from bangfu.rules.search_key import folded, name_keys
from bangfu.sealing.ring import ring
from tests.bench.county import officer, sample
from tests.bench.figures import COUNTY as FILLED
from tests.bench.figures import Asked, Measured, bench, in_turns, share, spent

SAMPLES, ROUNDS, MANY = 20, 5, 1_000
Statement = tuple[str, Any]


def _key(one: PersonRecord, capital: bool) -> str:
    """The initials or the full pinyin of a name."""
    return next(key for key in name_keys(one.name) if key.isascii() and key.isupper() == capital)


# what is typed of a person, by what it is
TYPED: dict[str, Callable[[PersonRecord], str]] = {
    "full name": lambda one: one.name, "two middle characters": lambda one: folded(one.name)[1:3], "surname": lambda one: one.name[:1],
    "initials": lambda one: _key(one, True), "full pinyin": lambda one: _key(one, False), "ID number": lambda one: ring().unseal(one.id_number, ID_PURPOSE),
    "phone": lambda one: ring().unseal(one.phone, PHONE_PURPOSE) or NO_PHONE, "household number": lambda one: one.household.number,
}
NO_PHONE = "15400000000"


@bench("query", unit="CPU-ms", baseline="a person's record by its primary key", ground=FILLED, target="≤ 5 ms")
def finding_people(asked: Asked) -> Iterator[Measured]:
    """Every statement a search sends, without the program around them, as the county's officer."""
    by, people = officer(), sample(asked.seed, SAMPLES)
    rows = PersonRecord.objects.filter(**NOW.filters()).count()
    by_key = _asked_for(lambda one: PersonRecord.objects.filter(pk=one.pk).first(), people)
    in_roster = _asked_for(lambda one: queries.persons_page(by, queries.Asked(COUNTY), after=queries.person_key(by, one.person_id)), people, last=True)
    replays = {f"search by {name}": _asked_all(lambda one: queries.looked_for(by, typed(one)), people) for name, typed in TYPED.items()}   # noqa: B023 - at once
    for name, statements in (*replays.items(), ("the 50 behind somebody in the roster", in_roster)):
        seconds, ratio = in_turns(lambda: _replay(statements), lambda: _replay(by_key), ROUNDS)   # noqa: B023 - called at once
        target = "≤ 50 ms" if "surname" in name or "initials" in name else ""
        yield Measured(seconds * 1000 / len(people), ratio, rows, name, target)


@bench("search", unit="CPU-ms", baseline="a person by their id, through its query", ground=FILLED, target="≤ 100 ms")
def searching(asked: Asked) -> Iterator[Measured]:
    """p95 of what a page of hits asks, the program included, for the county's officer and for the clerk of one village."""
    people = sample(asked.seed, MANY)
    rows = PersonRecord.objects.filter(**NOW.filters()).count()
    for who, by in (("county officer", officer()), ("village clerk", _clerk(people[0].place_code))):
        mine = [one for one in people if one.place_code.startswith(by.place_code)][:SAMPLES] or people[:SAMPLES]
        known = share([spent(lambda: queries.person(by, one.person_id)) * 1000 for one in mine * 2], 95)   # noqa: B023 - called at once
        for name, typed in TYPED.items():
            words = [typed(one) for one in mine]
            value = share([spent(lambda: queries.looked_for(by, word)) * 1000 for word in words * 2], 95)   # noqa: B023 - called at once
            yield Measured(value, value / known, rows, f"{who}, by {name}, p95")
        for name, typed in (("ID numbers", TYPED["ID number"]), ("names", TYPED["full name"])):
            column = [typed(one) for one in people]
            value = share([spent(lambda: queries.found_many(by, column)) * 1000 for _ in range(ROUNDS)], 95)   # noqa: B023 - called at once
            yield Measured(value, value / known, rows, f"{who}, {len(column)} pasted {name}, p95", "≤ 1500 ms")


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


def _clerk(place: str) -> Actor:
    """One who reaches a village only."""
    return replace(officer(), role="village_clerk", place_code=place, ranges=(CodeRange.under(place),))


def _asked_all(act: Callable[[PersonRecord], object], people: Sequence[PersonRecord]) -> list[Statement]:
    """All statements over the register that the program sends for each."""
    return [statement for one in people for statement in _caught(lambda: act(one))]   # noqa: B023 - called at once


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
