"""Many people at the same few households: `python -m tests.campaigns.editors --edits 5000 [--editors 32] [--seed N]`.

Everybody is in a thread of their own: opens the form of a household, waits, and sends one column of it back with the version that was read; every fourth time on the
pages themselves, else by the query and the action under them, which are quicker. Runs on the database of DATABASE_URL, which must be empty, and prints the figures
as one line of JSON.
"""

import argparse
import json
import logging
import os
import random
import re
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

HOUSEHOLDS = 6
COLUMNS = ("address", "group", "bank")
SEEN = re.compile(r'name="seen" value="([0-9a-f-]{36})"')
FIRST = re.compile(r"(编辑\d+)在 [^<]*?先(把|改了)")   # who came first, in the words of a refusal
ON_PAGES = 4
BUSY = 503
PAUSE = 0.05   # seconds at most between reading a form and sending it


@dataclass(frozen=True)
class Edit:
    """One edit as its editor knows it: what was sent, upon which version, and what came of it."""

    who: str
    household: UUID
    column: str
    value: str
    seen: UUID
    status: int
    first: str   # who is said to have come first, of a refused one
    told: str = ""   # what went wrong, where something did


@dataclass
class Figures:
    """`lost`: acknowledged edits that are in no version, or were overwritten by somebody who had not seen them; `doubled`: in more than one;
    `torn`: versions that do not follow from the one before; `untold`: refused without the name of who came first; `fallen`: answered otherwise;
    `faults`: of the journal. `stale`: acknowledged upon a version that was no longer the last, another column of which had been changed;
    `busy`: not written, for SQLite lets one write at a time and this one waited longer than its half minute."""

    database: str
    seed: int
    edits: int
    editors: int
    acknowledged: int = 0
    refused: int = 0
    busy: int = 0
    stale: int = 0
    lost: int = 0
    doubled: int = 0
    torn: int = 0
    untold: int = 0
    fallen: int = 0
    faults: int = 0
    seconds: float = 0
    told: list[str] = field(default_factory=list)


def edit_all(*, edits: int, seed: int, editors: int, households: int = HOUSEHOLDS) -> Figures:
    """Has so many editors make so many edits, the first of each upon what all have read before anybody wrote, and holds the register against what they were
    told. Django must be set up, the county built."""
    from django.db import connection

    from bangfu.journal.verify import verify

    found, began = Figures(connection.vendor, seed, edits, editors), time.process_time()
    accounts, homes, meeting = _employed(editors), _households()[:households], threading.Barrier(editors)
    shares = [len(range(nth, edits, editors)) for nth in range(editors)]
    desks = [_Desk(account, homes, share, random.Random(f"{seed} {account}"), meeting) for account, share in zip(accounts, shares, strict=True)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    made = [one for desk in desks for one in desk.made]
    _count(made, found)
    for household in homes:
        _hold(household, [one for one in made if one.household == household], found)
    faults = verify().faults
    found.told += [f"{one.where}: {one.sentence}" for one in faults]
    found.faults, found.seconds = len(faults), round(time.process_time() - began, 1)
    return found


class _Desk(threading.Thread):
    """One editor. `made` is what they did, in their order."""

    def __init__(self, account: str, households: Sequence[UUID], share: int, chance: random.Random, meeting: threading.Barrier) -> None:
        super().__init__()
        self.account, self.households, self.share, self.chance, self.meeting = account, households, share, chance, meeting
        self.has_met = False
        self.made: list[Edit] = []

    def run(self) -> None:
        from django.db import connection

        try:
            self.made = [self._edit(nth) for nth in range(self.share)]
        finally:
            connection.close()

    @cached_property
    def browser(self) -> Any:
        from django.test import Client

        from bangfu.organization.models import User

        client = Client(raise_request_exception=False)
        client.force_login(User.objects.get(username=self.account), backend="django.contrib.auth.backends.ModelBackend")
        return client

    def _edit(self, nth: int) -> Edit:
        household, column, value = self.chance.choice(self.households), self.chance.choice(COLUMNS), f"{self.account}第{nth}次"
        way = self._on_the_pages if nth % ON_PAGES == 0 else self._without_pages
        seen, status, told = way(household, column, value)
        first = FIRST.search(told)
        return Edit(self.account, household, column, value, seen, status, first[1] if first else "", told[-300:] if status not in (302, 409) else "")

    def _on_the_pages(self, household: UUID, column: str, value: str) -> tuple[UUID, int, str]:
        """(version read, status, what the answer says)."""
        seen = SEEN.search(self.browser.get(f"/households/{household}/record/").content.decode())
        self._wait()
        sent = {column: value, "reason": "入户看过", "how": "wrong", "seen": seen[1] if seen else ""}
        answer = self.browser.post(f"/households/{household}/correct/", sent)
        return UUID(seen[1]) if seen else UUID(int=0), answer.status_code, answer.content.decode()

    def _without_pages(self, household: UUID, column: str, value: str) -> tuple[UUID, int, str]:
        """The query and the action that the pages stand on."""
        from django.db import OperationalError

        from bangfu.crosscheck.actions import correct_household
        from bangfu.organization.models import User
        from bangfu.organization.queries import actor_for
        from bangfu.registry.queries import household_as_seen
        from bangfu.rules.refusal import Refused
        from bangfu.walls.reach import reaching

        by = actor_for(User.objects.get(username=self.account))
        with reaching(by.ranges):
            read = household_as_seen(by, household)
            assert read
            self._wait()
            try:
                correct_household(by, household=household, changes={column: value}, reason="入户看过", since=None, seen=read.recorded_in)
            except Refused as refused:
                return read.recorded_in, 409, refused.sentence
            except OperationalError as error:   # a page would say that the database is busy
                return read.recorded_in, BUSY, repr(error)
            except Exception as error:   # the point of it all
                return read.recorded_in, 500, repr(error)
        return read.recorded_in, 302, ""

    def _wait(self) -> None:
        if not self.has_met:
            self.has_met = True
            with suppress(threading.BrokenBarrierError):   # somebody fell, and is told of at the end
                self.meeting.wait(60)
        time.sleep(self.chance.random() * PAUSE)


def _employed(editors: int) -> list[str]:
    """The accounts of new clerks of one township, whose names are their accounts."""
    from bangfu.organization.actions import appoint, create_post, create_user
    from bangfu.organization.actor import PROGRAM
    from tests.county import PASSWORD, SINCE, TOWNSHIP

    accounts = [f"编辑{nth:02d}" for nth in range(editors)]
    for account in accounts:
        user = create_user(PROGRAM, username=account, name=account, password=PASSWORD)
        appoint(PROGRAM, user=user, post=create_post(PROGRAM, title=f"{account}岗", role="township_clerk", place=TOWNSHIP, since=SINCE), since=SINCE)
    return accounts


def _households() -> list[UUID]:
    from tests.county import the_county
    from tests.registry.homes import home

    return [home(the_county().township_clerk, name=f"覃福{'甲乙丙丁戊己'[nth]}", serial=701 + nth) for nth in range(HOUSEHOLDS)]


def _count(made: Sequence[Edit], found: Figures) -> None:
    for one in made:
        found.acknowledged += one.status == 302
        found.refused += one.status == 409
        found.busy += one.status == BUSY
        found.fallen += one.status not in (302, 409, BUSY)
        if one.status == 409 and one.first in ("", one.who):
            found.untold += 1
            found.told.append(f"not told who came first: {one}")
        if one.status not in (302, 409, BUSY):
            found.told.append(f"fell: {one}")


def _hold(household: UUID, made: Sequence[Edit], found: Figures) -> None:
    """Holds the versions of a household, in the order of their entries in the chain, against what its editors were told."""
    from bangfu.facts.models import FOREVER
    from bangfu.journal.models import Entry
    from bangfu.registry.models import HouseholdRecord

    rows = {one.recorded_in: one for one in HouseholdRecord.objects.filter(household=household)}
    order = list(Entry.objects.filter(pk__in=rows).order_by("chain", "number").values_list("pk", flat=True))
    versions = [rows[entry] for entry in order]
    said = {(one.column, one.value): one for one in made if one.status == 302}
    times = dict.fromkeys(said, 0)
    for at, (before, after) in enumerate(zip(versions, versions[1:], strict=False), 1):
        changed = [name for name in COLUMNS if getattr(before, name) != getattr(after, name)]
        edit = said.get((changed[0], getattr(after, changed[0]))) if len(changed) == 1 else None
        if edit is None or before.superseded_in != after.recorded_in:
            found.torn += 1
            found.told.append(f"version {at} of {household} changed {changed} under {after.recorded_in}")
            continue
        times[edit.column, edit.value] += 1
        unseen = versions[order.index(edit.seen) + 1:at] if edit.seen in order else versions
        found.stale += bool(unseen)
        if any(getattr(one, edit.column) != getattr(versions[order.index(edit.seen)], edit.column) for one in unseen):
            found.lost += 1
            found.told.append(f"{edit} wrote over what it had not seen")
    found.torn += [one.superseded_at == FOREVER for one in versions] != [False] * (len(versions) - 1) + [True]
    found.lost += list(times.values()).count(0)
    found.doubled += sum(count > 1 for count in times.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=5_000)
    parser.add_argument("--editors", type=int, default=32)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    args = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.campaigns.settings"
    import django

    django.setup()
    logging.disable(logging.CRITICAL)   # every refusal would be a line
    from tests.campaigns.ground import ready
    from tests.county import build_county

    with ready():
        build_county()
        found = edit_all(edits=args.edits, seed=args.seed, editors=args.editors)
    found.told = found.told[:20]
    print(json.dumps(asdict(found), ensure_ascii=False))


if __name__ == "__main__":
    main()
