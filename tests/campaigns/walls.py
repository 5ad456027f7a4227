"""What lies out of reach is asked for in every way, again and again, each wall by itself: `python -m tests.campaigns.walls --pairs 20000 [--seed N]`.

A pair is a person, an address or a question or a row, a village, a verb. On SQLite all go to the first wall, which is the only one; on PostgreSQL a third to each
wall, and a third row by row to the database itself. Prints one line of JSON.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any


@dataclass
class Figures:
    """`leaks`: pairs of which something came from beyond reach; `kinds`: different addresses, questions and tables that were asked."""

    database: str
    seed: int
    pairs: int
    leaks: int = 0
    pages: int = 0
    questions: int = 0
    rows: int = 0
    kinds: int = 0
    seconds: float = 0
    told: tuple[str, ...] = ()


def walls(pairs: int, seed: int) -> Figures:
    """Asks so many pairs of the world of the tests, in the database of this process, which was set up for it."""
    from django.apps import apps
    from django.db import connection

    from tests.walls.outside import Outside
    from tests.walls.pairs import WALLS, Askers, drawn, leaks, operation_leaks
    from tests.walls.rows import VERBS, rows_of_the_world, tried

    found, began, chance, kinds, told = Figures(connection.vendor, seed, pairs), time.process_time(), random.Random(seed), set[str](), list[str]()
    grounds = ("first",) if connection.vendor == "sqlite" else ("first", "second", "rows")
    with tests_world() as world:
        askers, outside, rows = Askers(world), Outside(), rows_of_the_world(apps.get_models())
        for asker in askers.known.values():
            outside.know(asker.actor)
        for ground in grounds:
            for _ in range(pairs // len(grounds)):
                if ground == "rows":
                    who, table, verb = chance.choice(list(askers.known)), chance.choice(list(rows)), chance.choice(VERBS)
                    kinds.add(f"{table} {verb}")
                    found.rows += 1
                    told += tried(who, askers.known[who].actor, chance.choice(rows[table]), verb)
                    continue
                with WALLS[ground]():
                    if chance.random() < 0.6:
                        pair = drawn(chance, askers)
                        kinds.add(f"{pair.route.name} {pair.verb}")
                        found.pages += 1
                        told += leaks(pair, askers, outside, wall=ground)
                    else:
                        found.questions += 1
                        told += operation_leaks(chance, askers, ground)
    found.leaks, found.told, found.kinds, found.seconds = len(told), tuple(told[:20]), len(kinds), round(time.process_time() - began, 1)
    return found


@contextmanager
def tests_world() -> Iterator[Any]:
    """The county of the tests and its world, in a test database of this process behind the wall."""
    from django.db import connections, transaction
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    from bangfu.walls.reach import whole_county
    from tests.clean_database import as_owner, behind_the_wall
    from tests.county import build_county, the_county
    from tests.web.conftest import without_fresh_connections
    from tests.web.world import build_world

    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    try:
        with whole_county("the campaign's own hands"), without_fresh_connections():
            build_county()
            behind_the_wall()
            with transaction.atomic():
                yield build_world(the_county())
                transaction.set_rollback(True)
    finally:
        with as_owner():
            connections.close_all()
            teardown_databases(made, verbosity=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import logging

    import django

    django.setup()
    logging.disable(logging.ERROR)   # every refusal would be a line
    print(json.dumps(asdict(walls(args.pairs, args.seed)), ensure_ascii=False))


if __name__ == "__main__":
    main()
