"""A county as large as wanted, filled from the demo's people, and kept so that the next run has it at once.

It is founded as the demo is (a deed a household, with three years of history), followed households as the national list writes them, and the checks are
really run over it, against the three lists of the demo; only the lists themselves are not stored.
"""

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random
from unittest.mock import patch

import pyarrow as pa
from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction

from bangfu.crosscheck import snapshot
from bangfu.crosscheck.actions import run_checks
from bangfu.crosscheck.checks.rows import Delivered, InForce, Registered
from bangfu.crosscheck.engine import Tables
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
from bangfu.registry.queries import roster
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
    lists, delivered, in_force = Lists(), list[pa.Table](), list[InForce]()
    for town in towns(households, seed):
        found_bodies_of(PROGRAM, town.place, seed)
        for village in as_listed(town):
            found_village(PROGRAM, village, town.national.absent, in_grid(village))
            tag(PROGRAM, village, seed)
            report(PROGRAM, village, seed, "村文书")
        delivered.append(snapshot.table(Delivered, lists.of(town)))
        in_force += lists.in_force(town)
    registered = (Registered(str(one.person), str(one.household), *one[2:])._replace(place_code=one.place_code[:12]) for one in roster())
    tables = Tables(snapshot.table(Registered, registered), pa.concat_tables(delivered), snapshot.table(InForce, in_force), date.today())
    with patch("bangfu.crosscheck.actions.runs.read_county", lambda **_: tables):
        run_checks(PROGRAM, at=COUNTY)


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
