"""The pages by their OpenAPI description, asked by schemathesis: `python -m tests.campaigns.described --cases 10000 [--seed N]` (tests/web/described.py).

Everybody walks through the pages first. Prints what went wrong by kind, and the figures as one line of JSON.
"""

import argparse
import json
import logging
import os
import random
from dataclasses import asdict


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--pages", type=int, default=400, help="how many each person walks through first, at most")
    args = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    logging.disable(logging.CRITICAL)   # every refusal would be a line
    from tests.campaigns.walls import tests_world
    from tests.web.described import described
    from tests.web.hostile import kinds

    with tests_world() as world:
        found = described(args.cases, args.seed, world, args.pages)
    for kind, times in kinds(found.told).items():
        print(f"{times} x {kind}")
    found.told = found.told[:20]
    print(json.dumps(asdict(found), ensure_ascii=False))


if __name__ == "__main__":
    main()
