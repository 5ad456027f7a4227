"""Names apart: the few who have one number and two names, gathered out of every list, so that what differs is told once a pair of names.

`apart`: who met a row of a list by number under another name (`slip`: near_name.SLIPS), and `name_pairs`: every row those persons met by number (`agrees`: under
the same name), so that what the other lists say stands beside it. `rank` 1 is the source whose word counts most for a name; `numbers_apart`: who was taken
for one person in spite of two numbers (`slip`: rules.near_number.SLIPS, '' where they are further apart). `counts` is false where the register is only ahead
of the list that feeds it; `police` says that the list is the register of the police.
"""

from collections.abc import Iterator, Sequence

import duckdb

from bangfu.crosscheck.matching import BY_NUMBER, Step, put
from bangfu.crosscheck.sources import authority, sources
from bangfu.rules.near_name import slip
from bangfu.workbooks.layout import LAYOUTS

POLICE = "公安"
_COLUMNS = (
    "r_person, r_place_code, r_name, r_name_folded, r_household_number, r_origin_kind, r_origin_id, s_row, s_number, s_place_code, s_name, s_name_folded, "
    "r_id18_index, s_id18_index, r_n, s_n"
)
_DIFFER = "s_name_folded <> r_name_folded AND s_name_folded <> '' AND r_name_folded <> ''"


def statements(staged: Sequence[str]) -> Iterator[Step]:
    """Once every `diff_<slug>` of the staged lists is there."""
    people = [slug for slug in staged if LAYOUTS[slug].subject != "village"]
    yield f"CREATE TABLE differing AS {' UNION ALL '.join(_of(slug, _DIFFER) for slug in people)}"
    yield _slips
    yield """
        CREATE TABLE apart AS SELECT d.*, slip FROM differing d JOIN name_slip n ON n.ours = d.r_name_folded AND n.theirs = d.s_name_folded WHERE counts"""
    yield f"""
        CREATE TABLE name_pairs AS SELECT p.*, slip IS NULL AND s_name_folded <> '' AND r_name_folded <> '' AS agrees
        FROM ({' UNION ALL '.join(_of(slug, _met(slug)) for slug in people)}) p
        LEFT JOIN name_slip n ON n.ours = p.r_name_folded AND n.theirs = p.s_name_folded"""
    yield _other_numbers(people)


def _met(slug: str) -> str:
    """Who is in question, or a row that is: by their numbers, before anything is fetched."""
    return f"(r_n IN (SELECT r_n FROM apart) OR s_n IN (SELECT s_n FROM apart WHERE source = '{slug}'))"


def _other_numbers(people: Sequence[str]) -> str:
    return f"""
        CREATE TABLE numbers_apart AS SELECT p.*, coalesce(near.slip, '') AS slip FROM (
            {' UNION ALL '.join(_of(slug, "r_id18_index IS NOT NULL AND s_id18_index IS NOT NULL", "NOT IN") for slug in people)}) p
        LEFT JOIN near_number near ON near.person = p.r_person AND near.row = p.s_row AND near.source = p.source"""


def _slips(connection: duckdb.DuckDBPyConnection) -> None:
    """`name_slip`: of every pair of names that are not the same once folded, what differs."""
    pairs = connection.execute("SELECT DISTINCT r_name_folded, s_name_folded FROM differing").fetchall()
    told = [(one, other, kind) for one, other in sorted(pairs) if (kind := slip(one, other))]
    put(connection, "name_slip", {name: [row[at] for row in told] for at, name in enumerate(("ours", "theirs", "slip"))})


def _of(slug: str, where: str, by_number: str = "IN") -> str:
    ranked, known = authority()["name"], sources()
    rank = ranked.index(slug) + 1 if slug in ranked else len(ranked) + 1
    counts = "r_origin_kind = 'delivered_row'" if slug in known and known[slug].feeds else "true"
    police = "true" if slug in known and known[slug].kind == POLICE else "false"
    return f"""
        SELECT {_COLUMNS}, '{slug}' AS source, {rank} AS rank, {counts} AS counts, {police} AS police, how
        FROM diff_{slug} WHERE how {by_number} {BY_NUMBER} AND {where}"""
