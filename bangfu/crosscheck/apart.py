"""Names apart: the few who have one number and two names, gathered out of every list, so that what differs is told once a pair of names.

`apart`: who met a row of a list by number under another name (`slip`: near_name.SLIPS), and `name_pairs`: every row those persons met by number (`agrees`: under
the same name), so that what the other lists say stands beside it. `rank` 1 is the source whose word counts most for a name; `numbers_apart`: who was taken
for one person in spite of two numbers (`slip`: rules.near_number.SLIPS, '' where they are further apart). `counts` is false where the register is only ahead
of the list that feeds it; `police` says that the list is the register of the police.
"""

from collections.abc import Callable, Collection, Iterator, Sequence

from bangfu.crosscheck.matching import BY_NUMBER
from bangfu.crosscheck.sources import authority, sources
from bangfu.crosscheck.staged import MadeBy, Staged
from bangfu.rules.near_name import slip
from bangfu.workbooks.layout import LAYOUTS

POLICE = "公安"
_OURS = ("person", "place_code", "name", "name_folded", "household_number", "origin_kind", "origin_id", "id18_index")
_THEIRS = ("row", "number", "place_code", "name", "name_folded", "id18_index")
_NAMED = "s_name_folded <> '' AND r_name_folded <> ''"


def made_by(slugs: Sequence[str], empty: Collection[str] = ()) -> MadeBy:
    """From the `met_<slug>` of the staged lists; in those that are `empty` nobody stands under any name."""
    listed = [slug for slug in slugs if LAYOUTS[slug].subject != "village"]
    people = [slug for slug in listed if slug not in empty] or listed[:1]
    return {
        "differing": list(_everywhere("differing", people, lambda slug: f"SELECT * FROM {_met(slug, f'how IN {BY_NUMBER} AND NOT alike')} WHERE {_NAMED}")),
        "name_slip": [_slips],
        "apart": ["""
            CREATE TABLE apart AS
            SELECT d.*, slip FROM differing d JOIN name_slip n ON n.ours = d.r_name_folded AND n.theirs = d.s_name_folded WHERE counts"""],
        "name_pairs": list(_everywhere("name_pairs", people, lambda slug: f"""
            SELECT p.*, slip IS NULL AND s_name_folded <> '' AND r_name_folded <> '' AS agrees
            FROM {_met(slug, f"how IN {BY_NUMBER} AND {_in_question(slug)}")} p
            LEFT JOIN name_slip n ON n.ours = p.r_name_folded AND n.theirs = p.s_name_folded""")),
        "numbers_apart": list(_everywhere("numbers_apart", people, lambda slug: f"""
            SELECT p.*, coalesce(near.slip, '') AS slip FROM {_met(slug, f"how NOT IN {BY_NUMBER}")} p
            LEFT JOIN near_number near ON near.person = p.r_person AND near.row = p.s_row AND near.source = p.source
            WHERE r_id18_index IS NOT NULL AND s_id18_index IS NOT NULL""")),
    }


def _everywhere(table: str, slugs: Sequence[str], of: Callable[[str], str]) -> Iterator[str]:
    """A table filled list by list: all at once would hold what every list asks for."""
    for at, slug in enumerate(slugs):
        yield f"INSERT INTO {table} {of(slug)}" if at else f"CREATE TABLE {table} AS {of(slug)}"


def _in_question(slug: str) -> str:
    """Who is in question, or a row that is."""
    return f"""m IN (SELECT m FROM met_{slug} WHERE n IN (SELECT r_n FROM apart) UNION SELECT s_n FROM apart WHERE source = '{slug}')"""


def _slips(staged: Staged) -> None:
    """`name_slip`: of every pair of names that are not the same once folded, what differs."""
    pairs = staged.execute("SELECT DISTINCT r_name_folded, s_name_folded FROM differing").fetchall()
    told = [(one, other, kind) for one, other in sorted(pairs) if (kind := slip(one, other))]
    staged.put("name_slip", {name: [row[at] for row in told] for at, name in enumerate(("ours", "theirs", "slip"))})


def _met(slug: str, so: str) -> str:
    """Both sides of those who met so: `so` is asked of their numbers, before anything is fetched."""
    ranked, known = authority()["name"], sources()
    rank = ranked.index(slug) + 1 if slug in ranked else len(ranked) + 1
    counts = "r.origin_kind = 'delivered_row'" if slug in known and known[slug].feeds else "true"
    police = "true" if slug in known and known[slug].kind == POLICE else "false"
    both = ", ".join([*(f"r.{name} AS r_{name}" for name in _OURS), *(f"s.{name} AS s_{name}" for name in _THEIRS)])
    return f"""(
        SELECT {both}, p.n AS r_n, p.m AS s_n, '{slug}' AS source, {rank} AS rank, {counts} AS counts, {police} AS police, CAST(how AS VARCHAR) AS how
        FROM (SELECT * FROM met_{slug} WHERE {so}) p JOIN register r ON r.n = p.n JOIN s_{slug} s ON s.sn = p.m)"""
