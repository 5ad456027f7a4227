"""The world of these tests, built once for all of them, and what everybody sees of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests import standing
from tests.county import the_county
from tests.journal.counted import Counted, counting
from tests.standing import GROUND
from tests.web.routes import PAGES, Route
from tests.web.walk import Answer, Walk, walked
from tests.web.world import World, build_world

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True, scope="session")
def _a_folder_for_collected_files() -> None:
    """whitenoise warns without one."""
    if settings.STATIC_ROOT:   # None when nothing is collected
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@standing.world
def kept_world() -> World:
    """Built once for all tests that stand on it; each works in a savepoint of its own. Every row that is written is counted from the first on."""
    with without_fresh_connections(), counting() as counted:
        world = build_world(the_county())
        counted.look()
    GROUND.kept["counted"] = counted
    return world


@pytest.fixture
def counted(kept_world: World) -> Counted:
    """What was written to the world, held against what entries tell."""
    found: Counted = GROUND.kept["counted"]
    return found


@contextmanager
def without_fresh_connections() -> Iterator[None]:
    """For a world inside a transaction: the worker keeps its connection, and the checks run once everything is there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bangfu.work.worker.close_old_connections", lambda: None)
        patch.setattr("bangfu.crosscheck.jobs.request_after_delivery", lambda *_, **__: None)
        yield


@pytest.fixture
def world(kept_world: World) -> World:
    """The world, as it was before whatever other tests did to it."""
    return kept_world


@pytest.fixture
def signed_in(world: World) -> Callable[[str], Client]:
    """A browser in which one of the cast (a field of County, or anonymous) is signed in."""
    def made(who: str) -> Client:
        client = Client(raise_request_exception=True)
        if who != "anonymous":
            client.force_login(world.county.user(who), backend=BACKEND)
        return client
    return made


@pytest.fixture
def walk(world: World, signed_in: Callable[[str], Client]) -> Walk:
    """What one of the cast is answered by every page of a village; whoever walked the village this side of the river is not sent again."""
    def seen(who: str, which: str = "here", routes: Iterable[Route] = PAGES) -> Mapping[str, Answer]:
        if which != "here":
            return walked(signed_in(who), world.sites[which], routes)
        known = GROUND.kept.setdefault("walks", {})
        if who not in known:
            known[who] = walked(signed_in(who), world.sites[which])
        found: dict[str, Answer] = known[who]
        return found
    return seen
