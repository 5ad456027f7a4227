"""Staging: the tables every check reads, made once a run.

`register`, `source_rows`, `in_force`, `run` (the day), `limits`, `sex_of`, `gap_of`, and per source one `diff_<slug>`: every person
and every row of the list exactly where they meet, or alone with the other side NULL. `how` says why they were taken for the same
person: 'id' (first 18 of the number), else, for those left alone whose name stands once on each side of the village, 'birth',
'household' or 'name' (the last only when one of the two has no usable number).
"""

from collections.abc import Iterator

from bangfu.crosscheck.checks.rows import SOURCES
from bangfu.rules import member

USABLE = "('ok', 'old15')"

TABLES = """
CREATE TABLE register AS SELECT * REPLACE (nullif(id_index, '') AS id_index, nullif(id18_index, '') AS id18_index) FROM register_in;
CREATE TABLE source_rows AS SELECT * REPLACE (nullif(id_index, '') AS id_index, nullif(id18_index, '') AS id18_index) FROM source_rows_in;
CREATE TABLE in_force AS SELECT * FROM in_force_in;
"""

_R = ("person", "household", "household_number", "place_code", "name", "name_folded", "id18_index", "id_status", "birth", "origin_kind", "origin_id")
_S = ("row", "number", "place_code", "name", "name_folded", "id18_index", "id_status", "birth", "household_number", "event_day")
_BOTH = ", ".join([f"r_{name}" for name in _R] + [f"s_{name}" for name in _S])


def statements() -> Iterator[str]:
    """Every staging statement, in order. `register_in`, `source_rows_in`, `in_force_in` and the small tables are there already."""
    yield from filter(None, map(str.strip, TABLES.split(";")))
    for slug in SOURCES:
        yield from _diff(slug)


def _diff(slug: str) -> Iterator[str]:
    """One FULL JOIN on the number; then those left alone on both sides are joined on village and name."""
    r = ", ".join(f"r.{name} AS r_{name}" for name in _R)
    s = ", ".join(f"s.{name} AS s_{name}" for name in _S)
    yield f"""
        CREATE TABLE joined_{slug} AS
        SELECT {r}, {s} FROM register r FULL JOIN (SELECT * FROM source_rows WHERE source = '{slug}') s ON r.id18_index = s.id18_index"""
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
            SELECT {", ".join(f"a.r_{name}" for name in _R)}, {", ".join(f"b.s_{name}" for name in _S)} FROM both_sides
            JOIN joined_{slug} a ON a.r_person = both_sides.person AND a.s_row IS NULL
            JOIN joined_{slug} b ON b.s_row = both_sides.row AND b.r_person IS NULL)
        SELECT *, CASE WHEN r_birth = s_birth THEN 'birth'
                       WHEN r_household_number = s_household_number AND s_household_number <> '' THEN 'household' ELSE 'name' END AS how
        FROM paired
        WHERE r_birth = s_birth OR (r_household_number = s_household_number AND s_household_number <> '')
           OR r_id_status NOT IN {USABLE} OR s_id_status NOT IN {USABLE}"""
    yield f"""
        CREATE TABLE diff_{slug} AS
        SELECT {_BOTH}, CASE WHEN r_person IS NULL OR s_row IS NULL THEN '' ELSE 'id' END AS how FROM joined_{slug}
        WHERE NOT (s_row IS NULL AND r_person IN (SELECT r_person FROM named_{slug}))
          AND NOT (r_person IS NULL AND s_row IN (SELECT s_row FROM named_{slug}))
        UNION ALL SELECT {_BOTH}, how FROM named_{slug}"""
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
