"""Every address as everybody: what one does not reach stays closed, says why, shows nothing of it and changes nothing."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from bangfu.accounts.models import RowsTaken
from bangfu.config.command import main as bangfu
from bangfu.crosscheck.models import Batch
from bangfu.journal.models import Entry, Reading
from bangfu.organization.actor import NOBODY, Actor
from bangfu.registry.actions import ask_roster
from bangfu.registry.models import Disclosure
from bangfu.rules.door import Door
from bangfu.work.worker import sweep
from tests.county import COUNTY
from tests.journal.counted import Counted
from tests.seeds import SEED
from tests.web.described import described
from tests.web.hostile import TYPESET, hostile
from tests.web.routes import DEEDS, OPEN_TO_ALL, OPEN_WITHOUT_POST, PAGES, ROUTES, Route, every_pattern
from tests.web.walk import NOWHERE, Answer, Walk, read, unguarded
from tests.web.world import Site, World

SignIn = Callable[[str], Client]
WITHOUT_POST = ("nobody", "former")
# who walks which villages: one within reach and one just outside it, for those who reach anything
WALKS = {
    **dict.fromkeys(("anonymous", "nobody", "former", "administrator", "security", "auditor"), ("here",)),
    "stranger": ("here", "abroad"), "neighbour": ("here", "there"), "village_clerk": ("here", "next", "there"), "township_clerk": ("next", "there"),
    "county_officer": ("here", "abroad"),
}
# on the second ground, where each wall is asked by itself besides (tests/walls), one is sent who reaches the county, one who reaches a village, and who reaches nothing
REACHING_NOTHING = ("anonymous", "nobody")
FEWEST = 500   # pairs of person and address with an object of its own


def walkers(*on_both: str) -> list[object]:
    return [who if who in on_both else pytest.param(who, marks=pytest.mark.once) for who in WALKS]


def actor_of(world: World, who: str) -> Actor:
    found: Actor = NOBODY if who == "anonymous" else getattr(world.county, who)
    return found


def body(response: HttpResponseBase) -> str:
    return read(response).text


def tables() -> dict[str, str]:
    """A digest of each table, sessions aside."""
    def digest(rows: object) -> str:
        return hashlib.sha256(repr(rows).encode()).hexdigest()
    kept = (model for model in apps.get_models() if model._meta.label != "accounts.Session" and model._meta.app_label not in ("sessions", "contenttypes", "axes"))
    return {model._meta.label: digest(list(model._default_manager.order_by("pk").values_list())) for model in kept}


class Writes:
    """Sees whether anything but sessions was written, or asked to be: only then are all tables looked through."""

    READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")

    def __init__(self) -> None:
        self.seen = False

    def __call__(self, execute: Callable[..., object], sql: str, *rest: object) -> object:
        self.seen |= not sql.lstrip().upper().startswith(self.READS) and "accounts_session" not in sql
        return execute(sql, *rest)


def told(answer: Answer, secrets: list[str]) -> list[str]:
    return [secret for secret in secrets if secret in answer.text]


def asked_in(routes: Sequence[Route], world: World, who: str, which: str) -> list[Route]:
    """What one is sent through in a village: all of it in the first, elsewhere what is another address or form there."""
    first, site = world.sites[WALKS[who][0]], world.sites[which]
    return [route for route in routes if site is first or (route.address(site), route.form(site)) != (route.address(first), route.form(first))]


def complaints(route: Route, who: str, world: World, site: Site, answer: Answer) -> Iterator[str]:
    """What is wrong with an answer, given who asked for what."""
    actor, status = actor_of(world, who), answer.status
    yield from unguarded(answer)
    if route.name in OPEN_TO_ALL:
        if status not in (200, 302, 401):
            yield f"{status} where everybody may go"
    elif who == "anonymous":
        if status != 302 or "/sign-in/" not in answer.headers["Location"]:
            yield f"{status} instead of the door"
    elif who in WITHOUT_POST:
        if route.name not in OPEN_WITHOUT_POST and (status != 403 or "没有在任的岗位" not in answer.text):
            yield f"{status} for one without a post"
    elif not route.open_to(actor, site):
        closed = (403, 404, 409) if route.named_inside else (403, 404)
        if status not in closed:
            yield f"{status} where it must be closed"
        if "<h1>" not in answer.text and "<p>" not in answer.text:
            yield "closed without a sentence"
    elif status not in (200, 302, 303, 409):
        yield f"{status} where it is open"
    yield from (f"shows {secret}" for secret in told(answer, world.kept_from(actor)) if secret not in str(route.form(site)))


def test_every_address_has_an_example() -> None:
    assert {one.name for one in every_pattern()} == set(ROUTES)


def test_every_view_is_closed_unless_it_stands_here() -> None:
    marked = {mark: {one.name for one in every_pattern() if getattr(one.callback, mark, False)} for mark in ("open_to_all", "open_without_post")}
    assert marked == {"open_to_all": OPEN_TO_ALL, "open_without_post": OPEN_WITHOUT_POST}


def test_the_walk_is_long_enough() -> None:
    assert sum(len(walk) for walk in WALKS.values()) * len([route for route in ROUTES.values() if route.of]) >= FEWEST


@pytest.mark.parametrize("who", walkers("county_officer", "village_clerk", *REACHING_NOTHING))
def test_looking_stays_within_reach(world: World, walk: Walk, who: str) -> None:
    wrong = []
    for which in WALKS[who]:
        site, routes = world.sites[which], asked_in(PAGES, world, who, which)
        seen = walk(who, which, routes)
        for route in routes:
            wrong += [f"GET {route.address(site)} ({which}) as {who}: {one}" for one in complaints(route, who, world, site, seen[route.address(site)])]
        wrong += [f"{address} as {who}: {one}" for address in NOWHERE for one in unguarded(seen[address])]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", walkers("county_officer", *REACHING_NOTHING))
def test_doing_stays_within_reach(world: World, counted: Counted, signed_in: SignIn, who: str) -> None:
    """And what was done within it has its entries: every row that was written, and no other."""
    client, wrong = signed_in(who), []
    known, before = client.cookies.output(header=""), tables()
    for which in WALKS[who]:
        site = world.sites[which]
        for route in asked_in(DEEDS, world, who, which):
            with transaction.atomic(), connection.execute_wrapper(writes := Writes()):
                response = client.post(route.address(site), route.form(site))
                said = list(complaints(route, who, world, site, read(response)))
                if not route.open_to(actor_of(world, who), site) and writes.seen and (after := tables()) != before:
                    said.append("changed " + ", ".join(name for name in after if after[name] != before[name]))
                said += counted.differences() if writes.seen else []
                transaction.set_rollback(True)
            client.cookies.load(known)
            wrong += [f"POST {route.address(site)} ({which}) as {who}: {one}" for one in said]
    assert not wrong, "\n".join(wrong)


def test_what_lists_and_their_jobs_wrote_has_its_entries(counted: Counted) -> None:
    assert counted.wrong == [] and counted.rows >= 150


@pytest.mark.once
def test_what_jobs_write_has_its_entries(world: World, counted: Counted, signed_in: SignIn) -> None:
    """Those that deeds ask for, beside those of lists. What papers write, seconds of typesetting each, is looked at where they are tested."""
    site, wrong = world.sites["here"], list[str]()
    sweep(but=TYPESET)
    for who, name in (("township_clerk", "cancel_delivery"), ("county_officer", "repeat_run"), ("county_officer", "run_checks")):
        assert signed_in(who).post(ROUTES[name].address(site), ROUTES[name].form(site)).status_code in (302, 303), name
        assert sweep(but=TYPESET), name
        wrong += [f"{name}: {one}" for one in counted.differences()]
    assert wrong == []


@pytest.mark.once
def test_what_jobs_settle_together_and_take_back_has_its_entries(
    world: World, counted: Counted, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However few they are: a job does it."""
    for deed in ("alike", "undoing"):
        monkeypatch.setattr(f"bangfu.crosscheck.actions.{deed}.AT_ONCE", 0)
    site, clerk, wrong = world.sites["here"], signed_in("township_clerk"), list[str]()
    sweep(but=TYPESET)
    assert counted.differences() == []
    where = clerk.post(ROUTES["settle_alike"].address(site), ROUTES["settle_alike"].form(site)).headers["Location"]
    batch = where.strip("/").rpartition("/")[2]
    for name, form in (("settled", {}), ("taken back", {"step": batch})):
        assert not form or clerk.post(ROUTES["undo_settling"].address(site), form).status_code == 303
        assert sweep(but=TYPESET), name
        wrong += [f"{name}: {one}" for one in counted.differences()]
    assert wrong == [] and Batch.objects.get(pk=batch).undone_at


@pytest.mark.once
def test_what_commands_write_has_its_entries(world: World, counted: Counted, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "places.csv").write_text(f"code,name,level,parent\n{COUNTY}003,新设乡,township,{COUNTY}\n{COUNTY}003001,新设村,village,{COUNTY}003\n")
    before = Entry.objects.count()
    for line in (f"places import {tmp_path}/places.csv", f"accounts found {COUNTY}", "accounts reset yunxiu --reason 忘了", "journal seal"):
        assert bangfu(line.split(" ")) == 0, (line, capsys.readouterr().err)
        assert counted.differences() == [], line
    assert Entry.objects.count() >= before + 3


@pytest.mark.once
def test_hostile_input_is_answered_in_words(world: World) -> None:
    """A hundred cases and what is asked on the way; `make campaign` has the thousands, drawn anew."""
    found = hostile(120, SEED, world, walked=10, walkers=2, printed=0)
    assert not found.told, f"seed {SEED}:\n" + "\n".join(found.told[:20])
    assert found.asked >= 30 and found.accepted >= 15, found


def test_what_the_pages_describe_is_answered_as_described(world: World) -> None:
    """Two hundred cases that schemathesis draws, on each database; `make campaign` has the thousands."""
    found = described(200, SEED, world, walked=10, walkers=2, printed=0, addresses=40)
    assert not found.told, f"seed {SEED}:\n" + "\n".join(found.told[:20])
    assert found.asked >= 30 and found.accepted >= 15 and found.against >= 40 and found.edges >= 20, found


EXPORTS = (
    "export_column", "export_roster", "take_list", "refused_workbook", "print_household", "export_figure_rows", "export_exemptions",
    "print_findings", "write_letter", "export_voices", "download_printing", "take_export", "take_disclosure",
)


@pytest.mark.once
def test_every_way_out_counts_its_rows_and_closes_at_the_county_s_measure(world: World, signed_in: SignIn) -> None:
    client, by = signed_in("county_officer"), world.county.county_officer
    site = _made_ready(world.sites["here"], by)
    most, rows = Door().exported_rows, RowsTaken.objects.create(user_id=by.user_id or 0, day=timezone.localdate(), rows=Door().exported_rows)
    refused = {name: client.post(ROUTES[name].address(site), ROUTES[name].form(site)) for name in EXPORTS}
    assert {name: answer.status_code for name, answer in refused.items() if answer.status_code != 403 or "超过了每天" not in body(answer)} == {}
    told = list(Entry.objects.filter(verb="export.refused").values_list("reason", flat=True))
    assert len(told) == len(EXPORTS) and all(f"已 {most:,} 行" in one for one in told) and RowsTaken.objects.get().rows == most
    assert f"{len(EXPORTS)} 次导出超过了规定" in body(signed_in("security").get("/")) and "导出超过" not in body(signed_in("administrator").get("/"))
    assert by.name in body(signed_in("security").get("/accounts/"))
    for name in EXPORTS:
        RowsTaken.objects.update(rows=0)
        answer = client.post(ROUTES[name].address(site), ROUTES[name].form(site))
        assert answer.status_code == 200 and body(answer) and RowsTaken.objects.get(pk=rows.pk).rows > 0, name


def _made_ready(site: Site, by: Actor) -> Site:
    """What jobs make is there, an export is the asker's own, and their disclosure is approved."""
    export = ask_roster(by, place=site.place, filters={"by": "household"}, title="名册")
    sweep()
    Disclosure.objects.filter(pk=site.disclosure).update(asked_by=by.user_id, state="approved", decided_at=timezone.now(), decided_by_name="另一位")
    return replace(site, export=str(export.pk))


def test_who_opens_a_file_is_written_down_once_a_day(world: World, signed_in: SignIn) -> None:
    site, officer = world.sites["here"], world.county.county_officer
    for who in ("county_officer", "county_officer", "neighbour", "auditor", "anonymous"):
        for name in ("household", "person", "paper_content", "roster"):
            signed_in(who).get(ROUTES[name].address(site))
    told = set(Reading.objects.values_list("user_id", "kind", "subject_id", "place_code"))
    assert told == {(officer.user_id, kind, subject, site.place) for kind, subject in (("household", site.household), ("person", site.person), ("paper", site.paper))}
    assert Reading.objects.count() == 3
    seen = body(signed_in("auditor").get("/journal/readings/?name=" + officer.name))
    assert all(word in seen for word in ("户档案", "人的页面", "佐证原件", officer.post_title, site.household[-8:])) and not told_names(seen, site)
    assert "没有找到" in body(signed_in("auditor").get("/journal/readings/?name=没有这个人"))
    assert "谁看过" in body(signed_in("township_clerk").get(ROUTES["household"].address(site)))
    assert "谁看过" not in body(signed_in("village_clerk").get(ROUTES["household"].address(site))), "who reads no journal"
    for wrong in ("UPDATE journal_reading SET user_name = 'x'", "DELETE FROM journal_reading"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(wrong)


def told_names(shown: str, site: Site) -> list[str]:
    return [secret for secret in site.secrets if secret in shown]


@pytest.mark.once
@pytest.mark.parametrize("who", ("county_officer", "nobody", "anonymous"))
def test_a_deed_is_not_done_by_looking(world: World, signed_in: SignIn, who: str) -> None:
    client = signed_in(who)
    statuses = {route.name: client.get(route.address(world.sites["here"])).status_code for route in DEEDS}
    assert set(statuses.values()) <= ({405} if who not in ("anonymous", *WITHOUT_POST) else {302, 403, 405}), statuses


@pytest.mark.parametrize("who", ("village_clerk", "township_clerk", "county_officer", "neighbour", "administrator", "auditor"))
def test_what_is_open_is_there(world: World, signed_in: SignIn, who: str) -> None:
    """The walk above would also pass with every page empty: here the village's own words must be read by those who reach it."""
    client, actor, site = signed_in(who), actor_of(world, who), world.sites["here"]
    for name in ("person", "household", "roster", "finding", "delivered_row", "paper"):
        route = ROUTES[name]
        shown = site.secrets[0] in body(client.get(route.address(site)))
        assert shown == route.open_to(actor, site), name
