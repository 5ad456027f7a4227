"""Who is heard: of each list, about whom and in which columns a weightier one speaks already, so that only the weightiest is held against the register.

`outspoken_<slug>`: n of the person, and their columns between 、; only where the list says something, and otherwise than the register. `seconded` are those of
them in which every weightier list that speaks says what the register says: there it is the list that is wrong.
"""

from collections.abc import Sequence

from bangfu.crosscheck import shapes
from bangfu.crosscheck.sources import HOUSEHOLD, sources, weightier
from bangfu.crosscheck.staged import MadeBy

NOBODY = "SELECT CAST(NULL AS BIGINT) AS n, '' AS outspoken, '' AS seconded WHERE false"


def made_by(slugs: Sequence[str]) -> MadeBy:
    """From the `met_<slug>` of the staged lists."""
    return {f"outspoken_{slug}": [f"CREATE TABLE outspoken_{slug} AS {_outspoken(slug, slugs) or NOBODY}"] for slug in slugs}


def said_by(slug: str, column: str) -> str:
    """The column of a list that says what a column of the register says; '' when the list has none."""
    name = column.removeprefix(HOUSEHOLD)
    return name if slug in sources() and name in shapes.listed(slug).names else ""


def is_said(schema_column: str) -> str:
    """SQL: the list says something there."""
    return f"coalesce(CAST({schema_column} AS VARCHAR), '') <> ''"


def _outspoken(slug: str, staged: Sequence[str]) -> str:
    columns = [one for one in (sources()[slug].authority if slug in sources() else ()) if not one.startswith(HOUSEHOLD) and said_by(slug, one)]
    heard = [(column, other) for column in columns for other in weightier(column, slug) if other in staged and said_by(other, column)]
    heard = [(column, other) for column, other in heard if column in shapes.persons().names and column != "name"]
    if not heard:
        return ""
    otherwise = " OR ".join(sorted({f"s.{said_by(slug, column)} <> r.{column} AND {is_said(f's.{said_by(slug, column)}')}" for column, _ in heard}))
    by_list: dict[str, list[str]] = {}
    for column, other in heard:
        by_list.setdefault(other, []).append(column)
    told = " UNION ALL ".join(_said(other, columns) for other, columns in by_list.items())
    return f"""
        WITH otherwise AS MATERIALIZED (
            SELECT p.n FROM met_{slug} p JOIN register r ON r.n = p.n JOIN s_{slug} s ON s.sn = p.m WHERE {otherwise}),
        spoken AS (SELECT n, one.said AS said, bool_and(coalesce(one.alike, false)) AS alike FROM ({told}) WHERE one IS NOT NULL GROUP BY n, one.said)
        SELECT n, '、' || string_agg(said, '、' ORDER BY said) || '、' AS outspoken,
               '、' || coalesce(string_agg(said, '、' ORDER BY said) FILTER (WHERE alike), '') || '、' AS seconded FROM spoken GROUP BY n"""


def _said(other: str, columns: Sequence[str]) -> str:
    """SQL: of the people in question, the columns in which another list says something, a row each, and whether it says what the register says."""
    theirs = {column: f"s.{said_by(other, column)}" for column in columns}
    said = ", ".join(f"CASE WHEN {is_said(one)} THEN {{'said': '{column}', 'alike': {one} = r.{column}}} END" for column, one in theirs.items())
    return f"""
        SELECT p.n, unnest([{said}]) AS one FROM (SELECT n, m FROM met_{other} WHERE n IN (SELECT n FROM otherwise)) p
        JOIN register r ON r.n = p.n JOIN s_{other} s ON s.sn = p.m"""
