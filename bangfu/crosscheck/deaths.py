"""The dead: whoever stands in one of the lists of deaths, gathered, so that checks need not know how many such lists there are.

`dead`: their rows, with `source`. `dead_met`: the persons of the register who are surely one of them, by number or by what village, name and birth or
household say, under the same name.
"""

from collections.abc import Sequence

from bangfu.crosscheck.checks.rows import Delivered
from bangfu.crosscheck.sources import deaths
from bangfu.crosscheck.staged import MadeBy

SURELY = ("id", "card", "slip", "birth", "household", "head")


def made_by(slugs: Sequence[str]) -> MadeBy:
    """From the `diff_<slug>` of the staged lists; one of the lists of deaths is always staged."""
    lists = [slug for slug in deaths() if slug in slugs]
    columns, theirs = ", ".join(Delivered._fields[1:]), ", ".join(f"s_{name}" for name in ("row", "number", "place_code", "name", "event_day"))
    return {
        "dead": ["CREATE TABLE dead AS " + " UNION ALL ".join(f"SELECT '{slug}' AS source, {columns} FROM s_{slug}" for slug in lists)],
        "dead_met": ["CREATE TABLE dead_met AS " + " UNION ALL ".join(
            f"SELECT r_person, '{slug}' AS source, {theirs} FROM diff_{slug} WHERE how IN {SURELY} AND r_name_folded = s_name_folded" for slug in lists)],
    }
