"""Whoever asks whatever: nothing comes of it from beyond their reach. Two thousand pairs drawn anew at each run, each wall by itself."""

import random
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, transaction

from tests.walls.outside import Outside
from tests.walls.pairs import WALLS, Askers, drawn, leaks
from tests.walls.rows import VERBS, rows_of_the_world, tried
from tests.web.world import World

SEED = random.SystemRandom().randrange(10**6)


@pytest.fixture(scope="module")
def askers(kept_world: World) -> Iterator[Askers]:
    with transaction.atomic():
        yield Askers(kept_world)
        transaction.set_rollback(True)


@pytest.mark.parametrize(("wall", "pairs"), [("first", 2000), ("second", 700)])
def test_no_page_gives_away_what_lies_out_of_reach(askers: Askers, wall: str, pairs: int) -> None:
    if connection.vendor == "sqlite" and wall == "second":
        pytest.skip("SQLite has the first wall only")
    chance, found, outside = random.Random(f"{SEED} {wall}"), [], Outside()
    for asker in askers.known.values():
        outside.know(asker.actor)
    with WALLS[wall]():
        for _ in range(pairs if connection.vendor == "sqlite" else 700):
            found += leaks(drawn(chance, askers), askers, outside)
    assert not found, f"seed {SEED}:\n" + "\n".join(found[:20])


def test_the_database_itself_keeps_every_row_from_whoever_does_not_reach_it(askers: Askers) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has the first wall only")
    chance, found, rows = random.Random(f"{SEED} rows"), [], rows_of_the_world(apps.get_models())
    for _ in range(600):
        who, table = chance.choice(list(askers.known)), chance.choice(list(rows))
        found += tried(who, askers.known[who].actor, chance.choice(rows[table]), chance.choice(VERBS), chance)
    assert not found, f"seed {SEED}:\n" + "\n".join(found[:20])
