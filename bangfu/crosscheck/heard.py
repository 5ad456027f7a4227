"""Who is heard: of each list, about whom and in which columns a weightier one speaks already, so that only the weightiest is held against the register.

`outspoken_<slug>`: n of the person, and their columns between 、; only where the list says something, and otherwise than the register.
"""

from collections.abc import Iterator, Sequence

from bangfu.crosscheck import shapes
from bangfu.crosscheck.sources import HOUSEHOLD, sources, weightier

NOBODY = "SELECT CAST(NULL AS BIGINT) AS n, '' AS outspoken WHERE false"


def statements(staged: Sequence[str]) -> Iterator[str]:
    """Once every `met_<slug>` of the staged lists is there."""
    for slug in staged:
        yield f"CREATE TABLE outspoken_{slug} AS {_outspoken(slug, staged) or NOBODY}"


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
    spoken = " UNION ALL ".join(_spoken(other, spoken) for other, spoken in by_list.items())
    return f"""
        WITH otherwise AS MATERIALIZED (
            SELECT p.n FROM met_{slug} p JOIN register r ON r.n = p.n JOIN s_{slug} s ON s.sn = p.m WHERE {otherwise}),
        spoken AS ({spoken})
        SELECT n, '、' || string_agg(DISTINCT said, '、' ORDER BY said) || '、' AS outspoken FROM spoken WHERE said IS NOT NULL GROUP BY n"""


def _spoken(other: str, columns: Sequence[str]) -> str:
    """SQL: of the people in question, the columns in which another list says something, a row each."""
    said = ", ".join(f"CASE WHEN {is_said(said_by(other, column))} THEN '{column}' END" for column in columns)
    return f"SELECT p.n, unnest([{said}]) AS said FROM (SELECT n, m FROM met_{other} WHERE n IN (SELECT n FROM otherwise)) p JOIN s_{other} ON sn = p.m"
