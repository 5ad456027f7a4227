"""An office at work through its pages: clerks who ask that findings be left, an officer who decides, and somebody who has lists brought in, checked, printed."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from bangfu.crosscheck import actions as checks
from bangfu.crosscheck.models import Finding
from bangfu.deliveries import queries as deliveries
from bangfu.deliveries.models import Delivery
from bangfu.organization.actor import PROGRAM
from bangfu.registry.actions import ask_roster
from bangfu.walls.reach import whole_county
from bangfu.work.models import Job
from bangfu.work.trouble import trouble
from bangfu.work.worker import MOST_ATTEMPTS
from tests.campaigns.clerk import PATIENCE, Clerk, Ledger, Unanswered
from tests.county import COUNTY, FAR_VILLAGE, NEXT_VILLAGE, OTHER_TOWNSHIP, THIRD_VILLAGE, TOWNSHIP, VILLAGE, the_county
from tests.crosscheck.lists import P, deliver, number
from tests.deliveries.office import families, national

PRINTED = 12       # households of the village that is printed
SINGLE = 15        # findings of the first township that are asked for one by one, so that more than enough stay for all at once
BROUGHT = (("竹园村", "柳溪乡"), ("岩脚村", "柳溪乡"))
HOUSEHOLDS = 20    # of a brought list, in each village
A_LOOK = 0.05      # seconds between two looks
T = TypeVar("T")


def findings_to_settle(heads: int) -> None:
    """So many heads of the first township, and a few of the other, whom the village ledger writes otherwise; every one is a finding."""
    homes = [THIRD_VILLAGE if nth < PRINTED else (VILLAGE, NEXT_VILLAGE)[nth % 2] for nth in range(heads)] + [FAR_VILLAGE] * min(heads, 40)
    lines = [P(f"H{nth:04d}", f"覃{'甲乙丙丁戊己庚辛壬癸'[nth % 10]}天", number(nth % 400 * 2 + 1, _born(nth)), village=home) for nth, home in enumerate(homes)]
    with transaction.atomic():
        deliver("national_persons", lines)
        deliver("village_ledger", [P(one.household, f"{one.name[:2]}朋", one.id_number, village=one.village) for one in lines])
    Job.objects.all().delete()
    checks.run_checks(PROGRAM, at=COUNTY)


def _born(nth: int) -> Any:
    from datetime import date

    return date(1960, 1, 1) + timedelta(days=nth)


class Office:
    """Who works there. `address`: where the program is served now; `interrupted`: kills that came in the middle of a job; `worker`: whether one is served."""

    def __init__(self, *, worker: bool = True) -> None:
        self.worker = worker
        self.ledger, self.address, self.interrupted = Ledger(), "", 0
        self._ended, self._threads, self._faults = threading.Event(), list[threading.Thread](), list[BaseException]()
        self._nth, self._lock, self._list = 0, threading.Lock(), ""
        self._chief = self._clerk("yunxiu", patience=5)   # who has long work done gives up where nobody serves any more
        self.lists = list[str]()   # names of files
        self.dropped: set[UUID] = set()

    def _clerk(self, account: str, patience: float = PATIENCE) -> Clerk:
        return Clerk(account, lambda: self.address, self.ledger, patience)

    def mark(self) -> str:
        """A number nothing else has, by which a deed is found again."""
        with self._lock:
            self._nth += 1
            return f"实情如此，第{self._nth}号"

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Everybody sits down; each signs in as soon as the program is served."""
        near, far = _open_in(TOWNSHIP)[:SINGLE], _open_in(OTHER_TOWNSHIP)
        for account, findings in (("qingshi2", near), ("liuxi", far)):
            self._sit_down(self._clerk(account), lambda clerk, findings=findings: self._ask(clerk, findings))
        self._sit_down(self._clerk("yunxiu"), self._decide)
        try:
            yield
        finally:
            self.leave()

    def leave(self) -> None:
        """Everybody goes home; what they had in hand is answered first."""
        self._ended.set()
        for one in self._threads:
            one.join(120)
        if self._faults:
            raise self._faults[0]

    def _sit_down(self, clerk: Clerk, work: Callable[[Clerk], None]) -> None:
        def at_the_desk() -> None:
            try:
                while not self.address:
                    time.sleep(A_LOOK)
                clerk.sign_in()
                while not self._ended.is_set():
                    work(clerk)
            except BaseException as error:
                self._faults.append(error)

        self._threads.append(threading.Thread(target=at_the_desk, daemon=True))
        self._threads[-1].start()

    def _ask(self, clerk: Clerk, findings: list[UUID]) -> None:
        """One after the other is asked to be left as it is."""
        for one in findings:
            if not self._ended.is_set():
                mark = self.mark()
                clerk.do("exempt", mark, f"/checks/finding/{one}/exempt/", {"reason": mark, "expires_on": _in_a_while()})

    def _decide(self, officer: Clerk) -> None:
        """What waits is declined, so that it can be asked for again."""
        import re

        waiting = re.findall(r'name="exemption" value="([0-9a-f-]{36})"', officer.look("/checks/exemptions/?state=asked"))
        for one in waiting:
            if not self._ended.is_set():
                mark = self.mark()
                officer.do("decide", mark, "/checks/exemptions/decide/", {"exemption": one, "verdict": "decline", "reason": mark})
        if not waiting:
            self._ended.wait(0.2)

    def begin(self, work: str) -> None:
        """Has a piece of long work done."""
        deeds = {
            "import": self._bring, "upload": self._upload, "run": self._run, "print": self._print, "settle": self._settle, "export": self._export,
            "cancel": self._cancel,
        }
        with suppress(Unanswered):   # a kill came first
            if not self._chief.led_to:
                self._chief.sign_in()
            deeds[work]()

    def _bring(self) -> None:
        """The next list, unless one is on its way."""
        if self._list_in_hand() is None:
            self._upload()

    def _upload(self) -> None:
        mark = f"第{len(self.lists)}厂"
        lines = [one.but(employer=mark) for nth, home in enumerate(BROUGHT) for one in families(*home, share=70 + 10 * nth, households=HOUSEHOLDS)]
        self.lists.append(f"{mark}.xlsx")
        self._chief.do("receive", mark, "/deliveries/receive/", {"layout": "national_persons"}, file=(self.lists[-1], national(lines)))

    def _list_in_hand(self) -> Any:
        known = list(self.lists)
        return steady(lambda: Delivery.objects.filter(file_name__in=known).exclude(state__in=("applied", "cancelled")).first())

    def _run(self) -> None:
        self._chief.do("run", self.mark(), f"/checks/{COUNTY}/run/", {})

    def _print(self) -> None:
        self._chief.do("print", self.mark(), f"/places/{THIRD_VILLAGE}/printings/", {"status": ""})

    def _export(self) -> None:
        """A list too short to be made by a job over the page; so it is asked for by its action."""
        steady(lambda: ask_roster(the_county().county_officer, place=COUNTY, filters={}, title=self.mark()))

    def _settle(self) -> None:
        """All alike at once, by a clerk of the township, so that the officer may decide."""
        kind = steady(lambda: Finding.objects.filter(state="open", place_code__startswith=TOWNSHIP).first())
        if kind is None:
            return
        clerk, mark = self._clerk("qingshi", patience=5), self.mark()
        clerk.sign_in()
        form = {"check": kind.check_slug, "fault": kind.fault, "how": "exempt", "reason": mark, "expires_on": _in_a_while(), "all": "1"}
        clerk.do("settle", mark, f"/checks/{TOWNSHIP}/alike/settle/", form)

    def _cancel(self) -> None:
        """The list in hand, or a new one, is dropped when its rows are there, before it is applied."""
        self._bring()
        end = time.monotonic() + 30
        while (found := self._list_in_hand()) is not None and time.monotonic() < end:
            if found.state in ("compared", "applying"):
                break
            if found.state == "read":
                self._take_on(found)
            time.sleep(A_LOOK)
        if found is not None and found.state == "compared":
            mark = self.mark()
            if self._chief.do("cancel", mark, f"/deliveries/{found.pk}/cancel/", {"reason": mark}) in (302, 303):
                self.dropped.add(found.pk)

    def tend(self, until: Callable[[], bool], seconds: float) -> bool:
        """Takes the list in hand on where it waits for somebody, until something is so; whether it is."""
        end = time.monotonic() + seconds
        while not until() and time.monotonic() < end and not self._faults:
            found = self._list_in_hand() if self.lists and seconds > 1 else None
            if found is not None and found.state in ("read", "compared"):
                self._take_on(found)
            time.sleep(A_LOOK)
        return until()

    def _take_on(self, found: Delivery) -> None:
        mark = self.mark()
        with suppress(Unanswered):   # nobody serves now: it is taken on when somebody does
            if found.state == "compared":
                self._chief.do("apply", mark, f"/deliveries/{found.pk}/apply/", {})
            else:
                columns = steady(lambda: deliveries.columns(the_county().county_officer, found.pk))
                self._chief.do("columns", mark, f"/deliveries/{found.pk}/columns/", {f"c{one.position}": one.key or one.proposal for one in columns})

    def open_work(self) -> list[str]:
        """What has not come to its end."""
        lists = [f"list {found.state}"] if (found := self._list_in_hand()) else []
        return lists + steady(lambda: [f"job {one.name} {one.state}" for one in Job.objects.filter(state__in=("waiting", "running"))])

    def is_running(self) -> bool:
        """Whether a job is being done."""
        return bool(steady(lambda: Job.objects.filter(state="running").exists()))

    def troubled_jobs(self) -> list[str]:
        """What waiting jobs say of trouble, if it can be asked."""
        try:
            with whole_county("the campaign's own hands"):
                return list(Job.objects.filter(state="waiting").exclude(error="").values_list("error", flat=True))
        except Exception as error:
            connection.close()
            if not trouble(error):
                raise
            return []

    def note_interrupted(self) -> None:
        """Called at a kill."""
        self.interrupted += self.is_running()

    def may_be_killed(self) -> bool:
        """Whether every open job has an attempt left."""
        most = steady(lambda: max(Job.objects.filter(state__in=("waiting", "running")).values_list("attempts", flat=True), default=0))
        return most < MOST_ATTEMPTS - 1


def steady(ask: Callable[[], T]) -> T:
    """The answer of a question or action of this process's own, asked again while the database is away."""
    end = time.monotonic() + 60
    while True:
        try:
            with whole_county("the campaign's own hands"):
                return ask()
        except Exception as error:
            if not trouble(error) or time.monotonic() > end:
                raise
            connection.close()
            time.sleep(0.1)


def _open_in(township: str) -> list[UUID]:
    return list(Finding.objects.filter(place_code__startswith=township, state="open").order_by("place_code", "household_number").values_list("pk", flat=True))


def _in_a_while() -> str:
    return (timezone.localdate() + timedelta(days=60)).isoformat()


