"""Matching: which row of a list is which person of the register, and why. One `met_<slug>` a source, with the reason of each match kept in `how`.

First by number, one join: the whole number, or the first 18 characters (a disability certificate is the ID number and what follows). Then those left
alone on both sides, by what they say of themselves (`WAYS`), the surest way first. What names two on one side names nobody, and whoever is
matched is out of the next way. Two usable numbers that differ are two persons, unless a slip of the hand lies between them
(`near_number`, from the sealed process) or they say the same of the village and of the birth, the household or its head: one of the numbers is wrong.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bangfu.crosscheck import shapes
from bangfu.crosscheck.staged import MadeBy, Staged, Step
from bangfu.rules.near_name import NEAR, SURE, slip

HOW: Mapping[str, str] = {
    "id": "证件号码相同", "card": "证件号码前18位相同（残疾人证）", "slip": "同村同名，证件号码只差一两位",
    "birth": "同村同名，出生日期相同", "household": "同村同名，户编号相同", "head": "同村同名，户主相同",
    "name": "同村同名，有一边没有能用的号码", "township": "同乡镇同名，出生日期相同，有一边没有能用的号码", "county": "同县同名，出生日期相同，有一边没有能用的号码",
    "near": "同村，出生日期相同，姓名只差形近、同音的字，有一边没有能用的号码",
    "kin": "同村同一户（户编号或户主相同），姓名只差一个字，有一边没有能用的号码", "phone": "同村同一户，联系电话是本人的，姓名不同，有一边没有能用的号码",
}
BY_NEAR_NAME = ("near", "kin", "phone")   # the names differ
BY_NUMBER = ("id", "card")
USABLE = "('ok', 'old15')"
NOBODY = "CREATE TABLE met_{slug} (n INTEGER, m INTEGER, how way, alike BOOLEAN)"


@dataclass(frozen=True)
class Way:
    """A way to match those left alone: by equal `keys`, which have to name one on each side; `if_` has to hold of the two (a register, b list)."""

    how: str
    keys: tuple[str, ...]
    if_: str = "true"
    among: str = ""


_NOT_BOTH = "NOT (a.usable AND b.usable)"   # two usable numbers that differ are two persons
_SAME_SEX = "(a.sex = '' OR b.sex = '' OR a.sex = b.sex)"
_SAME_BIRTH = "(a.birth IS NULL OR b.birth IS NULL OR a.birth = b.birth)"
# Two right numbers with two births or two sexes are two people, whatever they are called: a child may be named like an uncle who died in the house.
_NOT_TWO = f"({_NOT_BOTH} OR {_SAME_BIRTH} AND {_SAME_SEX})"
WAYS = (
    Way("birth", ("place", "name", "birth")),
    Way("household", ("place", "name", "number"), _NOT_TWO),
    Way("head", ("place", "name", "head"), f"a.name <> a.head AND {_NOT_TWO}"),   # of the head it says nothing: two heads of one name are two people
    Way("name", ("place", "name"), f"{_NOT_BOTH} AND {_SAME_BIRTH} AND {_SAME_SEX}"),
    Way("township", ("township", "name", "birth"), f"{_NOT_BOTH} AND {_SAME_SEX}"),
    Way("county", ("county", "name", "birth"), f"{_NOT_BOTH} AND {_SAME_SEX}"),
)


def made_by(slugs: Sequence[str], empty: Collection[str] = ()) -> MadeBy:
    """From `register` and the `s_<slug>`, whose rows are numbered n and sn, to `met_<slug>` of their numbers (n, m), `how`, and whether they bear one name
    (`alike`). In a list that is `empty` nobody is met."""
    return {
        "way": [f"CREATE TYPE way AS ENUM {tuple(HOW)}"],
        "head_of": [f"""
            CREATE TABLE head_of AS
            SELECT household, min({_plain("name")}) AS head FROM register WHERE relation = '户主' GROUP BY household HAVING count(*) = 1"""],
        **{f"met_{slug}": [NOBODY.format(slug=slug)] if slug in empty else list(_met(slug)) for slug in slugs},
    }


def _met(slug: str) -> Iterator[Step]:
    yield f"""
        CREATE TABLE met_{slug} AS
        SELECT r.n, s.sn AS m, CAST(CASE WHEN r.id_index = s.id_index THEN 'id' ELSE 'card' END AS way) AS how, r.name_folded = s.name_folded AS alike
        FROM register r JOIN s_{slug} s ON r.id18_index = s.id18_index"""
    yield from _alone(slug)
    yield partial(_by_other_ways, slug=slug)
    for name in ("ours", "theirs"):
        yield f"DROP TABLE {name}_{slug}"


def _by_other_ways(staged: Staged, slug: str) -> None:
    """Those left alone on both sides, way by way as long as somebody is left. Whose numbers nearly met come first."""
    staged.execute(f"""
        INSERT INTO met_{slug} SELECT a.n, b.m, 'slip', a.name = b.name FROM near_number p JOIN register r USING (person) JOIN s_{slug} s USING (row)
        JOIN ours_{slug} a ON a.n = r.n JOIN theirs_{slug} b ON b.m = s.sn WHERE p.source = '{slug}'""")
    ways = [partial(_by_way, slug=slug, way=way) for way in WAYS]
    near = [partial(_by_near_names, slug=slug, near=one) for one in NEAR_WAYS if one.how != "phone" or "phone_index" in shapes.listed(slug).names]
    for look in (*ways, *near):
        if not _somebody_is_left(staged, slug):
            return
        look(staged)


def _somebody_is_left(staged: Staged, slug: str) -> bool:
    """Whether both sides still have somebody who met nobody."""
    left = " AND ".join(f"EXISTS (SELECT 1 FROM {side}_{slug} WHERE {n} NOT IN (SELECT {n} FROM met_{slug}))" for side, n in (("theirs", "m"), ("ours", "n")))
    return bool(staged.execute(f"SELECT {left}").fetchall()[0][0])


def _alone(slug: str) -> Iterator[str]:
    """Those who have no partner by number, with what else may name them. Of the register only who has a namesake or was born on the same day there, or lives
    in a household of which somebody is left."""
    names = shapes.listed(slug).names
    head = _plain("s.head_name") if "head_name" in names else "''"
    phone = "s.phone_index" if "phone_index" in names else "NULL"
    yield f"""
        CREATE TABLE theirs_{slug} AS
        SELECT sn AS m, place_code AS place, substring(place_code, 1, 9) AS township, substring(place_code, 1, 6) AS county, name_folded AS name, birth, sex,
               nullif(household_number, '') AS number, nullif({head}, '') AS head, {phone} AS phone, id18_index IS NOT NULL AND id_status IN {USABLE} AS usable
        FROM s_{slug} s WHERE name_folded <> '' AND sn NOT IN (SELECT m FROM met_{slug})"""
    yield f"""
        CREATE TABLE ours_{slug} AS
        SELECT n, place_code AS place, substring(place_code, 1, 9) AS township, substring(place_code, 1, 6) AS county, name_folded AS name, birth, sex,
               nullif(household_number, '') AS number, head, phone_index AS phone, id18_index IS NOT NULL AND id_status IN {USABLE} AS usable
        FROM register LEFT JOIN head_of USING (household)
        WHERE name_folded <> '' AND n NOT IN (SELECT n FROM met_{slug})
          AND (name_folded IN (SELECT name FROM theirs_{slug}) OR (place_code, birth) IN (SELECT (place, birth) FROM theirs_{slug})
               OR (place_code, household_number) IN (SELECT (place, number) FROM theirs_{slug} WHERE NOT usable)
               OR (place_code, head) IN (SELECT (place, head) FROM theirs_{slug} WHERE NOT usable))"""


def _by_way(staged: Staged, slug: str, way: Way) -> None:
    keys, known = ", ".join(way.keys), " AND ".join(f"{key} IS NOT NULL" for key in way.keys)
    once = f"WHERE {known} GROUP BY {keys} HAVING count(*) = 1"
    staged.execute(f"""
        INSERT INTO met_{slug}
        WITH mine AS (SELECT {keys}, min(n) AS n FROM ours_{slug} {_left("n", slug, once)}),
        listed AS (SELECT {keys}, min(m) AS m FROM theirs_{slug} {_left("m", slug, once)})
        SELECT a.n, b.m, '{way.how}', a.name = b.name FROM mine JOIN listed USING ({keys}) JOIN ours_{slug} a ON a.n = mine.n JOIN theirs_{slug} b ON b.m = listed.m
        WHERE {way.if_}""")


def _left(number: str, slug: str, where: str) -> str:
    return where.replace("WHERE", f"WHERE {number} NOT IN (SELECT {number} FROM met_{slug}) AND", 1)


@dataclass(frozen=True)
class NearWay:
    """A way to match those still alone under names that are not the same: `if_` holds of the two, and of the names one of `slips`, or anything where None."""

    how: str
    if_: str
    slips: frozenset[str] | None


_ONE_HOME = f"(a.number = b.number OR a.head = b.head) AND {_SAME_BIRTH}"
NEAR_WAYS = (
    NearWay("near", "a.birth = b.birth AND length(a.name) = length(b.name)", SURE),
    NearWay("kin", _ONE_HOME, NEAR),
    NearWay("phone", f"{_ONE_HOME} AND a.phone = b.phone", None),
)


def _by_near_names(staged: Staged, slug: str, near: NearWay) -> None:
    """Who names one on each side is matched; a name that may be two people's names nobody. `near_<slug>`: the pairs of names that differ by a slip of the hand."""
    candidates = f"""
        FROM ours_{slug} a JOIN theirs_{slug} b ON a.place = b.place AND a.name <> b.name AND {near.if_}
        WHERE {_NOT_BOTH} AND {_SAME_SEX} AND a.n NOT IN (SELECT n FROM met_{slug}) AND b.m NOT IN (SELECT m FROM met_{slug})"""
    pairs = staged.execute(f"SELECT DISTINCT a.name, b.name {candidates}").fetchall()
    close = [pair for pair in sorted(pairs) if near.slips is None or slip(*pair) in near.slips]
    if not close:
        return
    staged.put(f"near_{slug}", {"ours": [a for a, _ in close], "theirs": [b for _, b in close]})
    staged.execute(f"""
        INSERT INTO met_{slug}
        WITH pairs AS (SELECT DISTINCT a.n, b.m {candidates} AND (a.name, b.name) IN (SELECT (ours, theirs) FROM near_{slug}))
        SELECT min(n), min(m), '{near.how}', false FROM pairs
        WHERE n IN (SELECT n FROM pairs GROUP BY n HAVING count(*) = 1) AND m IN (SELECT m FROM pairs GROUP BY m HAVING count(*) = 1)
        GROUP BY n, m""")
    staged.execute(f"DROP TABLE near_{slug}")


def _plain(name: str) -> str:
    """A name without blanks, as SQL."""
    return f"replace(replace({name}, ' ', ''), '　', '')"
