"""Fifty pages of a filled county as an office has them: from the served program, by eight people of different posts at once. Milliseconds.

First every page is asked for alone, by each who may see it: what it costs in CPU (the program's processes and the database's). Then all eight walk all their
pages at once, each in an order of their own, and look at each for about a second: how long one waits for it. Beside each stands the health page of the same run.
"""

import os
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, RemoteDisconnected
from http.cookies import SimpleCookie
from pathlib import Path
from random import Random
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.db import connection
from django.urls import reverse

from bangfu.crosscheck import queries as crosscheck
from bangfu.demo.cast import DEMO_PASSWORD
from bangfu.demo.places import COUNTY, townships, villages
from bangfu.facts.models import NOW
from bangfu.journal.models import Entry
from bangfu.organization.actions import appoint, create_post, create_user
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.organization.models import User
from bangfu.organization.queries import actor_for
from bangfu.registry.models import BodyRecord, PersonRecord
from bangfu.reporting import kept
from tests.bench.county import SINCE
from tests.bench.figures import COUNTY as FILLED
from tests.bench.figures import Asked, Measured, bench, share
from tests.bench.walls import ROLE, let_in_as_used
from tests.program import Program, started

ROUNDS, DOOR = 3, "health"
LOOK = 0.5, 1.5   # seconds at a page before the next is asked for
TICK = os.sysconf("SC_CLK_TCK")
DAY, SHORTER = "2026-09-30", "2026-08-31"
Pages = Mapping[str, str]   # name → address
# what comes after its page, which says so until it is there
FOLLOW = {
    "what changed this week", "how it went", "map", "roster, how many", "roster, who came and left", "village file, who is counted", "village file, years",
    "figures of a past day", "a figure over time",
}


@dataclass(frozen=True)
class Reader:
    """Somebody at a desk: their account and the addresses they walk."""

    account: str
    pages: Pages


class Browser:
    """A signed-in browser that keeps its connection open, and opens another when the program closed it, as browsers do."""

    def __init__(self, address: str, account: str) -> None:
        parts = urlsplit(address)
        self._line = HTTPConnection(str(parts.hostname), parts.port, timeout=120)
        self._cookies = SimpleCookie()
        self._led_to = ""
        self.get(reverse("sign_in"))
        sent = urlencode({"username": account, "password": DEMO_PASSWORD, "csrfmiddlewaretoken": self._cookies["csrftoken"].value})
        if self._ask("POST", reverse("sign_in"), sent) != 302:
            raise RuntimeError(f"{account} was not let in")

    def get(self, address: str) -> int:
        """The status; the whole page has been read, wherever it led to (a list goes on with the filters one left)."""
        status = self._ask("GET", address)
        while status in (301, 302):
            status = self._ask("GET", self._led_to)
        return status

    def _ask(self, method: str, address: str, body: str = "") -> int:
        headers = {"Cookie": "; ".join(f"{name}={one.value}" for name, one in self._cookies.items()), "Content-Type": "application/x-www-form-urlencoded"}
        try:
            self._line.request(method, address, body or None, headers)
            answer = self._line.getresponse()
        except (RemoteDisconnected, ConnectionResetError):
            self._line.close()
            self._line.request(method, address, body or None, headers)
            answer = self._line.getresponse()
        answer.read()
        self._led_to = answer.headers.get("Location") or ""
        for line in answer.headers.get_all("Set-Cookie") or []:
            self._cookies.load(line)
        return answer.status


@bench("served page", unit="ms", baseline="the health page of the same run", ground=FILLED)
def served(asked: Asked) -> Iterator[Measured]:
    """p50 and p95 of what one waits with eight at work, and what each page costs alone."""
    kept.count_anew()
    readers = [Reader(by_account, addresses(by, asked.seed)) for by_account, by in _staff()]
    size = PersonRecord.objects.filter(**NOW.filters()).count()
    with started("serve", "--port", "18400", "--no-worker", BANGFU_LOG="ERROR", **_as_used()) as program:
        browsers = [Browser(program.address, one.account) for one in readers]
        costs, seen = _alone(program, list(zip(browsers, readers, strict=True)))
        waits = _together([(browser, {name: one.pages[name] for name in names}) for browser, one, names in zip(browsers, readers, seen, strict=True)], asked.seed)
    for name in sorted(waits):
        yield Measured(costs[name], costs[name] / max(costs[DOOR], 1e-6), size, f"{name}, CPU alone", "≤ 300 ms", "CPU-ms")
        for percent in (50, 95):
            value = share(waits[name], percent)
            target = "≤ 300 ms" if percent == 95 and name not in FOLLOW else ""
            yield Measured(value, value / share(waits[DOOR], percent), size, f"{name}, {len(readers)} at once, p{percent}", target)


def _as_used() -> dict[str, str]:
    """On PostgreSQL the program signs in as a county's does: owning nothing, behind the second wall."""
    if connection.vendor != "postgresql":
        return {}
    let_in_as_used()
    return {"DATABASE_URL": re.sub("//[^@/]*@", f"//{ROLE}@", os.environ["DATABASE_URL"])}


def _staff() -> list[tuple[str, Actor]]:
    """Eight people of different posts."""
    towns = [one.code for one in townships("county")]
    some = [("county_officer", COUNTY), ("administrator", COUNTY), ("auditor", COUNTY), *(("township_clerk", town) for town in towns[:2])]
    some += [("village_clerk", villages("county", town)[0].code) for town in towns[:3]]
    told = []
    for nth, (role, place) in enumerate(some):
        user = User.objects.filter(username=f"desk{nth}").first() or _employed(f"desk{nth}", role, place)
        told.append((user.username, actor_for(user)))
    return told


def _employed(account: str, role: str, place: str) -> User:
    user = create_user(PROGRAM, username=account, name=account, password=DEMO_PASSWORD)
    appoint(PROGRAM, user=user, post=create_post(PROGRAM, title=account, role=role, place=place, since=SINCE), since=SINCE)
    return user


def addresses(by: Actor, seed: int) -> dict[str, str]:
    """The pages somebody walks, at their own place and of people within it; those closed to them are found out by asking."""
    at, rng = by.place_code, Random(seed)
    told = {DOOR: reverse("health"), **dict(_about_the_place(at)), **dict(_at_large(at))}
    people = list(PersonRecord.objects.filter(by.scope(), **NOW.filters()).order_by("id").values_list("person", "household")[:500])
    if people and by.can("registry.look"):
        told |= _about_somebody(*rng.choice(people))
    if found := crosscheck.findings(by, place=at, state="open", limit=1):
        told["finding"] = reverse("finding", args=[found[0].id])
    if body := BodyRecord.objects.filter(by.scope(), **NOW.filters()).values_list("body", flat=True).first():
        told |= {"body": reverse("body", args=[body])}
    if by.can("journal.look") and (entry := Entry.objects.filter(by.scope()).values_list("id", flat=True).first()):
        told["entry"] = reverse("entry", args=[entry])
    return told


def _about_the_place(at: str) -> Iterator[tuple[str, str]]:
    def page(name: str, *more: str, **query: str) -> str:
        return reverse(name, args=[at, *more]) + (f"?{urlencode(query)}" if query else "")

    yield from {
        "overview": page("overview"), "what changed this week": page("overview_week"), "how it went": page("overview_trends"), "map": page("overview_map"),
        "new findings of the week": page("week_findings", "new"), "roster": page("roster"), "roster by household": page("roster", by="household"),
        "roster of 监测对象": page("roster", status="monitored:"), "roster of a past day": page("roster", as_of="2026-06-30"),
        "roster, how many": page("roster_total", status="monitored:"),
        "roster, who came and left": page("roster_passages", as_of=DAY, since=SHORTER), "village file": page("village_file"),
        "village file, who is counted": page("village_part", "people"), "village file, years": page("village_part", "years"),
        "rows of a village": page("village_rows", "sex"),
        "village's report": page("village_report"), "bodies": page("bodies"), "body form": page("body_form"), "disclosure form": page("disclosure_form"),
        "findings board": page("findings"), "findings by check": page("finding_kinds"), "findings": page("village_findings"),
        "findings to be put right": page("village_findings", level="must"), "alike findings": page("alike"), "type-back list": page("type_backs"),
        "sheets": page("collection_batches"), "lists of findings": page("finding_lists"), "figures": page("figures"), "a figure": page("figure", "monitored_persons"),
        "rows of a figure": page("figure_rows", "monitored_persons"), "a figure over time": page("figure_trend", "monitored_households"),
        "figures of a past day": page("figures_counted", "persons", as_of="2026-06-30"), "place": page("places"),
    }.items()


def _at_large(at: str) -> Iterator[tuple[str, str]]:
    for name in ("today", "deliveries", "learned_headers", "search_column", "disclosures", "exports", "passed_findings", "exemptions", "runs", "sources",
                 "check_settings", "journal", "readings", "place_tags", "policy_figures", "county_map", "failed_work", "my_account", "my_password",
                 "my_second_step", "accounts", "door_rules", "proposals", "voices", "my_voices", "views", "help"):
        yield name, reverse(name)
    yield "exemptions that end soon", f"{reverse('exemptions')}?state=soon"
    yield "a check's setting", reverse("check_setting", args=["member_logic"])


def _about_somebody(person: UUID, household: UUID) -> dict[str, str]:
    return {
        "person": reverse("person", args=[person]), "person's record": reverse("person_record", args=[person]), "household": reverse("household", args=[household]),
        "household's record": reverse("household_record", args=[household]), "household, somebody more": reverse("household_form", args=[household, "member"]),
        "household's contradictions": reverse("contradictions", args=[household]),
    }


def _alone(program: Program, pairs: Iterable[tuple[Browser, Reader]]) -> tuple[dict[str, float], list[list[str]]]:
    """CPU-milliseconds of each page, the mean over those who may see it; and who may see which."""
    spent, seen = defaultdict[str, list[float]](list), []
    for browser, reader in pairs:
        mine = []
        for name, address in reader.pages.items():
            if browser.get(address) != 200:
                continue   # closed to this post
            times, began = 2, _cpu(program)
            for _ in range(times):
                browser.get(address)
            spent[name].append((_cpu(program) - began) * 1000 / times)
            mine.append(name)
        seen.append(mine)
    return {name: sum(some) / len(some) for name, some in spent.items()}, seen


def _together(walks: Iterable[tuple[Browser, Pages]], seed: int) -> dict[str, list[float]]:
    """Wall-milliseconds of each page while all walk at once."""
    listed = list(walks)
    with ThreadPoolExecutor(len(listed)) as pool:
        found = list(pool.map(lambda one: _walked(one[1][0], one[1][1], Random(seed + one[0])), enumerate(listed)))
    told = defaultdict[str, list[float]](list)
    for some in found:
        for name, milliseconds in some:
            told[name].append(milliseconds)
    return dict(told)


def _walked(browser: Browser, pages: Pages, rng: Random) -> list[tuple[str, float]]:
    told, names = [], list(pages)
    for _ in range(ROUNDS):
        rng.shuffle(names)
        for name in names:
            began = time.perf_counter()
            status = browser.get(pages[name])
            told.append((name, (time.perf_counter() - began) * 1000))
            if status != 200:
                raise RuntimeError(f"{name}: {status}")
            time.sleep(rng.uniform(*LOOK))
    return told


def _cpu(program: Program) -> float:
    """CPU-seconds of the program's processes and of the database's backends."""
    return sum(_ticks(pid) for pid in (*_below(program.process.pid), *_backends())) / TICK


def _below(root: int) -> list[int]:
    parents = {int(path.name): _parent(path) for path in Path("/proc").glob("[0-9]*")}
    told = [root]
    for pid in told:
        told += [child for child, above in parents.items() if above == pid]
    return told


def _backends() -> list[int]:
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        return [pid for (pid,) in cursor.fetchall()]


def _parent(process: Path) -> int:
    return int(_stat(process)[1] or 0)


def _ticks(pid: int) -> int:
    fields = _stat(Path(f"/proc/{pid}"))
    return int(fields[11]) + int(fields[12])


def _stat(process: Path) -> list[str]:
    """What stands behind the name in /proc/PID/stat; noughts for a process that has ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 40
