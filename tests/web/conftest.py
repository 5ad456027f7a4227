"""The world of these tests: built once a module, inside a transaction that is rolled back when the module is done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.county import the_county
from tests.journal.counted import Counted, counting
from tests.web.world import World, build_world

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True, scope="session")
def _a_folder_for_collected_files() -> None:
    """whitenoise warns without one."""
    if settings.STATIC_ROOT:   # None when nothing is collected
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="module")
def ground(django_db_setup: Any, django_db_blocker: Any) -> Iterator[tuple[World, Counted]]:
    """The world, and every row that is written counted from the first on."""
    with django_db_blocker.unblock(), without_fresh_connections(), transaction.atomic(), counting() as counted:
        world = build_world(the_county())
        counted.look()
        yield world, counted
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def kept_world(ground: tuple[World, Counted]) -> World:
    """The world, for tests that change nothing in it or take `world` instead."""
    return ground[0]


@pytest.fixture(scope="module")
def counted(ground: tuple[World, Counted]) -> Counted:
    """What was written to the world, held against what entries tell."""
    return ground[1]


@contextmanager
def without_fresh_connections() -> Iterator[None]:
    """For a world inside a transaction: the worker keeps its connection, and the checks run once everything is there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bangfu.work.worker.close_old_connections", lambda: None)
        patch.setattr("bangfu.crosscheck.jobs.request_after_delivery", lambda *_, **__: None)
        yield


@pytest.fixture
def world(kept_world: World) -> Iterator[World]:
    """The world, as it was before whatever the test does to it."""
    with transaction.atomic():
        yield kept_world
        transaction.set_rollback(True)


@pytest.fixture
def signed_in(world: World) -> Callable[[str], Client]:
    """A browser in which one of the cast (a field of County, or anonymous) is signed in."""
    def made(who: str) -> Client:
        client = Client(raise_request_exception=True)
        if who != "anonymous":
            client.force_login(world.county.user(who), backend=BACKEND)
        return client
    return made
