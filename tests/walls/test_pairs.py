"""Whoever asks whatever: nothing comes of it from beyond their reach. Two thousand pairs a database, each wall by itself."""

import random

import pytest
from django.apps import apps
from django.db import connection

from tests.seeds import SEED
from tests.walls.outside import Outside
from tests.walls.pairs import WALLS, Askers, drawn, leaks, operation_leaks
from tests.walls.rows import VERBS, rows_of_the_world, tried
from tests.web.world import World

# how many pages, and how many questions without a page; with the rows below two thousand pairs a database
PAIRS = {("sqlite", "first"): (450, 1550), ("postgresql", "first"): (100, 250), ("postgresql", "second"): (200, 450)}
ROWS = 1000


@pytest.fixture
def askers(kept_world: World) -> Askers:
    return Askers(kept_world)


@pytest.mark.parametrize("wall", ["first", "second"])
def test_nothing_out_of_reach_is_told_or_changed(askers: Askers, wall: str) -> None:
    if (connection.vendor, wall) not in PAIRS:
        pytest.skip("SQLite has the first wall only")
    chance, found, outside = random.Random(f"{SEED} {wall}"), list[str](), Outside()
    for asker in askers.known.values():
        outside.know(asker.actor)
    pages, questions = PAIRS[connection.vendor, wall]
    with WALLS[wall]():
        for _ in range(pages):
            found += leaks(drawn(chance, askers), askers, outside, wall=wall)
        for _ in range(questions):
            found += operation_leaks(chance, askers, wall)
    assert not found, f"seed {SEED}:\n" + "\n".join(found[:20])


def test_the_database_itself_keeps_every_row_from_whoever_does_not_reach_it(askers: Askers) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has the first wall only")
    chance, found, rows = random.Random(f"{SEED} rows"), list[str](), rows_of_the_world(apps.get_models())
    for _ in range(ROWS):
        who, table = chance.choice(list(askers.known)), chance.choice(list(rows))
        found += tried(who, askers.known[who].actor, chance.choice(rows[table]), chance.choice(VERBS))
    assert not found, f"seed {SEED}:\n" + "\n".join(found[:20])


def test_with_both_walls_away_the_same_questions_give_everything_away(askers: Askers) -> None:
    """So that the tests above could fail."""
    chance, found = random.Random(SEED), list[str]()
    with WALLS["first"](), WALLS["second"]():
        for _ in range(300):
            found += operation_leaks(chance, askers, "second")
    assert len(found) >= 5
