"""Staging: the tables every check reads, made once a run.

`register`, `household`, `village`, `in_force`, `run` (the day), `limits`, `sex_of`, `gap_of`; per source its rows `s_<slug>` and one `diff_<slug>`: every
person and every row of the list exactly where they meet, or alone with the other side NULL; `how` says why they were taken for the same person
(`matching.HOW`). Then the `views`.
"""

from collections.abc import Collection, Iterator

import pyarrow as pa

from bangfu.crosscheck import apart, deaths, heard, matching, shapes
from bangfu.crosscheck.checks import views
from bangfu.crosscheck.checks.rows import SOURCES
from bangfu.crosscheck.matching import Step
from bangfu.rules import member

BLIND = ("id_index", "id18_index")
AGE = "year(day) - year(birth) - CASE WHEN month(day) * 100 + day(day) < month(birth) * 100 + day(birth) THEN 1 ELSE 0 END"


def staged_sources(sources: Collection[str]) -> list[str]:
    """The sources that are staged: those that delivered, and those that checks with a SELECT of their own read, be they empty."""
    return sorted({*sources, *SOURCES, views.MEASURES})


def empty(source: str) -> pa.Table:
    """The rows of a source that never delivered."""
    return shapes.listed(source).empty_table()


def statements(sources: Collection[str]) -> Iterator[Step]:
    """Every staging statement, in order. `register_in`, `household_in`, `village_in`, `in_force_in`, `s_<slug>_in` and the small tables are there already."""
    persons, age = shapes.persons(), AGE.replace("year(day)", "year(run.day)").replace("month(day)", "month(run.day)").replace("day(day)", "day(run.day)")
    yield f"CREATE TABLE register AS SELECT row_number() OVER () AS n, {_columns(persons, shapes.scaled(persons))}, {age} AS age FROM register_in CROSS JOIN run"
    for name, schema in (("household", shapes.households()), ("village", shapes.villages())):
        yield f"CREATE TABLE {name} AS SELECT {_columns(schema, shapes.scaled(schema))} FROM {name}_in"
    yield "CREATE TABLE in_force AS SELECT * FROM in_force_in"
    yield from matching.once()
    for source in staged_sources(sources):
        schema = shapes.listed(source)
        yield f"CREATE TABLE s_{source} AS SELECT row_number() OVER () AS m, {_columns(schema, shapes.scaled(schema, source))} FROM s_{source}_in"
        yield from matching.statements(source)
    yield from apart.statements(staged_sources(sources))
    yield from deaths.statements(staged_sources(sources))
    yield from heard.statements(staged_sources(sources))
    yield from views.statements(staged_sources(sources))


def _columns(schema: pa.Schema, scaled: Collection[str]) -> str:
    """The columns of a table as checks see them: an empty blind index is none, hundredths are decimals."""
    told = []
    for name in schema.names:
        if name in BLIND or name.endswith("_index"):
            told.append(f"nullif({name}, '') AS {name}")
        else:
            told.append(f"CAST({name} * 0.01 AS DECIMAL(18, 2)) AS {name}" if name in scaled else f'"{name}"')
    return ", ".join(told)


def sex_of() -> list[tuple[str, str]]:
    """(relation, sex it implies), from rules.member."""
    return sorted([(relation, "男") for relation in member.MALE] + [(relation, "女") for relation in member.FEMALE])


def gap_of(limits: member.MemberLimits) -> list[tuple[str, str, bool, int]]:
    """(relation, fault, whether the head is the elder, years there must be between them), from rules.member."""
    rows = (
        (member.CHILDREN, "child_too_old", True, limits.parent_gap), (member.PARENTS, "parent_too_young", False, limits.parent_gap),
        (member.GRANDCHILDREN, "grandchild_too_old", True, limits.grandparent_gap),
        (member.GRANDPARENTS, "grandparent_too_young", False, limits.grandparent_gap),
    )
    return sorted((relation, fault, head_is_elder, gap) for relations, fault, head_is_elder, gap in rows for relation in relations)
