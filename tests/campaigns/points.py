"""Every failpoint of the program, one after the other, while a county works: each is come at, and what was said to be done is there once.

    python -m tests.campaigns.points --rounds 1 --seed 1

runs on the database of DATABASE_URL, which must be empty, and prints the figures as one line of JSON. It is `kills` at failpoints alone; one that is not reached is
tried again.
"""

import argparse
import json
import os
from dataclasses import asdict

from tests.campaigns.kills import BLOWS, kill_loop

POINTS = tuple(one for one in BLOWS if one.at)
DEEDS = 8   # a kill
TRIES = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.campaigns.settings")
    import django

    from tests.campaigns.import_kills import the_county

    django.setup()
    with the_county():
        found = kill_loop(kills=args.rounds * len(POINTS), seed=args.seed, deeds=DEEDS, blows=POINTS, tries=TRIES)
    print(json.dumps({**asdict(found), "points": len(POINTS)}, ensure_ascii=False))


if __name__ == "__main__":
    main()
