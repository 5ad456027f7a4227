"""Staging: the tables every check reads, made once a run when one first asks (`staged`); of each only the columns that its checks need (`needs`).

`register` (numbered `n`; `housed` says the number `hn` of their household), `household` (`hn`), `village`, `in_force`, `run` (the day), `limits`, `sex_of`,
`gap_of`; per source its rows `s_<slug>` (numbered `sn`) and `met_<slug>`: who was taken for whom, by their numbers, and why (`matching.HOW`). `diff_<slug>`
is every person and every row beside each other where they meet, and alone with the other side NULL where they do not, for checks with a SELECT of their
own. Then the `views`.

What lies in files stays there when it is much: `register`, `household` and the lists are views of them, and a statement reads only the columns it speaks of.
Held are numbers: who met whom, who lives where, what households come to.
"""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache, partial

import pyarrow as pa

from bangfu.crosscheck import apart, deaths, heard, matching, shapes
from bangfu.crosscheck.checks import views
from bangfu.crosscheck.checks.rows import SOURCES
from bangfu.crosscheck.closed import Rows, count, lay, lies_in_files
from bangfu.crosscheck.needs import Needs
from bangfu.crosscheck.staged import MadeBy, Staged, Step
from bangfu.rules import member

HELD = 20_000   # so many rows of a table are copied once instead of being read as often as they are asked for
AGE = """year({day}) - year(birth) - CASE WHEN month({day}) * 100 + day({day}) < month(birth) * 100 + day(birth) THEN 1 ELSE 0 END AS age"""


def staged_sources(sources: Collection[str]) -> list[str]:
    """The sources that are staged: those that delivered, and those that checks with a SELECT of their own read, be they empty."""
    return sorted({*sources, *SOURCES, views.MEASURES, views.BASIC})


@cache
def empty(source: str) -> pa.Table:
    """The rows of a source that never delivered."""
    return shapes.listed(source).empty_table()


def made_by(register: Rows, households: Rows, villages: Rows, lists: Mapping[str, Rows], day: date, needs: Needs) -> MadeBy:
    """What every table is made by. `in_force`, `near_number` and the small tables are there already. `lists`: the rows of every source that is staged."""
    slugs, empty = sorted(lists), frozenset(slug for slug, rows in lists.items() if not count(rows))
    return {
        "household": _taken("household", households, "hn", _columns(shapes.households(), needs)),
        "village": _taken("village", villages, "vn", _columns(shapes.villages(), needs)),
        "register": _taken("register", register, "n", f"""{_columns(shapes.persons(), needs)}, {AGE.format(day=f"DATE '{day}'")}"""),
        "housed": ["CREATE TABLE housed AS SELECT n, hn FROM register JOIN (SELECT household, hn FROM household) USING (household)"],
        **{f"s_{slug}": _taken(f"s_{slug}", rows, "sn", _columns(shapes.listed(slug), needs, slug)) for slug, rows in lists.items()},
        **matching.made_by(slugs, empty), **{f"diff_{slug}": [_diff(slug, needs)] for slug in slugs},
        **apart.made_by(slugs, empty), **deaths.made_by(slugs), **heard.made_by(slugs), **views.made_by(slugs, needs),
    }


def _taken(name: str, rows: Rows, number: str, columns: str) -> list[Step]:
    """How a table is made of what was read: few rows are taken once, many stay where they are and are read when asked."""
    made = "VIEW" if lies_in_files(rows) and count(rows) > HELD else "TABLE"
    return [partial(_laid, name=f"{name}_in", rows=rows, number=number), f"CREATE {made} {name} AS SELECT {number}, {columns} FROM {name}_in"]


def _laid(staged: Staged, name: str, rows: Rows, number: str) -> None:
    lay(staged.connection, {name: rows}, number)


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
