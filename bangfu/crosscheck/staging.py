"""Staging: the tables every check reads, made once a run; of each only the columns that its checks need (`needs`).

`register` (numbered `n`, their household `hn`), `household` (`hn`), `village`, `in_force`, `run` (the day), `limits`, `sex_of`, `gap_of`; per source its rows
`s_<slug>` (numbered `sn`) and `pair_<slug>`: every person and every row exactly where they meet, by their numbers, or alone with the other side NULL; `how`
says why they were taken for the same person (`matching.HOW`). Pairs are three narrow columns: what is held side by side is fetched by number when a view is
asked. `diff_<slug>` is the pairs with the columns of both sides, for checks with a SELECT of their own. Then the `views`.
"""

from collections.abc import Collection, Iterator

import pyarrow as pa

from bangfu.crosscheck import apart, deaths, heard, matching, shapes
from bangfu.crosscheck.checks import views
from bangfu.crosscheck.checks.rows import SOURCES
from bangfu.crosscheck.matching import Step
from bangfu.crosscheck.needs import Needs
from bangfu.rules import member

AGE = """year(run.day) - year(birth)
    - CASE WHEN month(run.day) * 100 + day(run.day) < month(birth) * 100 + day(birth) THEN 1 ELSE 0 END"""


def staged_sources(sources: Collection[str]) -> list[str]:
    """The sources that are staged: those that delivered, and those that checks with a SELECT of their own read, be they empty."""
    return sorted({*sources, *SOURCES, views.MEASURES, views.BASIC})


def empty(source: str) -> pa.Table:
    """The rows of a source that never delivered."""
    return shapes.listed(source).empty_table()


def statements(sources: Collection[str], needs: Needs) -> Iterator[Step]:
    """Every staging statement, in order. `register_in`, `household_in`, `village_in`, `in_force_in`, `s_<slug>_in` and the small tables are there already."""
    yield f"CREATE TABLE household AS SELECT row_number() OVER () AS hn, {_columns(shapes.households(), needs)} FROM household_in"
    yield f"CREATE TABLE village AS SELECT {_columns(shapes.villages(), needs)} FROM village_in"
    yield f"""CREATE TABLE register AS SELECT row_number() OVER () AS n, {_columns(shapes.persons(), needs)}, hn, {AGE} AS age
              FROM register_in LEFT JOIN (SELECT household, hn FROM household) USING (household) CROSS JOIN run"""
    yield "CREATE TABLE in_force AS SELECT * FROM in_force_in"
    yield from matching.once()
    for source in staged_sources(sources):
        yield f"CREATE TABLE s_{source} AS SELECT row_number() OVER () AS sn, {_columns(shapes.listed(source), needs, source)} FROM s_{source}_in"
        yield from matching.statements(source)
        yield _diff(source, needs)
    for gathered in (apart, deaths, heard):
        yield from gathered.statements(staged_sources(sources))
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
