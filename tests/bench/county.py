"""A county as large as wanted, filled from the demo's people, and kept so that the next run has it at once.

It is founded as the demo is (a deed a household, with three years of history), followed households as the national list writes them, and the checks are
really run over it, against the three lists of the demo; only the lists themselves are not stored.
"""

import shutil
import sqlite3
from collections import defaultdict
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pyarrow as pa
from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction

from bangfu.crosscheck import shapes, snapshot
from bangfu.crosscheck.actions import run_checks
from bangfu.crosscheck.checks.rows import SOURCES, InForce
from bangfu.crosscheck.engine import Tables
from bangfu.crosscheck.reading import read_county
from bangfu.demo.cast import DEMO_PASSWORD
from bangfu.demo.fill import found_places, in_grid
from bangfu.demo.found import found_village
from bangfu.demo.places import COUNTY, places
from bangfu.demo.reports import found_bodies_of, report, tag
from bangfu.facts.models import NOW
from bangfu.organization.actions import PlaceRow, appoint, create_post, create_user, take_in_places
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.organization.models import User
from bangfu.organization.queries import actor_for
from bangfu.registry.models import PersonRecord
from tests.bench.offices import Lists, as_listed, towns

OFFICER = "xian"
SINCE = date(2024, 1, 1)


def staff() -> Actor:
    """Takes in the places of the demo's county and appoints its officer, as whom everything is asked."""
    take_in_places(PROGRAM, [PlaceRow(*row) for row in places("county")], since=SINCE, source="")
    return _appointed()


def _appointed() -> Actor:
    user = create_user(PROGRAM, username=OFFICER, name="县主管", password=DEMO_PASSWORD)
    post = create_post(PROGRAM, title="县主管", role="county_officer", place=COUNTY, since=SINCE)
    appoint(PROGRAM, user=user, post=post, since=SINCE)
    return officer()


def officer() -> Actor:
    """The county's officer."""
    return actor_for(User.objects.get(username=OFFICER))


def sample(seed: int, many: int) -> list[PersonRecord]:
    """Some people now in the register, from all over the county, whose ID number is right."""
    keys = PersonRecord.objects.filter(**NOW.filters(), id_status="ok").order_by("id").values_list("id", flat=True)
    return list(PersonRecord.objects.filter(pk__in=Random(seed).sample(list(keys), many)))


def fill(households: int, seed: int) -> None:
    """Fills a migrated, empty database: places and what is said of them, households with their past, bodies, counters, findings."""
    found_places("county", seed)
    _appointed()
    lists, delivered, in_force = Lists(), defaultdict[str, list[pa.Table]](list), list[InForce]()
    for town in towns(households, seed):
        found_bodies_of(PROGRAM, town.place, seed)
        for village in as_listed(town):
            found_village(PROGRAM, village, town.national.absent, in_grid(village))
            tag(PROGRAM, village, seed)
            report(PROGRAM, village, seed, "村文书")
        rows = list(lists.of(town))
        for source in SOURCES:
            delivered[source].append(snapshot.of_list(source, (row for row in rows if row.source == source)))
        in_force += lists.in_force(town)
    sources = {source: pa.concat_tables(tables) for source, tables in delivered.items()}
    with patch("bangfu.crosscheck.actions.read_county", partial(_read, sources, snapshot.table(shapes.in_force(), InForce._fields, in_force))):
        run_checks(PROGRAM, at=COUNTY)


def _read(sources: dict[str, pa.Table], in_force: pa.Table, where: Path, **told: Any) -> Tables:
    """Reads the register as a run does, and puts the lists beside it."""
    read = replace(read_county(where, **told), in_force=in_force, sources=sources)
    snapshot.keep_lists(where, read)
    return snapshot.read_from(where)


def pour(source: Path) -> None:
    """Fills the database from the SQLite file of a county filled before: tables of the program by COPY, without their triggers."""
    models = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("bangfu.")]
    with closing(sqlite3.connect(source)) as kept, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model in models:
            names = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
            with cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy:
                for row in kept.execute(f'SELECT {names} FROM "{model._meta.db_table}"'):
                    copy.write_row(row)
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")   # autovacuum would, in a minute


def lay_out(cached: Path, var: Path) -> None:
    """Copies a cached county into a data folder: its keys always, its database where SQLite is used."""
    shutil.copytree(cached / "keys", var / "keys", dirs_exist_ok=True)
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        shutil.copy(cached / "data" / "bangfu.sqlite3", var / "data" / "bangfu.sqlite3")
