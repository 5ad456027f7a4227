"""Hostile input to every address and field that the pages offer: `python -m tests.campaigns.hostile --cases 10000 [--seed N]` (tests/web/hostile.py).

Everybody walks through the pages first. Prints what went wrong by kind, and the figures as one line of JSON.
"""

import argparse
import json
import logging
import os
import random
from dataclasses import asdict
from importlib import import_module


def asked_of_the_pages(words: str, how: str) -> None:
    """Tries cases on the world of the tests as a function of `tests.web` does, named by its module and itself; `words` are those of --help."""
    parser = argparse.ArgumentParser(description=words)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--pages", type=int, default=400, help="how many each person walks through first, at most")
    args = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    logging.disable(logging.CRITICAL)   # every refusal would be a line
    from tests.campaigns.walls import tests_world
    from tests.web.hostile import kinds

    with tests_world() as world:
        found = getattr(import_module(f"tests.web.{how}"), how)(args.cases, args.seed, world, args.pages)
    for kind, times in kinds(found.told).items():
        print(f"{times} x {kind}")
    found.told = found.told[:20]
    print(json.dumps(asdict(found), ensure_ascii=False))


if __name__ == "__main__":
    asked_of_the_pages(__doc__ or "", "hostile")
