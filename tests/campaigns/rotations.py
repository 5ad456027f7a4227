"""Keys changed under fire: `bangfu keys rotate` is killed with -9 at its failpoints and at random moments, and run again until it is through; then the next key.

    python -m tests.campaigns.rotations --kills 100 --seed 1

runs on the database of DATABASE_URL, which must be empty, and prints the figures as one line of JSON. After each kill every sealed value and file must open and say
what it said; after each change nothing may lie under another key, the journal must be whole, and the old key go.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tests.campaigns.import_kills import month, officer, sheet, the_county
from tests.campaigns.line import asked, tell
from tests.program import COMMAND, ROOT

SPOTS = ("keys.rows", "keys.files", "random")


@dataclass
class Figures:
    """What one loop found. `interrupted`: kills that came before the change was through; `changed`: values or files that did not say what they said; `left`: what
    lay under another key when a change was through; `stuck`: changes or retirements that did not end; `faults`: of the journal."""

    database: str
    seed: int
    kills: int
    interrupted: int = 0
    rotations: int = 0
    values: int = 0
    changed: int = 0
    left: int = 0
    stuck: int = 0
    faults: int = 0
    at: dict[str, int] = field(default_factory=dict)


def rotation_loop(*, kills: int, seed: int) -> Figures:
    """Kills so many changes of the key. Django must be set up, the county built, and nothing else running on it."""
    from django.db import connection

    filled(seed)
    found, chance = Figures(connection.vendor, seed, kills), random.Random(seed)
    told = said()
    found.values = len(told)
    with tempfile.TemporaryDirectory(prefix="bangfu-rings-") as copies:
        while found.interrupted < kills and sum(found.at.values()) < 3 * kills:
            _one_change(found, chance, Path(copies) / str(found.rotations), told, kills)
            found.rotations += 1
    return found


def _one_change(found: Figures, chance: random.Random, copy: Path, told: dict[str, bytes], kills: int) -> None:
    """One key after another, killed some times on the way."""
    from bangfu.config.sealed import TABLES
    from bangfu.journal.verify import verify
    from bangfu.keys.queries import left_behind
    from bangfu.organization.actor import PROGRAM
    from bangfu.sealing.ring import ring

    before = ring().current
    for _ in range(min(3, kills)):
        spot = chance.choice(SPOTS)
        code = killed(("rotate", "--copy", str(copy)), spot, chance)
        found.at[spot] = found.at.get(spot, 0) + 1
        found.interrupted += code != 0
        ring.cache_clear()
        found.changed += _changed(told)
        if code == 0:
            break
    found.stuck += run(("rotate", "--copy", str(copy))).returncode != 0
    ring.cache_clear()
    found.left += left_behind(PROGRAM, TABLES)
    found.changed += _changed(told)
    found.faults += len(verify().faults)
    found.stuck += not _retired(before)


def _changed(told: dict[str, bytes]) -> int:
    """How many values do not say what they said."""
    now = said()
    return sum(now.get(name) != clear for name, clear in told.items())


def killed(words: Sequence[str], spot: str, chance: random.Random, most: int = 12) -> int:
    """The exit code of `bangfu keys` and these words, killed at a spot that is passed at most so many times; 0 when it was through before."""
    if spot != "random":
        return run(words, BANGFU_FAIL=f"{spot}:{chance.randint(1, most)}").returncode
    process = subprocess.Popen([*COMMAND, "keys", *words], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + chance.uniform(0.5, 4)
    while process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    process.kill()
    return process.wait()


def run(words: Sequence[str], **environment: str) -> "subprocess.CompletedProcess[str]":
    """`bangfu keys` and these words, to its end."""
    return subprocess.run([*COMMAND, "keys", *words], cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=600)


def _retired(name: str) -> bool:
    """Whether the old key goes an hour later."""
    from django.utils import timezone

    from bangfu.sealing.ring import ring
    from bangfu.work.models import Job

    Job.objects.filter(name="keys.reseal", state="done").update(ended_at=timezone.now() - timedelta(hours=2))
    run(("retire", name))
    ring.cache_clear()
    return name not in ring().sealing


def filled(seed: int) -> None:
    """A month's list in force, and some files."""
    from bangfu.deliveries import actions
    from bangfu.deliveries.queries import columns
    from bangfu.sealing import files
    from bangfu.work.worker import sweep
    from tests.deliveries.office import DAY

    made = actions.receive(officer(), layout="national_persons", file_name="人口信息.xlsx", content=sheet(month(seed, 1)), data_day=DAY)
    sweep()
    actions.confirm_columns(officer(), delivery=made.pk, keys={one.position: one.key for one in columns(officer(), made.pk)})
    sweep()
    actions.request_apply(officer(), delivery=made.pk)
    sweep()
    for nth in range(20):
        files.keep(f"paper {seed} {nth}".encode())


def said() -> dict[str, bytes]:
    """What every sealed value and file says."""
    from bangfu.config.sealed import TABLES
    from bangfu.sealing import files
    from bangfu.sealing.ring import ring

    values = {
        f"{table.name} {row.pk} {column}": ring().unseal_bytes(getattr(row, column), purpose)
        for table in TABLES for row in table.model._default_manager.all().iterator() for column, purpose in table.purposes.items() if getattr(row, column)
    }
    return values | {one: files.kept(one) for folder in files.folders() for one in files.in_folder(folder)}


def main() -> None:
    kills, seed = asked(__doc__ or "", "kills", 100)
    import django

    django.setup()
    with the_county():
        tell(rotation_loop(kills=kills, seed=seed))


if __name__ == "__main__":
    sys.exit(main())
