"""Databases that earlier versions made are brought up to this one: the rows are there, what is sealed opens, the journal is whole, the pages answer.

`make test` goes the longest way on SQLite and the shortest on PostgreSQL, for Django takes seven seconds from 0.1.0; the campaign goes all of them on both
(BANGFU_UPGRADES says how many of the newest, `tests.campaigns.upgrades`).
"""

import json
import os
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from bangfu.config.command import main
from bangfu.config.commands.init import missing_migrations
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.organization.models import User
from bangfu.registry.models import PersonRecord
from bangfu.registry.records import ID_PURPOSE, PHONE_PURPOSE
from bangfu.sealing import files
from bangfu.sealing.models import KnownKey
from bangfu.sealing.ring import ring
from tests.standing import in_folder
from tests.web.conftest import BACKEND

MADE = Path(__file__).parent / "made"
VERSIONS = sorted(path.name.removesuffix(".tar.xz") for path in MADE.glob("*.tar.xz"))
NEWEST = int(os.environ.get("BANGFU_UPGRADES", "0"))
WANTED = VERSIONS[-NEWEST:] if NEWEST else [VERSIONS[0], VERSIONS[-1]]
GONE: set[str] = set()   # tables of earlier versions that this one has no more, each with where its rows went
PAGES = ("today", "deliveries", "journal", "my_account")
OF_A_VILLAGE = ("roster", "village_file", "findings", "figures")


@dataclass(frozen=True)
class Earlier:
    """A database as an earlier version left it, and what that version says was in it."""

    people: list[dict[str, str]]
    rows: dict[str, int]
    entries: int
    is_last: bool   # of the versions before this one, whose tables may be these


@pytest.fixture(params=WANTED)
def earlier(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_setup: Any, django_db_blocker: Any) -> Iterator[Earlier]:
    """It stands in a database of its own, with its keys and files."""
    if not NEWEST and (request.param == VERSIONS[0]) != (connection.vendor == "sqlite"):
        pytest.skip("the other database goes this way; BANGFU_UPGRADES=2 goes both")
    with tarfile.open(MADE / f"{request.param}.tar.xz") as made:
        made.extractall(tmp_path, filter="data")
    there = tmp_path / connection.vendor
    in_folder(there, monkeypatch)
    with django_db_blocker.unblock(), _database((there / "database.sql").read_text(), tmp_path):
        yield Earlier(**json.loads((there / "told.json").read_text()), is_last=request.param == VERSIONS[-1])
    ring.cache_clear()


@contextmanager
def _database(sql: str, folder: Path) -> Iterator[None]:
    connections.close_all()
    was = connection.settings_dict["NAME"]
    name = str(folder / "earlier.sqlite3") if connection.vendor == "sqlite" else f"earlier_{uuid4().hex[:12]}"
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(name)) as made:
            made.executescript(sql)
    else:
        _on_the_server(f'CREATE DATABASE "{name}"')
    connection.settings_dict["NAME"] = name
    try:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(sql)
            connection.close()   # what a dump sets for its session goes with it
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = was
        if connection.vendor == "postgresql":
            _on_the_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def _on_the_server(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.owner
def test_an_earlier_county_is_brought_up_with_everything_in_it(earlier: Earlier) -> None:
    assert missing_migrations() or earlier.is_last, "it was made by an earlier version"
    assert main(["init"]) == 0 and not missing_migrations()
    _tables_are_as_this_version_makes_them()
    _rows_are_there(earlier)
    _sealed_values_open(earlier)
    assert verify().faults == [] and Entry.objects.count() >= earlier.entries
    _pages_answer(earlier)


def _tables_are_as_this_version_makes_them() -> None:
    for model in apps.get_models(include_auto_created=True):
        with connection.cursor() as cursor:
            there = {column.name for column in connection.introspection.get_table_description(cursor, model._meta.db_table)}
        assert there == {str(one.column) for one in model._meta.concrete_fields}, model._meta.db_table


def _rows_are_there(earlier: Earlier) -> None:
    tables = set(connection.introspection.table_names())
    assert {name for name in earlier.rows if name not in tables} == GONE
    with connection.cursor() as cursor:
        for name, many in earlier.rows.items():
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            assert cursor.fetchone()[0] >= many, name


def _sealed_values_open(earlier: Earlier) -> None:
    assert len(earlier.people) >= 8
    for told in earlier.people:
        one = PersonRecord.objects.get(pk=told["id"])
        assert (ring().unseal(one.id_number, ID_PURPOSE), ring().unseal(one.phone, PHONE_PURPOSE)) == (told["id_number"], told["phone"])
    assert set(KnownKey.objects.values_list("name", flat=True)) == {"k1", "index"}
    kept = [one for folder in files.folders() for one in files.in_folder(folder)]
    assert kept and all(files.kept(one) for one in kept)


def _pages_answer(earlier: Earlier) -> None:
    client, told = Client(raise_request_exception=True), earlier.people[0]
    client.force_login(User.objects.get(username="qingshi"), backend=BACKEND)
    for name, words in [*((page, {}) for page in PAGES), *((page, {"place": told["place"]}) for page in OF_A_VILLAGE)]:
        assert client.get(reverse(name, kwargs=words), follow=True).status_code == 200, name
    page = client.get(reverse("person", kwargs={"person": told["person"]})).content.decode()
    assert told["name"] in page and told["id_number"] not in page and told["id_number"][-4:] in page
