"""Known numbers, passwords and second steps are planted by every door: `python -m tests.campaigns.planted --people 200 [--seed N]` (tests/sealing/planted.py).

Runs on the database of DATABASE_URL, which must be empty; looks through data folder, database, the files of PostgreSQL's server, log, addresses, pages and a backup, and
prints the figures as one line of JSON.
"""

import argparse
import json
import os
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class Figures:
    """`hits`: places in which a planted word stood in clear or in a common coding; `words`: planted; `seen`: answers, addresses, logs and files of the backup."""

    database: str
    seed: int
    people: int
    hits: int = 0
    words: int = 0
    seen: int = 0
    seconds: float = 0
    told: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0, help="nothing is drawn: the same is planted each time")
    args = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.campaigns.settings"
    import django

    django.setup()
    from django.db import connection

    from tests.campaigns.ground import ready
    from tests.county import build_county
    from tests.sealing.planted import use_the_program, whereabouts

    began = time.process_time()
    with ready(), tempfile.TemporaryDirectory(prefix="bangfu-planted-") as folder:
        planted = use_the_program(build_county(), people=args.people, backups=Path(folder) / "kept")
        told = whereabouts(planted, disks=True)
    found = Figures(connection.vendor, args.seed, args.people, len(told), planted.count(), len(planted.seen), round(time.process_time() - began, 1), told[:20])
    print(json.dumps(asdict(found), ensure_ascii=False))


if __name__ == "__main__":
    main()
