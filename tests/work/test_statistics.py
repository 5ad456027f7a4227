"""The embedded database is told how full its indexes are."""

from django.db import connection

from bangfu.work.statistics import refresh_statistics
from tests.county import County


def test_the_statistics_of_sqlite_know_the_tables(county: County) -> None:
    refresh_statistics()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'organization_user'")
            assert cursor.fetchone()[0] > 0
