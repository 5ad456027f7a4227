"""How many questions each page asks the database: no more than it did (query_counts.json), and no more when there is more to show.

BANGFU_UPDATE_COUNTS=1 writes query_counts.json anew; say in the commit why a page needs more.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bangfu.crosscheck import actions as crosscheck
from bangfu.crosscheck.models import Finding
from bangfu.organization.actor import PROGRAM
from bangfu.registry.models import PersonRecord
from tests.county import COUNTY
from tests.web.routes import PAGES
from tests.web.world import HOMES, LEDGER, NATIONAL, World, exported, receive

pytestmark = pytest.mark.once
UPDATED = os.environ.get("BANGFU_UPDATE_COUNTS") == "1"
KEPT = Path(__file__).with_name("query_counts.json")
SignIn = Callable[[str], Client]
# a list that goes on asks where its next page begins; a list that names people who are not in it asks who they are
ONE_MORE = ("roster", "delivery_changes")


@pytest.fixture
def counted(world: World, signed_in: SignIn) -> Callable[[], dict[str, int]]:
    """Counts the SELECTs of every page on the village this side of the river, as the township clerk; by page and what it is about. Of what asks more than it
    did the second time counts: some things are asked once in the life of a program."""
    client = signed_in("township_clerk")

    def count() -> dict[str, int]:
        found, site = {}, world.sites["here"]
        for route in PAGES:
            at = next(iter(route.arguments(site).values()), "")
            level = {6: " county", 9: " township"}.get(len(at), "") if at.isdigit() else ""
            name, address = route.name + level, route.address(site)
            found[name] = asks(client, address)
            if UPDATED or found[name] > kept().get(name, 0):
                found[name] = asks(client, address)
        return found
    return count


def kept() -> dict[str, int]:
    found: dict[str, int] = json.loads(KEPT.read_text())
    return found


def asks(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return sum(one["sql"].lstrip().upper().startswith("SELECT") for one in asked.captured_queries)


def test_no_page_asks_more_than_it_did_nor_when_there_is_more_to_show(world: World, counted: Callable[[], dict[str, int]]) -> None:
    now = counted()
    if UPDATED:
        KEPT.write_text(json.dumps(now, indent=1, sort_keys=True) + "\n")
    before = kept()
    assert now.keys() == before.keys(), "a page came or went: run once with BANGFU_UPDATE_COUNTS=1"
    assert not {page: (before[page], count) for page, count in now.items() if count > before[page]}
    grow(world)
    many, here = counted(), world.sites["here"].place
    assert PersonRecord.objects.filter(place_code=here).count() >= 50 and Finding.objects.filter(place_code=here, state="open").count() >= 30
    assert not {page: (now[page], count) for page, count in many.items() if count > now[page] + page.startswith(ONE_MORE)}


def grow(world: World) -> None:
    """Fifty people a village instead of two, a finding about every fourth and every one that is not in the ledger, exemptions asked for."""
    home, clerk = HOMES["here"], world.county.township_clerk
    receive(clerk, "national_persons", NATIONAL, [exported(home, *one) for one in home.people(50)], until="applied")
    receive(clerk, "village_ledger", LEDGER, [(home.name, household, name[:-1] + "朋", number, "户主") for name, number, household in home.people(20)], until="applied")
    receive(clerk, "national_persons", NATIONAL, [exported(home, name, number, f"{household[:-1]}X") for name, number, household in home.people(50)], until="compared")
    crosscheck.run_checks(PROGRAM, at=COUNTY)
