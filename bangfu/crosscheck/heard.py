"""Who is heard: of each list, about whom and in which columns a weightier one speaks already, so that only the weightiest is held against the register.

`outspoken_<slug>`: n of the person, and their columns between 、; only where the list says otherwise than the register. `seconded` are those of them in
which every weightier list that speaks says what the register says: there it is the list that is wrong.
"""

from collections.abc import Iterator, Sequence

from bangfu.crosscheck import shapes
from bangfu.crosscheck.sources import HOUSEHOLD, sources, weightier

NOBODY = "SELECT CAST(NULL AS BIGINT) AS n, '' AS outspoken, '' AS seconded WHERE false"


def statements(staged: Sequence[str]) -> Iterator[str]:
    """Once every `diff_<slug>` of the staged lists is there."""
    for slug in staged:
        yield f"CREATE TABLE outspoken_{slug} AS {_outspoken(slug, staged) or NOBODY}"


def said_by(slug: str, column: str) -> str:
    """The column of a list that says what a column of the register says; '' when the list has none."""
    name = column.removeprefix(HOUSEHOLD)
    return f"s_{name}" if slug in sources() and name in shapes.listed(slug).names else ""


def is_said(schema_column: str) -> str:
    """SQL: the list says something there."""
    return f"coalesce(CAST({schema_column} AS VARCHAR), '') <> ''"


def _outspoken(slug: str, staged: Sequence[str]) -> str:
    columns = [one for one in (sources()[slug].authority if slug in sources() else ()) if not one.startswith(HOUSEHOLD) and said_by(slug, one)]
    heard = [(column, other) for column in columns for other in weightier(column, slug) if other in staged and said_by(other, column)]
    heard = [(column, other) for column, other in heard if column in shapes.persons().names and column != "name"]
    if not heard:
        return ""
    otherwise = " OR ".join(sorted({f"d.{said_by(slug, column)} <> r.{column}" for column, _ in heard}))
    spoken = " UNION ALL ".join(_said(column, other) for column, other in heard)
    return f"""
        WITH otherwise AS (SELECT d.r_n AS n FROM diff_{slug} d JOIN register r ON r.n = d.r_n WHERE d.s_row IS NOT NULL AND ({otherwise})),
        spoken AS (SELECT n, said, bool_and(coalesce(alike, false)) AS alike FROM ({spoken}) GROUP BY n, said)
        SELECT n, '、' || string_agg(said, '、' ORDER BY said) || '、' AS outspoken,
               '、' || coalesce(string_agg(said, '、' ORDER BY said) FILTER (WHERE alike), '') || '、' AS seconded FROM spoken GROUP BY n"""


def _said(column: str, other: str) -> str:
    """Who of those in question another list speaks of in a column, and whether it says what the register says."""
    theirs = said_by(other, column)
    return f"""
        SELECT d.r_n AS n, '{column}' AS said, {theirs} = r.{column} AS alike FROM diff_{other} d JOIN register r ON r.n = d.r_n
        WHERE d.r_n IN (SELECT n FROM otherwise) AND s_row IS NOT NULL AND {is_said(theirs)}"""
