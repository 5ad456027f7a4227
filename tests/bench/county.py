"""A county as large as wanted, filled from the demo's people, and kept so that the next run has it at once.

It is filled through the journal (a deed a household, as taking over a list writes it) and the checks are really run over it, against the
three lists of the demo; only the lists themselves are not stored.
"""

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction

from bangfu.crosscheck import snapshot
from bangfu.crosscheck.actions import run_checks
from bangfu.crosscheck.checks.rows import Delivered, InForce, Registered
from bangfu.demo.cast import DEMO_PASSWORD
from bangfu.demo.families import AS_OF
from bangfu.demo.offices import Township
from bangfu.demo.people import Household as House
from bangfu.demo.people import Member
from bangfu.demo.places import COUNTY, places
from bangfu.facts.models import NOW
from bangfu.journal.actions import Deed, Subject, record_all
from bangfu.organization.actions import PlaceRow, appoint, create_post, create_user, take_in_places
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.organization.models import User
from bangfu.organization.queries import actor_for
from bangfu.registry.counts import recount
from bangfu.registry.models import Household, HouseholdRecord, Person, PersonRecord
from bangfu.registry.name_keys import index_all
from bangfu.registry.queries import roster
from bangfu.registry.records import PHONE_PURPOSE, columns, phone_index
from bangfu.sealing.ring import ring
from tests.bench.offices import Line, Lists, lines, towns

OFFICER = "xian"
SINCE = date(2024, 1, 1)

# column of the register → field of the demo's member; numbers of months and years apart
TEXTS = {
    "person_number": "number", "nation": "nation", "schooling": "schooling", "student": "student", "dropout_reason": "dropout_reason",
    "labour": "labour", "health": "health", "disability_kind": "disability_kind", "political": "political", "speaks_mandarin": "mandarin",
    "work_place": "work_place", "works_abroad": "work_abroad", "employer": "employer", "industry": "industry", "job_channel": "channel",
    "public_post_kind": "post_kind", "minimum_living": "minimum_living", "destitute_support": "destitute",
    "resident_medical": "medical_residents", "worker_medical": "medical_employees", "serious_illness_insurance": "illness_insurance",
    "commercial_medical": "commercial_insurance", "serious_illness_aid": "illness_aid", "other_health_help": "other_health_aid",
    "resident_pension": "pension_residents", "worker_pension": "pension_employees",
}
NUMBERS = {"disability_card_year": "disability_year", "work_months": "work_months", "public_post_months": "post_months"}


def staff() -> Actor:
    """Takes in the places of the demo's county and appoints its officer, as whom everything is asked."""
    take_in_places(PROGRAM, [PlaceRow(*row) for row in places("county")], since=SINCE, source="")
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
    """Fills a migrated, empty database: places, households, persons, counters, findings."""
    staff()
    lists, delivered, in_force = Lists(seed), list[Delivered](), list[InForce]()
    for town in towns(households, seed):
        _take_over(town)
        delivered += lists.of(town)
        in_force += lists.in_force(town)
    recount(each.code for each in places("county") if len(each.code) == 12)
    index_all()
    registered = (Registered(str(one.person), str(one.household), *one[2:]) for one in roster())
    tables = snapshot.tables(registered, delivered, in_force, date.today())
    with patch("bangfu.crosscheck.actions.read_county", lambda **_: tables):
        run_checks(PROGRAM, at=COUNTY)


def _take_over(town: Township) -> None:
    for each in town.villages:
        by_household: dict[str, list[Line]] = {}
        for one in lines(town.national, each.households):
            by_household.setdefault(one.household.number, []).append(one)
        with transaction.atomic():
            record_all(PROGRAM, [_deed(listed) for listed in by_household.values()])


def _deed(listed: list[Line]) -> Deed:
    """One household, as taking over a list would write it."""
    house, household = listed[0].household, Household(number=listed[0].household.number)
    common = {"valid_from": AS_OF, "place_code": house.village, "place_then": house.village, "origin_kind": "desk"}
    new: list[Any] = [household, HouseholdRecord(household=household, **_household(house), **common)]
    for one in listed:
        person = Person()
        new += [person, PersonRecord(person=person, household=household, **_person(one), **common)]
    return Deed("household.taken_over", Subject("household", str(household.pk), house.number), house.village, new=new)


def _household(house: House) -> dict[str, str]:
    return {
        "number": house.number, "phone": ring().seal(house.phone, PHONE_PURPOSE), "phone_index": phone_index(house.phone),
        "standard": house.standard,
    }


def _person(one: Line) -> dict[str, Any]:
    return columns({
        "name": one.name, "id_number": one.number, "sex": one.member.sex, "birth": one.birth, "phone": one.member.phone, "relation": one.relation,
        "id_kind": "残疾人证" if one.member.certificate else "居民身份证", **plain(one.member),
    })


def plain(member: Member) -> dict[str, Any]:
    """The register's columns that stand as they are in the demo's member."""
    texts = {column: getattr(member, name) for column, name in TEXTS.items()}
    return texts | {column: int(text) if (text := getattr(member, name)) else None for column, name in NUMBERS.items()}


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
