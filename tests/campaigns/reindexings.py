"""Keys of the blind indexes changed under fire: `bangfu keys reindex` is killed with -9 at its failpoints and at random moments, and run again until it is through;
then the next key.

    python -m tests.campaigns.reindexings --kills 100 --seed 1

runs on the database of DATABASE_URL, which must be empty, and prints the figures as one line of JSON. Killed half-way nobody may be let in; after each change every
number must be found under its own index, no index of before may be left, the next run must find every finding again, and the journal be whole.
"""

import random
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.campaigns.import_kills import the_county
from tests.campaigns.line import asked, tell
from tests.campaigns.rotations import filled, killed, run

SPOTS = {"keys.findings": 1, "keys.indexes": 4, "keys.reindexed": 1, "random": 0}   # and how often each is passed, at most
FEWEST_PER_KEY = 8   # a ring holds so many keys of the indexes and no more: the kills are spread over them


@dataclass
class Figures:
    """What one loop found. `let_in`: kills half-way after which the doors stood open; `lost`: numbers that were not found under their own index; `left`: rows under
    the indexes of before; `renamed`: findings that the run after a change did not find again; `stuck`: changes that did not end; `faults`: of the journal."""

    database: str
    seed: int
    kills: int
    interrupted: int = 0
    changes: int = 0
    numbers: int = 0
    findings: int = 0
    let_in: int = 0
    lost: int = 0
    left: int = 0
    renamed: int = 0
    stuck: int = 0
    faults: int = 0
    at: dict[str, int] = field(default_factory=dict)


def reindexing_loop(*, kills: int, seed: int) -> Figures:
    """Kills so many changes of the key. Django must be set up, the county built, and nothing else running on it."""
    from django.db import connection

    from bangfu.crosscheck.models import Finding
    from bangfu.sealing.blind import MOST
    from bangfu.sealing.present import must_open

    _with_findings(seed)
    must_open()
    found, chance = Figures(connection.vendor, seed, kills), random.Random(seed)
    found.numbers, found.findings = len(_numbers()), Finding.objects.count()
    per_key = max(FEWEST_PER_KEY, -(-kills // (MOST - 2)))
    with tempfile.TemporaryDirectory(prefix="bangfu-rings-") as copies:
        while found.interrupted < kills and found.changes < MOST - 1:
            _one_change(found, chance, Path(copies) / str(found.changes), min(per_key, kills - found.interrupted))
            found.changes += 1
    return found


def _one_change(found: Figures, chance: random.Random, copy: Path, kills: int) -> None:
    """One key after another, killed some times on the way."""
    from bangfu.config.sealed import TABLES
    from bangfu.crosscheck.models import Finding
    from bangfu.journal.verify import verify
    from bangfu.keys.queries import indexed_before
    from bangfu.organization.actor import PROGRAM
    from bangfu.sealing.present import level_of_data
    from bangfu.sealing.ring import ring

    words = ("reindex", "--copy", str(copy))
    before = level_of_data()
    for _ in range(kills):
        spot = chance.choice([one for one in SPOTS if one != "keys.findings" or ring().level == before])   # where it came past them it will not come again
        code = killed(words, spot, chance, SPOTS[spot])
        found.at[spot] = found.at.get(spot, 0) + 1
        found.interrupted += code != 0
        ring.cache_clear()
        found.let_in += ring().level > level_of_data() and not ring().closed
        if code == 0 or level_of_data() > before:
            break
    found.stuck += run(words).returncode != 0 if level_of_data() == before else 0
    ring.cache_clear()
    found.stuck += ring().closed or level_of_data() == before
    found.left += indexed_before(PROGRAM, TABLES)
    found.lost += sum(ring().blind_index(number, purpose) != index for number, purpose, index in _numbers())
    found.renamed += Finding.objects.filter(mark__in=("new", "gone", "back")).count() + abs(Finding.objects.count() - found.findings)
    found.faults += len(verify().faults)


def _numbers() -> list[tuple[str, str, str]]:
    """Every ID number of the register in force: the number as it is indexed, for what, and the index that is stored."""
    from bangfu.registry.models import PersonRecord
    from bangfu.registry.records import ID_INDEX, PURPOSES
    from bangfu.rules.id_number import read_number
    from bangfu.sealing.ring import ring

    rows = PersonRecord.objects.exclude(id18_index="").values_list("id_number", "id18_index")
    return [(read_number(ring().unseal(token, PURPOSES["id_number"])).first18, ID_INDEX, index) for token, index in rows]


def _with_findings(seed: int) -> None:
    """A month's list in force, telephones that many share, a list of people nobody knows, and the checks run twice: what is found then is found each time."""
    from django.db import transaction

    from bangfu.crosscheck import actions as crosscheck
    from bangfu.facts.models import NOW
    from bangfu.organization.actor import PROGRAM
    from bangfu.registry import actions as registry
    from bangfu.registry.models import HouseholdRecord
    from tests.county import COUNTY
    from tests.crosscheck.lists import P, deliver, number

    filled(seed)
    for house in HouseholdRecord.objects.filter(**NOW.filters()).order_by("id").values_list("household_id", flat=True)[:20]:
        registry.correct_household(PROGRAM, household=house, changes={"phone": "13900000101", "bank_account": "6200990000000000"}, reason="看了存折")
    strangers = [P(f"D{nth}", "陌生人", number(500 + nth // 2, date(1971, 1, 1))) for nth in range(20)]
    with transaction.atomic():
        deliver("minimum_living", strangers)
    for _ in range(2):
        crosscheck.run_checks(PROGRAM, at=COUNTY)


def main() -> None:
    kills, seed = asked(__doc__ or "", "kills", 100)
    import django

    django.setup()
    with the_county():
        tell(reindexing_loop(kills=kills, seed=seed))


if __name__ == "__main__":
    sys.exit(main())
