"""Backups under load: while lists keep coming in, everything is backed up and put back elsewhere, again and again.

    python -m tests.campaigns.backups --rounds 200 --seed 1

runs on the database of DATABASE_URL, which must be empty, and prints the figures as one line of JSON. Each backup must hold every list that was
acknowledged before it began, with its sealed file; put back it must be the same to the row, its journal whole, and the program must start on it.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bangfu.walls.reach import whole_county
from tests.campaigns.import_kills import month, officer, sheet, the_county
from tests.program import ROOT, bangfu, started

HOUSEHOLDS = 4   # lines of a list; small, so that many are acknowledged while one backup is taken


@dataclass
class Figures:
    """What the rounds found. `lost`: lists or files acknowledged before a backup began and not in it; `differing`: tables that were not the same
    when put back; `faults`: of the journal; `silent`: restored programs that did not answer."""

    database: str
    seed: int
    rounds: int
    lists: int = 0
    meanwhile: int = 0
    lost: int = 0
    differing: int = 0
    faults: int = 0
    silent: int = 0
    seconds_most: float = 0


@dataclass
class _Writer:
    """A clerk who receives list after list while a backup is taken, and rests while it is put back; `acknowledged` are those that came back as received."""

    seed: int
    acknowledged: list[str] = field(default_factory=list)
    at_it: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Lists come in as fast as they are taken, one at least before this begins."""
        known = len(self.acknowledged)
        self.at_it.set()
        try:
            while len(self.acknowledged) == known:
                if not (self.thread and self.thread.is_alive()):
                    raise RuntimeError("nobody writes any more")
                time.sleep(0.02)
            yield
        finally:
            self.at_it.clear()

    @whole_county("a thread of the campaign's own")
    def write(self) -> None:
        from django.db import connections

        from bangfu.deliveries import actions
        from tests.deliveries.office import DAY

        try:
            while not self.ended.is_set():
                if not self.at_it.wait(0.05):
                    continue
                nth = len(self.acknowledged)
                content = sheet([line.but(employer=f"第{nth}厂") for line in month(self.seed, nth)[:HOUSEHOLDS]])   # no two files alike
                one = actions.receive(officer(), layout="national_persons", file_name="人口信息.xlsx", content=content, data_day=DAY)
                self.acknowledged.append(str(one.pk))
        finally:
            connections.close_all()


@contextmanager
def _at_hand(seed: int) -> Iterator[_Writer]:
    writer = _Writer(seed)
    writer.thread = thread = threading.Thread(target=writer.write)
    thread.start()
    try:
        yield writer
    finally:
        writer.ended.set()
        thread.join()


def backup_rounds(*, rounds: int, seed: int, empty: Callable[[], str]) -> Figures:
    """Backs up and puts back so many times while somebody writes. `empty()` makes an empty database and gives its URL ('' for one in the new folder)."""
    from django.db import connection

    found = Figures(connection.vendor, seed, rounds)
    with tempfile.TemporaryDirectory(prefix="bangfu-backups-") as folder, _at_hand(seed) as writer:
        for nth in range(rounds):
            _round(found, writer, Path(folder), nth, empty())
        found.lists = len(writer.acknowledged)
    return found


def _round(found: Figures, writer: _Writer, folder: Path, nth: int, url: str) -> None:
    from bangfu.backups.taking import take

    with writer.at_work():
        before, began = list(writer.acknowledged), time.monotonic()
        taken = take(folder / "kept", keys_to=folder / "keys")
        found.seconds_most = max(found.seconds_most, round(time.monotonic() - began, 2))
        found.meanwhile += len(writer.acknowledged) - len(before)
    there = folder / f"back-{nth}"
    environment = {"BANGFU_VAR": str(there), "BANGFU_TEST_VAR": str(there), "BANGFU_KEYS": "", "DATABASE_URL": url}
    environment |= {"DJANGO_SETTINGS_MODULE": "bangfu.config.settings", "BANGFU_DEMO": "1"}   # as a superuser, which only the demo may be
    said = bangfu("restore", str(taken.folder), "--keys", str(folder / "keys"), "--json", **environment)
    if not said.stdout:
        raise RuntimeError(said.stderr)
    told = json.loads(said.stdout)
    found.differing += len(told["differing"])
    found.faults += len(told["faults"])
    found.lost += len(set(before) - _received(environment))
    found.silent += not _answers(environment)
    shutil.rmtree(there)


def _received(environment: dict[str, str]) -> set[str]:
    """The lists of a restored installation whose sealed file opens, asked for in a process of its own."""
    line = [sys.executable, "-m", "tests.campaigns.backups", "--received"]
    said = subprocess.run(line, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True, check=True).stdout
    return set(json.loads(said.splitlines()[-1]))


def _answers(environment: dict[str, str]) -> bool:
    with started("serve", "--port", "18500", **environment) as program, urllib.request.urlopen(f"{program.address}/health/") as answer:
        return bool(json.load(answer)["ok"])


def received() -> list[str]:
    """The lists of this installation whose sealed file opens."""
    from bangfu.deliveries.models import Delivery
    from bangfu.sealing.files import kept

    return [str(pk) for pk, digest in Delivery.objects.values_list("pk", "digest") if kept(digest)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--received", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.campaigns.settings")
    import django

    django.setup()
    if args.received:
        print(json.dumps(received()))
        return
    with the_county():
        print(json.dumps(asdict(backup_rounds(rounds=args.rounds, seed=args.seed, empty=empty_database))))


def empty_database() -> str:
    """The URL of a new empty database beside ours, as its owner; '' on SQLite, where the new folder has one of its own."""
    from django.db import connection

    from tests.clean_database import as_owner

    if connection.vendor == "sqlite":
        return ""
    name: Any = f"{connection.settings_dict['NAME']}_put_back"   # one for each who tests at the same time
    with as_owner(), connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"


if __name__ == "__main__":
    main()
