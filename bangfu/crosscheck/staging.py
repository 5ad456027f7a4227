"""Staging: the tables every check reads, made once a run; of each only the columns that its checks need (`needs`).

`register` (numbered `n`, their household `hn`), `household` (`hn`), `village`, `in_force`, `run` (the day), `limits`, `sex_of`, `gap_of`; per source its rows
`s_<slug>` (numbered `sn`) and `pair_<slug>`: every person and every row exactly where they meet, by their numbers, or alone with the other side NULL. `how`
says why they were taken for the same person: 'id' (first 18 of the number), else, for those left alone whose name stands once on each side of the village,
'birth', 'household' or 'name' (the last only when one of the two has no usable number). Pairs are three narrow columns: what is held side by side is
fetched by number when a view is asked. `diff_<slug>` is the pairs with the columns of both sides, for checks with a SELECT of their own. Then the `views`.
"""

from collections.abc import Collection, Iterator

import pyarrow as pa

from bangfu.crosscheck import shapes
from bangfu.crosscheck.checks import views
from bangfu.crosscheck.checks.rows import SOURCES
from bangfu.crosscheck.needs import Needs
from bangfu.rules import member

USABLE = "('ok', 'old15')"
AGE = """year(run.day) - year(birth)
    - CASE WHEN month(run.day) * 100 + day(run.day) < month(birth) * 100 + day(birth) THEN 1 ELSE 0 END"""


def staged_sources(sources: Collection[str]) -> list[str]:
    """The sources that are staged: those that delivered, and those that checks with a SELECT of their own read, be they empty."""
    return sorted({*sources, *SOURCES, views.MEASURES})


def empty(source: str) -> pa.Table:
    """The rows of a source that never delivered."""
    return shapes.listed(source).empty_table()


def statements(sources: Collection[str], needs: Needs) -> Iterator[str]:
    """Every staging statement, in order. `register_in`, `household_in`, `village_in`, `in_force_in`, `s_<slug>_in` and the small tables are there already."""
    yield f"CREATE TABLE household AS SELECT row_number() OVER () AS hn, {_columns(shapes.households(), needs)} FROM household_in"
    yield f"CREATE TABLE village AS SELECT {_columns(shapes.villages(), needs)} FROM village_in"
    yield f"""CREATE TABLE register AS SELECT row_number() OVER () AS n, {_columns(shapes.persons(), needs)}, hn, {AGE} AS age
              FROM register_in LEFT JOIN (SELECT household, hn FROM household) USING (household) CROSS JOIN run"""
    yield "CREATE TABLE in_force AS SELECT * FROM in_force_in"
    for source in staged_sources(sources):
        yield f"CREATE TABLE s_{source} AS SELECT row_number() OVER () AS sn, {_columns(shapes.listed(source), needs, source)} FROM s_{source}_in"
        yield from _pairs(source)
        if needs.names(f"diff_{source}"):
            yield _diff(source, needs)
    yield from views.statements(staged_sources(sources), needs)


def _columns(schema: pa.Schema, needs: Needs, source: str = "") -> str:
    """The columns of a table as checks see them: an empty blind index is none, hundredths are decimals."""
    hundredths, told = shapes.scaled(schema, source), []
    for name in needs.of(schema.names):
        if name.endswith("_index"):
            told.append(f"nullif({name}, '') AS {name}")
        else:
            told.append(f"CAST({name} * 0.01 AS DECIMAL(18, 2)) AS {name}" if name in hundredths else f'"{name}"')
    return ", ".join(told)


def _pairs(slug: str) -> Iterator[str]:
    """The pairs of one list: by number; then those left alone on both sides by village and name; then whoever is left."""
    yield f"CREATE TABLE met_{slug} AS SELECT r.n, s.sn FROM register r JOIN s_{slug} s ON r.id18_index = s.id18_index"
    yield f"""
        CREATE TABLE named_{slug} AS
        WITH listed AS (
            SELECT place_code AS place, name_folded AS name, min(sn) AS sn FROM s_{slug} ANTI JOIN met_{slug} USING (sn)
            WHERE name_folded <> '' GROUP BY 1, 2 HAVING count(*) = 1),
        known AS (
            SELECT place_code AS place, name_folded AS name, min(n) AS n FROM register ANTI JOIN met_{slug} USING (n)
            WHERE name_folded IN (SELECT name FROM listed) GROUP BY 1, 2 HAVING count(*) = 1),
        held AS (
            SELECT r.n, s.sn, r.birth = s.birth AS same_birth, r.household_number = s.household_number AND s.household_number <> '' AS same_household,
                   r.id_status NOT IN {USABLE} OR s.id_status NOT IN {USABLE} AS unnumbered
            FROM listed JOIN known USING (place, name) JOIN register r ON r.n = known.n JOIN s_{slug} s ON s.sn = listed.sn)
        SELECT n, sn, CASE WHEN same_birth THEN 'birth' WHEN same_household THEN 'household' ELSE 'name' END AS how
        FROM held WHERE same_birth OR same_household OR unnumbered"""
    yield f"""
        CREATE TABLE pair_{slug} AS
        WITH told AS (SELECT n AS r_n, sn AS s_n, 'id' AS how FROM met_{slug} UNION ALL SELECT n, sn, how FROM named_{slug})
        SELECT * FROM told
        UNION ALL SELECT n, NULL, '' FROM register WHERE n NOT IN (SELECT r_n FROM told)
        UNION ALL SELECT NULL, sn, '' FROM s_{slug} WHERE sn NOT IN (SELECT s_n FROM told)"""
    yield f"DROP TABLE met_{slug}"
    yield f"DROP TABLE named_{slug}"


def _diff(slug: str, needs: Needs) -> str:
    """The pairs with what checks with a SELECT of their own read of either side."""
    ours = [f"r.{name} AS r_{name}" for name in shapes.persons().names if needs.names(f"r_{name}")]
    theirs = [f"s.{name} AS s_{name}" for name in shapes.listed(slug).names if needs.names(f"s_{name}")]
    return f"""CREATE VIEW diff_{slug} AS SELECT {", ".join([*ours, *theirs])}, p.r_n, p.s_n, p.how
               FROM pair_{slug} p LEFT JOIN register r ON r.n = p.r_n LEFT JOIN s_{slug} s ON s.sn = p.s_n"""


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
