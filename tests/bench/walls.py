"""What the second wall costs: the pages most used, with it and without, each for the county's officer and for a village clerk. PostgreSQL only."""

import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import cycle
from types import SimpleNamespace
from unittest.mock import patch

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bangfu.demo.places import COUNTY
from bangfu.organization.actions import appoint, create_post, create_user
from bangfu.organization.actor import PROGRAM
from bangfu.organization.models import User
from bangfu.registry.models import PersonRecord
from bangfu.walls.reach import whole_county
from bangfu.walls.roles import is_there, let_in
from bangfu.web import middleware
from tests.bench.county import OFFICER, sample
from tests.bench.figures import COUNTY as FILLED
from tests.bench.figures import Asked, Measured, bench, spent

ROLE, ROUNDS, WARM = "bangfu_bench", 15, 2
Visit = Callable[[], HttpResponse]


@bench("the second wall", unit="CPU-ms", baseline="the same page as the owner of the tables, nothing told", ground=FILLED, target="≤ 1.5 ×")
def walled_pages(asked: Asked) -> Iterator[Measured]:
    """The middle of some rounds for each page, with and without in turns."""
    if connection.vendor != "postgresql":
        return
    with whole_county("the benchmark's own questions"):
        visits, size = _visits(asked.seed), PersonRecord.objects.count()
        let_in_as_used()
    for name, visit in visits.items():
        without, within = _in_turns(visit)
        yield Measured(statistics.median(within) * 1000, statistics.median(within) / statistics.median(without), size, name)


def _in_turns(visit: Visit) -> tuple[list[float], list[float]]:
    """CPU-seconds of the rounds without the wall, and with it."""
    taken: dict[str, list[float]] = {"NONE": [], ROLE: []}
    for nth in range(WARM + ROUNDS):
        for role, times in taken.items():
            with connection.cursor() as cursor:
                cursor.execute(f"SET ROLE {role}")
            answers: list[HttpResponse] = []
            with nullcontext() if role == ROLE else _nothing_told():
                seconds = spent(lambda: answers.append(visit()))   # noqa: B023 - called at once
            if answers[0].status_code not in (200, 302):   # one who is found is shown
                raise RuntimeError(f"{answers[0].status_code}")
            if nth >= WARM:
                times.append(seconds)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    return taken["NONE"], taken[ROLE]


@contextmanager
def _nothing_told() -> Iterator[None]:
    """As before there was a wall: the database is told no reach, and a looked-at page is no transaction."""
    wrappers = connection.execute_wrappers
    connection.execute_wrappers = [one for one in wrappers if one != connection._within_reach]   # type: ignore[attr-defined]
    with patch.object(middleware, "transaction", SimpleNamespace(atomic=lambda **_: nullcontext())):
        try:
            yield
        finally:
            connection.execute_wrappers = wrappers


def let_in_as_used() -> None:
    """The role a county's program signs in as: the wall applies to it."""
    with connection.cursor() as cursor:
        cursor.execute(f"{'ALTER' if is_there(ROLE) else 'CREATE'} ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS")
    let_in(ROLE)


def _visits(seed: int) -> dict[str, Visit]:
    people = sample(seed, 30)
    village = people[0].place_code[:12]
    user = create_user(PROGRAM, username="walls-clerk", name="村信息员", password="账清事明-青石-2020")
    appoint(PROGRAM, user=user, post=create_post(PROGRAM, title="村信息员", role="village_clerk", place=village))
    own = list(PersonRecord.objects.filter(place_code__startswith=village).order_by("id")[:30])
    return {
        **_of("the officer", User.objects.get(username=OFFICER), COUNTY, people), **_of("a village clerk", user, village, own),
    }


def _of(whose: str, user: User, place: str, people: list[PersonRecord]) -> dict[str, Visit]:
    client, persons, names = Client(), cycle(people), cycle([one.name for one in people])
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")

    def look(name: str, *words: str, **query: str) -> Visit:
        return lambda: client.get(reverse(name, args=words), query)   # type: ignore[return-value]

    return {
        f"overview, {whose}": look("overview", place), f"roster, first page, {whose}": look("roster", place, all="1"),
        f"roster by 脱贫户, {whose}": look("roster", place, status="assisted:脱贫户"),
        f"how many that are, {whose}": look("roster_total", place, status="assisted:脱贫户"),
        f"search by name, {whose}": lambda: client.post(reverse("search"), {"words": next(names)}),   # type: ignore[dict-item]
        f"person, {whose}": lambda: client.get(reverse("person", args=[str(next(persons).person_id)])),   # type: ignore[dict-item]
        f"household, {whose}": lambda: client.get(reverse("household", args=[str(next(persons).household_id)])),   # type: ignore[dict-item]
        f"figures, {whose}": look("figures", place), f"figures of a past day, {whose}": look("figures", place, as_of="2026-08-01"),
        f"findings board, {whose}": look("findings", place), f"findings, {whose}": look("village_findings", place),
        f"file of a village, {whose}": look("village_file", people[0].place_code[:12]),
    }
