"""Rows, entries, heads and seals of the tests' world are tampered with by chance: `python -m tests.campaigns.tampering --tamperings 1000 [--seed N]`.

On PostgreSQL as the owner of the tables, whom no wall and no trigger holds. Prints one line of JSON.
"""

import argparse
import json
import logging
import os
import random
import time
from dataclasses import asdict, dataclass, field


@dataclass
class Figures:
    """`missed`: tamperings that `journal verify` did not find, or did not name; `kinds`: how many of each kind; `rows` and `entries`: of the world."""

    database: str
    seed: int
    tamperings: int
    missed: int = 0
    rows: int = 0
    entries: int = 0
    kinds: int = 0
    seconds: float = 0
    times: dict[str, int] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)


def tamper(tamperings: int, seed: int) -> Figures:
    """Tampers so many times with a world whose seals were set half-way and at the end."""
    from django.db import connection

    from bangfu.journal.actions import set_seal
    from bangfu.journal.verify import verify
    from tests.campaigns.walls import tests_world
    from tests.clean_database import owning
    from tests.journal.stories import added, renamed
    from tests.journal.tamperings import missed, unguarded

    found, began = Figures(connection.vendor, seed, tamperings), time.process_time()
    with tests_world(), owning():
        set_seal()
        renamed(added(name="甲一"), "甲二")
        set_seal()
        whole = verify()
        assert whole.whole, whole.faults
        with unguarded():
            found.told = list(missed(tamperings, random.Random(seed), found.times))
    found.missed, found.rows, found.entries, found.kinds = len(found.told), whole.rows, whole.entries, len(found.times)
    found.seconds = round(time.process_time() - began, 1)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tamperings", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    args = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    logging.disable(logging.ERROR)
    found = tamper(args.tamperings, args.seed)
    found.told = found.told[:20]
    print(json.dumps(asdict(found), ensure_ascii=False))


if __name__ == "__main__":
    main()
