"""No table with a place stands before the wall unseen, and what PostgreSQL holds is what the migrations say."""

import pytest
from django.apps import apps
from django.db import connection

from bangfu.walls.policies import POLICY
from bangfu.walls.tables import BEFORE, to_be_walled
from tests.walls.belonging import walls

# tables of the program whose rows lie at no place and belong to none that does: what they hold
OPEN = {
    "journal_head": "the end of each chain, which the next entry is linked to", "journal_seal": "digests", "sealing_subjectkey": "keys, each sealed",
    "sealing_knownkey": "which keys of the ring are needed, by their marks",
    "organization_place": "the names of places", "organization_post": BEFORE["organization_post"], "organization_reach": "how far a post reaches: the wall's own ground",
    "accounts_session": "where somebody is signed in: the wall's own ground", "accounts_rowstaken": "how many rows somebody took in a day",
    "accounts_secondstep": "secrets, each sealed", "accounts_recoverycode": "digests",
    "organization_holding": "who holds a post", "organization_user": "accounts", "lists_listchoice": "columns somebody likes",
    "lists_savedview": BEFORE["lists_savedview"],
    "deliveries_source": "which lists there are", "deliveries_learnedheader": "what a heading means",
    "registry_body": "ids", "registry_household": "ids and the number of each household, unique in the county", "registry_person": "ids",
    "crosscheck_checksetting": "numbers the county sets", "crosscheck_authoritysetting": "which lists the county believes",
}


def _tables() -> set[str]:
    return {model._meta.db_table for model in apps.get_models() if model.__module__.startswith("bangfu.")}


def test_every_table_has_a_wall_or_a_reason() -> None:
    assert _tables() - set(walls()) - set(OPEN) == set()
    assert set(walls()) & set(OPEN) == set() and set(OPEN) <= _tables()


def test_what_lies_at_a_place_is_walled_by_it() -> None:
    assert set(to_be_walled()) <= set(walls())


def test_what_belongs_to_a_row_belongs_to_one_that_is_walled_itself() -> None:
    for table, wall in walls().items():
        assert wall.of is None or (walls()[wall.of[1]].of is None and not wall.from_below), table


@pytest.mark.django_db
def test_postgresql_has_every_wall() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has the first wall only")
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'")
        enabled = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT tablename FROM pg_policies WHERE policyname = %s AND cmd = 'ALL' AND with_check IS NOT NULL", [POLICY])
        told = {row[0] for row in cursor.fetchall()}
    assert enabled == told == set(walls())
