"""Staging: the tables every check reads, made once a run; of each only the columns that its checks need (`needs`).

`register` (numbered `n`; `housed` says the number `hn` of their household), `household` (`hn`), `village`, `in_force`, `run` (the day), `limits`, `sex_of`,
`gap_of`; per source its rows `s_<slug>` (numbered `sn`) and `met_<slug>`: who was taken for whom, by their numbers, and why (`matching.HOW`). `diff_<slug>`
is every person and every row beside each other where they meet, and alone with the other side NULL where they do not, for checks with a SELECT of their
own. Then the `views`.

What was read lies in files and stays there: `register`, `household` and the lists are views of them, and a statement reads only the columns it speaks of.
Held are numbers: who met whom, who lives where, what households come to.
"""

from collections.abc import Collection, Iterator
from datetime import date

import pyarrow as pa

from bangfu.crosscheck import apart, deaths, heard, matching, shapes
from bangfu.crosscheck.checks import views
from bangfu.crosscheck.checks.rows import SOURCES
from bangfu.crosscheck.matching import Step
from bangfu.crosscheck.needs import Needs
from bangfu.rules import member

AGE = """year({day}) - year(birth) - CASE WHEN month({day}) * 100 + day({day}) < month(birth) * 100 + day(birth) THEN 1 ELSE 0 END"""


def staged_sources(sources: Collection[str]) -> list[str]:
    """The sources that are staged: those that delivered, and those that checks with a SELECT of their own read, be they empty."""
    return sorted({*sources, *SOURCES, views.MEASURES, views.BASIC})


def empty(source: str) -> pa.Table:
    """The rows of a source that never delivered."""
    return shapes.listed(source).empty_table()


def statements(sources: Collection[str], needs: Needs, day: date) -> Iterator[Step]:
    """Every staging statement, in order. `register_in` (`n`), `household_in` (`hn`), `village_in`, `in_force_in`, `s_<slug>_in` (`sn`) and the small tables are
    there already."""
    age = AGE.format(day=f"DATE '{day}'")
    yield f"CREATE VIEW household AS SELECT hn, {_columns(shapes.households(), needs)} FROM household_in"
    yield f"CREATE VIEW village AS SELECT {_columns(shapes.villages(), needs)} FROM village_in"
    yield f"CREATE VIEW register AS SELECT n, {_columns(shapes.persons(), needs)}, {age} AS age FROM register_in"
    yield "CREATE TABLE housed AS SELECT n, hn FROM register JOIN (SELECT household, hn FROM household) USING (household)"
    yield "CREATE VIEW in_force AS SELECT * FROM in_force_in"
    yield from matching.once()
    for source in staged_sources(sources):
        yield f"CREATE VIEW s_{source} AS SELECT sn, {_columns(shapes.listed(source), needs, source)} FROM s_{source}_in"
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
    """The pairs with what checks with a SELECT of their own read of either side: those who met, and each side alone."""
    ours = [name for name in shapes.persons().names if needs.names(f"r_{name}")]
    theirs = [name for name in shapes.listed(slug).names if needs.names(f"s_{name}")]
    r, s = (", ".join(f"{at}.{name} AS {at}_{name}" for name in names) for at, names in (("r", ours), ("s", theirs)))
    nobody, nothing = (", ".join(f"NULL AS {at}_{name}" for name in names) for at, names in (("r", ours), ("s", theirs)))
    return f"""
        CREATE VIEW diff_{slug} AS
        SELECT {r}, {s}, m.n AS r_n, m.m AS s_n, CAST(m.how AS VARCHAR) AS how FROM met_{slug} m JOIN register r ON r.n = m.n JOIN s_{slug} s ON s.sn = m.m
        UNION ALL SELECT {r}, {nothing}, r.n, NULL, '' FROM register r WHERE r.n NOT IN (SELECT n FROM met_{slug})
        UNION ALL SELECT {nobody}, {s}, NULL, s.sn, '' FROM s_{slug} s WHERE s.sn NOT IN (SELECT m FROM met_{slug})"""


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
