"""What the tests of the journal write: one household of one person, corrected once; and a hand that goes around the program."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from bangfu.facts.models import new_id
from bangfu.journal.actions import Subject, record
from bangfu.journal.models import Entry
from bangfu.organization.actor import PROGRAM
from bangfu.registry.models import Household, Person, PersonRecord
from bangfu.sealing.models import SubjectKey, new_subject_key
from tests.county import VILLAGE


@dataclass
class Family:
    """A household of one, as it was written."""

    household: Household
    person: Person
    record: PersonRecord
    key: SubjectKey

    @property
    def subject(self) -> Subject:
        return Subject("household", str(self.household.pk), self.household.number, key=self.key.pk)


@transaction.atomic
def added(at: str = VILLAGE, name: str = "甲一") -> Family:
    """A new household of one person: three rows under one entry."""
    household, person = Household(number=f"H{new_id().hex[-8:]}"), Person()
    told = PersonRecord(
        person=person, household=household, place_code=at, place_then=at, name=name, name_folded=name, valid_from=date(2024, 1, 1), id_status="ok",
    )
    key = new_subject_key(household.pk, secrets.token_bytes(32))
    key.save()
    family = Family(household, person, told, key)
    record(PROGRAM, "household.added", family.subject, at=at, new=[household, person, told])
    return family


@transaction.atomic
def renamed(family: Family, name: str, reason: str = "登记时写错了字") -> Entry:
    """The name was wrong all along: the old record is superseded by a new one."""
    after = [family.record.draft(name=name, name_folded=name)]
    entry = record(PROGRAM, "person.corrected", family.subject, at=family.record.place_code, reason=reason, superseded=[family.record], new=after)
    family.record = after[0]
    return entry


@contextmanager
def around_the_program(*tables: str) -> Iterator[None]:
    """What somebody with the database's own password can do: the triggers are off, and on again afterwards."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            yield
            for _, statement in triggers:
                cursor.execute(statement)
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def sql(statement: str, *values: object) -> int:
    """Runs one statement by hand and says how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount
