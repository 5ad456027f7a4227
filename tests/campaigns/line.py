"""The command line of a campaign: how long it goes on and from which seed; at the end its figures, as one line of JSON."""

import argparse
import json
import os
from dataclasses import asdict
from typing import Any


def asked(words: str, counted: str, length: int) -> tuple[int, int]:
    """(length, seed) as `--COUNTED N --seed N` say; `words` are those of --help. Names the settings, for Django is set up later."""
    parser = argparse.ArgumentParser(description=words, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(f"--{counted}", dest="length", type=int, default=length)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.campaigns.settings")
    return args.length, args.seed


def tell(found: Any, **more: object) -> None:
    """Prints a dataclass of figures."""
    print(json.dumps({**asdict(found), **more}, ensure_ascii=False))
