"""Every indicator for every village of a filled county, from the rows, against one plain scan of each table that is read."""

import re
from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from bangfu.demo.places import COUNTY
from bangfu.reporting.grounds import GROUNDS, Cut
from bangfu.reporting.indicators import INDICATORS
from bangfu.reporting.kept import by_ground
from bangfu.rules.place_code import LENGTHS
from tests.bench.county import officer
from tests.bench.figures import COUNTY as FILLED
from tests.bench.figures import Asked, Measured, bench, in_turns

TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"')


@bench("indicators", unit="CPU-s", baseline="one scan of each table they read, its rows counted by village", ground=FILLED, target="≤ 3 ×")
def all_indicators(asked: Asked) -> Iterator[Measured]:
    """All that are declared, for all villages at once, a query a ground; then each ground by itself."""
    by, cut, length = officer(), Cut(COUNTY), LENGTHS["village"]
    _alone()
    grounds = by_ground(INDICATORS.values())

    def tally(*names: str) -> None:
        for name in names:
            GROUNDS[name].tally(by, grounds[name], cut, length)

    for name, some in {"all": tuple(grounds), **{one: (one,) for one in grounds}}.items():
        tables = _read_by(lambda: tally(*some))   # noqa: B023 - called at once
        seconds, ratio = in_turns(lambda: tally(*some), lambda: _scan(tables))   # noqa: B023 - called at once
        words = f"{sum(len(grounds[one]) for one in some)} of {name}, {len(tables)} tables"
        yield Measured(seconds, ratio, asked.households, words, "" if name == "all" else " ")


def _alone() -> None:
    """PostgreSQL may share a query out among processes whose CPU nobody would count: neither the figures nor the scans here. Its tables are kept in order, as
    autovacuum does within a minute."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("SET max_parallel_workers_per_gather = 0")


def _read_by(act: object) -> list[type[Model]]:
    """The models whose tables stand in its statements."""
    with CaptureQueriesContext(connection) as asked:
        act()   # type: ignore[operator]
    tables = {table for one in asked.captured_queries for table in TABLE.findall(one["sql"])}
    return [model for model in apps.get_models() if model._meta.db_table in tables]


def _scan(models: list[type[Model]]) -> None:
    """Each table once, row by row: the last column is looked at, so that no index answers for the rows."""
    with connection.cursor() as cursor:
        for model in models:
            last, place = model._meta.concrete_fields[-1].column, "place_code" if any(one.name == "place_code" for one in model._meta.fields) else "NULL"
            cursor.execute(f'SELECT {place}, COUNT(*), MAX("{last}") FROM "{model._meta.db_table}" GROUP BY 1')   # noqa: S608 - names of our own tables
            cursor.fetchall()
