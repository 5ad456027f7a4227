"""Staging: the tables every check reads, made once a run.

`register`, `household`, `village`, `in_force`, `run` (the day), `limits`, `sex_of`, `gap_of`; per source its rows `s_<slug>` and one `diff_<slug>`: every
person and every row of the list exactly where they meet, or alone with the other side NULL. `how` says why they were taken for the same person: 'id' (first
18 of the number), else, for those left alone whose name stands once on each side of the village, 'birth', 'household' or 'name' (the last only when one
of the two has no usable number). Then the `views`.
"""

from collections.abc import Collection, Iterator

import pyarrow as pa

from bangfu.crosscheck import shapes
from bangfu.crosscheck.checks import views
from bangfu.crosscheck.checks.rows import SOURCES
from bangfu.rules import member

USABLE = "('ok', 'old15')"
BLIND = ("id_index", "id18_index")
AGE = "year(day) - year(birth) - CASE WHEN month(day) * 100 + day(day) < month(birth) * 100 + day(birth) THEN 1 ELSE 0 END"
_R = ("person", "household", "household_number", "place_code", "name", "name_folded", "id18_index", "id_status", "birth", "origin_kind", "origin_id", "n")


def staged_sources(sources: Collection[str]) -> list[str]:
    """The sources that are staged: those that delivered, and those that checks with a SELECT of their own read, be they empty."""
    return sorted({*sources, *SOURCES, views.MEASURES})


def empty(source: str) -> pa.Table:
    """The rows of a source that never delivered."""
    return shapes.listed(source).empty_table()


def statements(sources: Collection[str]) -> Iterator[str]:
    """Every staging statement, in order. `register_in`, `household_in`, `village_in`, `in_force_in`, `s_<slug>_in` and the small tables are there already."""
    persons, age = shapes.persons(), AGE.replace("year(day)", "year(run.day)").replace("month(day)", "month(run.day)").replace("day(day)", "day(run.day)")
    yield f"CREATE TABLE register AS SELECT row_number() OVER () AS n, {_columns(persons, shapes.scaled(persons))}, {age} AS age FROM register_in CROSS JOIN run"
    for name, schema in (("household", shapes.households()), ("village", shapes.villages())):
        yield f"CREATE TABLE {name} AS SELECT {_columns(schema, shapes.scaled(schema))} FROM {name}_in"
    yield "CREATE TABLE in_force AS SELECT * FROM in_force_in"
    for source in staged_sources(sources):
        schema = shapes.listed(source)
        yield f"CREATE TABLE s_{source} AS SELECT {_columns(schema, shapes.scaled(schema, source))} FROM s_{source}_in"
        yield from _diff(source)
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


def _diff(slug: str) -> Iterator[str]:
    """One FULL JOIN on the number; then those left alone on both sides are joined on village and name."""
    names = shapes.listed(slug).names
    r = ", ".join(f"r.{name} AS r_{name}" for name in _R)
    s = ", ".join(f"s.{name} AS s_{name}" for name in names)
    both = ", ".join([f"r_{name}" for name in _R] + [f"s_{name}" for name in names])
    yield f"CREATE TABLE joined_{slug} AS SELECT {r}, {s} FROM register r FULL JOIN s_{slug} s ON r.id18_index = s.id18_index"
    yield f"""
        CREATE TABLE named_{slug} AS
        WITH listed AS (
            SELECT s_place_code AS place, s_name_folded AS name, min(s_row) AS row FROM joined_{slug}
            WHERE r_person IS NULL AND s_name_folded <> '' GROUP BY 1, 2 HAVING count(*) = 1),
        known AS (
            SELECT r_place_code AS place, r_name_folded AS name, min(r_person) AS person FROM joined_{slug}
            WHERE s_row IS NULL AND r_name_folded IN (SELECT name FROM listed) GROUP BY 1, 2 HAVING count(*) = 1),
        both_sides AS (SELECT person, row FROM listed JOIN known USING (place, name)),
        paired AS (
            SELECT {", ".join(f"a.r_{name}" for name in _R)}, {", ".join(f"b.s_{name}" for name in names)} FROM both_sides
            JOIN joined_{slug} a ON a.r_person = both_sides.person AND a.s_row IS NULL
            JOIN joined_{slug} b ON b.s_row = both_sides.row AND b.r_person IS NULL)
        SELECT *, CASE WHEN r_birth = s_birth THEN 'birth'
                       WHEN r_household_number = s_household_number AND s_household_number <> '' THEN 'household' ELSE 'name' END AS how
        FROM paired
        WHERE r_birth = s_birth OR (r_household_number = s_household_number AND s_household_number <> '')
           OR r_id_status NOT IN {USABLE} OR s_id_status NOT IN {USABLE}"""
    yield f"""
        CREATE TABLE diff_{slug} AS
        SELECT {both}, CASE WHEN r_person IS NULL OR s_row IS NULL THEN '' ELSE 'id' END AS how FROM joined_{slug}
        WHERE NOT (s_row IS NULL AND r_person IN (SELECT r_person FROM named_{slug}))
          AND NOT (r_person IS NULL AND s_row IN (SELECT s_row FROM named_{slug}))
        UNION ALL SELECT {both}, how FROM named_{slug}"""
    yield f"DROP TABLE joined_{slug}"
    yield f"DROP TABLE named_{slug}"


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
