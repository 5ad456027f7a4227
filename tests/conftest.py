"""What every test may use: the county, a fresh database for tests that commit, the program as a process, a browser."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import teardown_databases
from hypothesis import settings as hypothesis_settings

from bangfu.walls.reach import whole_county
from tests.clean_database import CleanDatabase, as_owner, behind_the_wall, migrated
from tests.county import County, build_county, the_county
from tests.program import Program, started
from tests.seeds import THE_SAME
from tests.standing import GROUND, in_folder, name_of_world, together

hypothesis_settings.register_profile("house", deadline=None, max_examples=50, derandomize=THE_SAME)   # no test measures time
hypothesis_settings.load_profile("house")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NO_FLUSH = "the journal is append-only and cannot be flushed: a test that commits takes `fresh_database` instead of transaction=True"


CHECKED = {"crosscheck", "demo", "backups", "campaigns", "browser"}   # packages whose tests have lists looked at as they come into force
OWNERS = {"journal", "facts"}   # whose tests make tables of their own, lift triggers and tamper, as only the owner of the tables can
OF_A_DATABASE = {"db", "django_db_setup", "fresh_database", "county"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("BANGFU_DATABASE_ONLY") == "1":   # the second ground: what asks no database was run on the first
        apart = [item for item in items if item.get_closest_marker("once") or (
            not item.get_closest_marker("django_db") and not OF_A_DATABASE & set(getattr(item, "fixturenames", ())))]
        config.hook.pytest_deselected(items=apart)
        items[:] = [item for item in items if item not in set(apart)]
    together(items)
    for item in items:
        mark = item.get_closest_marker("django_db")
        if (mark and mark.kwargs.get("transaction")) or {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())):
            raise pytest.UsageError(f"{item.nodeid}: {NO_FLUSH}")
        if "/tests/browser/" in item.path.as_posix() and not CHROMIUM and os.environ.get("BANGFU_REQUIRE_BROWSER") != "1":
            item.add_marker(pytest.mark.skip(reason="no chromium on PATH: apt-get install chromium fonts-noto-cjk"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture of the test: what stands for others is taken down."""
    GROUND.clear_for(item)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any) -> Iterator[CleanDatabase]:
    """The plugin's own, always: migrated, with the county in it; and a clean copy, taken before the first test could spoil it."""
    with django_db_blocker.unblock():
        made = migrated()
        build_county()
        behind_the_wall()
        clean = CleanDatabase.taken()
    yield clean
    GROUND.clear()
    with django_db_blocker.unblock(), as_owner():
        connections.close_all()
        clean.remove()
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True, scope="session")
def _a_test_asks_for_the_whole_county() -> Iterator[None]:
    """Where it calls an action or a question itself; a page, a job or a command says how far it reaches."""
    with whole_county("the test's own hands"):
        yield


@pytest.fixture(autouse=True)
def _some_stand_before_the_wall(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests of `OWNERS` and those marked `owner`: on PostgreSQL they are the owner of the tables, whom the second wall does not hold."""
    if not OWNERS & set(request.path.parts) and not request.node.get_closest_marker("owner"):
        yield
        return
    request.getfixturevalue("django_db_setup")   # which puts everybody behind the wall: before, and not within
    connection.close()
    with as_owner():
        yield
        connection.close()


@pytest.fixture
def county(request: pytest.FixtureRequest) -> County:
    """The cast. In a transaction of the test database, unless the test took a fresh one."""
    request.getfixturevalue("fresh_database" if "fresh_database" in request.fixturenames else name_of_world(request.node) or "db")
    return the_county()


@pytest.fixture(autouse=True)
def _a_worker_inside_a_test_keeps_the_test_s_connection(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """`sweep` begins with fresh connections, which would end the transaction of a test that calls it; one with a fresh database keeps that."""
    if "fresh_database" not in request.fixturenames:
        monkeypatch.setattr("bangfu.work.worker.close_old_connections", lambda: None)


@pytest.fixture(autouse=True)
def _lists_come_in_without_a_run_of_the_checks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that comes into force has everything it touches looked at by all checks: half a second for tests of which most ask nothing of it. Those of
    `CHECKED` packages, and whoever is marked `checked`, have it as it is."""
    if not CHECKED & set(request.path.parts) and not request.node.get_closest_marker("checked"):
        monkeypatch.setattr("bangfu.crosscheck.jobs.request_after_delivery", lambda *_, **__: None)


@pytest.fixture
def fresh_database(django_db_setup: CleanDatabase, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database of this test's own, for what must really commit: threads, worker processes, a server. Its URL; children find it by themselves."""
    with django_db_blocker.unblock(), django_db_setup.used(monkeypatch) as url:
        yield url


@pytest.fixture
def served(fresh_database: str, county: County) -> Iterator[Program]:
    """`bangfu serve` with its worker, on a database of its own; `served.address` is where."""
    with started("serve", "--port", "18000") as program:
        yield program


@pytest.fixture
def fresh_ring(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An empty data folder and no keys yet; the ring in memory is forgotten before and after."""
    from bangfu.sealing.ring import ring

    in_folder(tmp_path, monkeypatch)
    yield tmp_path
    ring.cache_clear()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's chromium; it refuses its sandbox to root."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": [*sandbox, "--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """An office screen in China."""
    size = {"width": 1366, "height": 768}
    return {**browser_context_args, "viewport": size, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
