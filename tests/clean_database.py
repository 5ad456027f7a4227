"""Reset by copying: append-only tables forbid DELETE and TRUNCATE, so a test that commits gets a copy of a clean database. And what one process has migrated
the others copy."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import django
import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections
from django.test.utils import setup_databases

from bangfu.walls.roles import let_in

ROLE = "bangfu_under_test"
ROOT = Path(__file__).resolve().parents[1]
MIGRATED = ROOT / "build" / "migrated"


@dataclass(frozen=True)
class CleanDatabase:
    """A file (SQLite) or a database (PostgreSQL) that nobody writes to."""

    name: str

    @classmethod
    def taken(cls) -> "CleanDatabase":
        """A copy of the current test database under a name of its own."""
        connections.close_all()
        now = str(connection.settings_dict["NAME"])
        clean = cls(f"{now}.clean" if connection.vendor == "sqlite" else f"{now}_clean")
        clean.discard(clean.name)
        _copy(now, clean.name)
        return clean

    @contextmanager
    def used(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        """A copy of it for a while, which this process and its children work on; its URL."""
        connections.close_all()
        was = connection.settings_dict["NAME"]
        name, url = self.copied()
        connection.settings_dict["NAME"] = name
        monkeypatch.setenv("DATABASE_URL", url)
        try:
            yield url
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = was
            self.discard(name)

    def copied(self) -> tuple[str, str]:
        """(name, URL) of a new copy."""
        name = f"{self.name}_{uuid4().hex[:12]}"
        _copy(self.name, name)
        return name, url_of(name)

    def discard(self, name: str) -> None:
        """Removes a copy, with whoever still holds it open."""
        if connection.vendor == "sqlite":
            for tail in ("", "-wal", "-shm"):
                Path(name + tail).unlink(missing_ok=True)
        else:
            with as_owner(), connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def remove(self) -> None:
        self.discard(self.name)


def _copy(source: str, target: str) -> None:
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(source)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(source, target)
    else:
        with as_owner(), connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def migrated() -> Any:
    """The test database with every table, which `teardown_databases` takes back. SQLite's is copied from the one that the first process of this program's
    sources migrated."""
    setup = partial(setup_databases, verbosity=0, interactive=False, aliases={"default"})
    if connection.vendor != "sqlite":
        return setup()
    whole = MIGRATED / f"{_sources()}.sqlite3"
    with _one_at_a_time():
        if not whole.exists():
            made = setup()
            _put_aside(str(connection.settings_dict["NAME"]), whole)
            return made
    shutil.copy(whole, str(connection.settings_dict["TEST"]["NAME"]))
    return setup(keepdb=True)


def _put_aside(name: str, whole: Path) -> None:
    """Under its name once it is whole; those of other sources go."""
    connections.close_all()
    for old in MIGRATED.glob("*.sqlite3"):
        old.unlink()
    _copy(name, f"{whole}.{os.getpid()}")
    Path(f"{whole}.{os.getpid()}").replace(whole)


def _sources() -> str:
    """A digest of everything that could make a migration another one."""
    whole = hashlib.sha256(django.__version__.encode())
    for path in sorted((ROOT / "bangfu").rglob("*.py")):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:32]


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    MIGRATED.mkdir(parents=True, exist_ok=True)
    with (MIGRATED / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def url_of(name: str) -> str:
    """Where a database of our server is, for a process that stands where this one does."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    at = connection.settings_dict
    who = quote(at["USER"]) + (f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else "")
    where = quote(at["HOST"], safe="") + (f":{at['PORT']}" if at["PORT"] else "")
    role = at["OPTIONS"].get("assume_role")
    return f"postgres://{who}@{where}/{name}" + (f"?assume_role={role}" if role else "")


def behind_the_wall() -> None:
    """From here on this process, and those it starts, are to PostgreSQL what the program is in a county: a role that owns nothing."""
    if connection.vendor == "postgresql":
        with suppress(IntegrityError, ProgrammingError), connection.cursor() as cursor:   # another process of the run may have made it
            cursor.execute(f"CREATE ROLE {ROLE} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE")
        let_in(ROLE)
        connection.close()
        connection.settings_dict["OPTIONS"]["assume_role"] = ROLE


@contextmanager
def as_owner() -> Iterator[None]:
    """As the owner of the tables, who stands before the wall: for what sets up, takes down or tampers. The connection is another one."""
    role = connection.settings_dict["OPTIONS"].pop("assume_role", None)
    try:
        yield
    finally:
        if role:
            connection.settings_dict["OPTIONS"]["assume_role"] = role


@contextmanager
def owning() -> Iterator[None]:
    """The same inside the transaction that holds a world: the connection stays. Nothing to do on SQLite."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        before, = cursor.fetchone() or ("none",)
        cursor.execute("SET ROLE NONE")
        try:
            yield
        finally:
            cursor.execute(f"SET ROLE {before}")
