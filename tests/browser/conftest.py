"""What is looked at in a browser: a little of everything, built once; the demo county, empty, in a running program; and its files."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from bangfu.demo.cast import DEMO_PASSWORD, cast
from bangfu.demo.places import places
from bangfu.demo.write import DemoFiles, write_demo
from bangfu.organization.actions import PlaceRow, appoint, create_post, create_user, take_in_places
from bangfu.organization.actor import PROGRAM
from tests.browser.desk import Desk
from tests.clean_database import CleanDatabase
from tests.county import COUNTY, PASSWORD, SINCE, VILLAGE, County, the_county
from tests.program import Program, started
from tests.web.world import World, build_world

SEED = 84   # whose first village has a name written otherwise, and whose export has rows that are refused
GRID = f"{VILLAGE}001"
AT_WORK = ("xian", "zhen01", "zhen01b", "zhen02", "cun0101")
Sits = Callable[..., Desk]


@pytest.fixture(scope="session")
def walked(django_db_setup: CleanDatabase, django_db_blocker: Any) -> Iterator[tuple[World, Program]]:
    """A little of everything, a grid worker besides, and a program that serves it to all who only look."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, django_db_setup.used(patch):
        world = build_world(the_county())
        _employ_on_the_grid()
        whole = CleanDatabase.taken()
    name, url = whole.copied()
    with started("serve", "--no-worker", "--port", "18300", DATABASE_URL=url) as program:
        yield world, program
    with django_db_blocker.unblock():
        whole.discard(name)
        whole.remove()


def _employ_on_the_grid() -> None:
    take_in_places(PROGRAM, [PlaceRow(GRID, "东格")], since=SINCE, source="网格")
    user = create_user(PROGRAM, username="wangge", name="网格员子", password=PASSWORD)
    appoint(PROGRAM, user=user, post=create_post(PROGRAM, title="东格网格员", role="grid_worker", place=GRID, since=SINCE), since=SINCE)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    """Lists of two townships of six villages, with slips in them."""
    return write_demo(tmp_path_factory.mktemp("demo"), "township", SEED)


@pytest.fixture
def demo_served(fresh_database: str, county: County) -> Iterator[Program]:
    """The demo's places and five of its people, and nothing done yet, served with a worker on a database of its own."""
    take_in_places(PROGRAM, [PlaceRow(row.code, row.name) for row in places("township") if row.code != COUNTY], since=date(2024, 1, 1), source="演示区划")
    for one in cast("township", SEED):
        if one.username in AT_WORK:
            user = create_user(PROGRAM, username=one.username, name=one.name, password=DEMO_PASSWORD)
            appoint(PROGRAM, user=user, post=create_post(PROGRAM, title=one.post, role=one.role, place=one.place_code, since=SINCE), since=SINCE)
    with started("serve", "--port", "18100") as program:
        yield program


@pytest.fixture
def sits(browser: Browser, demo_served: Program) -> Iterator[Sits]:
    """Has one of the demo's people sit down at a desk; at the end each leaves without complaint."""
    desks: list[Desk] = []

    def made(account: str, **context: object) -> Desk:
        desks.append(Desk(browser, demo_served, account, DEMO_PASSWORD, **context))
        return desks[-1]
    yield made
    for desk in desks:
        desk.leaves()


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """Where downloaded files go."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder
