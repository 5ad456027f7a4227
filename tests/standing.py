"""What many tests stand on, built once: inside a transaction that stays open from test to test, while each test works in a savepoint of its own.

    @world
    def cast() -> County: …          # no fixtures of its own; what it gives back is copied for every test

The fixture asks for `db` itself, and so does `county` after it. `world(ring=True)` gives the world a data folder and keys of its own, of which
every test has a copy. The next test that does not stand on it takes it down; a test on a fresh database builds it anew there. Tests of all modules that
stand on the same world come one after the other, and may leave each other in `GROUND.kept` what they learned about it.
"""

import copy
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import TestCase

from bangfu.sealing import ring as rings

Build = Callable[[], Any]


class Ground:
    """What stands now, if anything does."""

    def __init__(self) -> None:
        self.build: Build | None = None
        self.made: Any = None
        self.folder: Path | None = None
        self.kept: dict[Any, Any] = {}
        self._open: Any = None
        self._blocker: Any = None

    def stand(self, build: Build, blocker: Any, *, ring: bool) -> None:
        """Builds it, unless it stands."""
        if self.build is build:
            return
        self.clear()
        if connection.in_atomic_block:
            raise pytest.UsageError(f"{build.__name__} is a world: no test that stands on it is marked django_db or takes `db` before it")
        self.build, self._blocker = build, blocker
        try:
            with blocker.unblock(), pytest.MonkeyPatch.context() as patch:
                self._open = TestCase._enter_atomics()   # type: ignore[attr-defined]
                if ring:
                    self.folder = Path(tempfile.mkdtemp(prefix="bangfu-world-"))
                    in_folder(self.folder, patch)
                self.made = build()
        except BaseException:
            self.clear()
            raise

    def clear(self) -> None:
        """Takes down what stands."""
        if self._open is not None:
            with self._blocker.unblock():
                TestCase._rollback_atomics(self._open)   # type: ignore[attr-defined]
        if self.folder:
            shutil.rmtree(self.folder)
        self.build, self.made, self.folder, self._open = None, None, None, None
        self.kept.clear()

    def clear_for(self, item: pytest.Item) -> None:
        """Takes down what stands, unless the test stands on it."""
        if _ground_of(item) is not self.build:
            self.clear()


GROUND = Ground()


def together(items: list[pytest.Item]) -> None:
    """Puts the tests that stand on one world one after the other: those of a module, and those of every module that stands on it, where the first of them was."""
    grounds = {item: _ground_of(item) for item in items}
    order: dict[tuple[Path, Build | None], int] = {}
    places = {item: order.setdefault((item.path, grounds[item]), len(order)) for item in items}
    modules = {path: at for at, path in enumerate(dict.fromkeys(item.path for item in items))}
    first: dict[Build, int] = {}
    for item in items:
        if ground := grounds[item]:
            first.setdefault(ground, modules[item.path])

    def place(item: pytest.Item) -> tuple[int, bool, int, int]:
        ground = grounds[item]
        return first[ground] if ground else modules[item.path], ground is not None, modules[item.path], places[item]
    items.sort(key=place)


def name_of_world(item: pytest.Item) -> str:
    """The fixture of the world a test stands on; '' when on none."""
    fixtures = item._fixtureinfo.name2fixturedefs
    return next((name for name, found in fixtures.items() if hasattr(found[-1].func, "stands_on")), "")


def _ground_of(item: pytest.Item) -> Build | None:
    name = name_of_world(item)
    build: Build | None = item._fixtureinfo.name2fixturedefs[name][-1].func.stands_on if name else None
    return build


def world(build: Build | None = None, /, *, ring: bool = False) -> Any:
    """A fixture named as the function that builds the world."""
    return _fixture(build, ring) if build else lambda build: _fixture(build, ring)


def _fixture(build: Build, ring: bool) -> Any:
    def standing(request: pytest.FixtureRequest, django_db_setup: Any, django_db_blocker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
        fresh = "fresh_database" in request.fixturenames
        if not fresh:
            GROUND.stand(build, django_db_blocker, ring=ring)
        if ring:
            if not fresh and GROUND.folder:
                shutil.copytree(GROUND.folder, tmp_path, dirs_exist_ok=True)
            in_folder(tmp_path, monkeypatch)
        request.getfixturevalue("fresh_database" if fresh else "db")
        yield build() if fresh else copy.deepcopy(GROUND.made)
        if ring:
            rings.ring.cache_clear()

    standing.stands_on = build   # type: ignore[attr-defined]
    return pytest.fixture(name=build.__name__)(standing)


def in_folder(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Keys and data are those of this folder; the ring in memory is forgotten."""
    patch.setattr(settings, "KEYS", folder / "keys")
    patch.setattr(settings, "DATA", folder / "data")
    rings.ring.cache_clear()
