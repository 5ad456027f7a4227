"""Views: what the conditions of the book are written over. A view joins once what many checks look at; all its checks are answered in one pass.

`person`: everybody in the register, with the columns of their household as h_… and `age` in full years. `household`: every household, with what its
members come to and the measures of the national list. `village`: what a village reports beside what is counted. `matched.<list>`: a row of a list beside
the person it was taken for, the row's columns as s_…, `how` they met, `outspoken` the columns in which a weightier list speaks of them, `seconded` those of
them in which it agrees with the register (`heard`). `unlisted.<list>`: the people of villages whose list is in force who are not in it.
`unregistered.<list>`: rows for whom the register has nobody; `dead_on` the day of death that a list of deaths tells of their number, `dead_months` how many
months the list is younger.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Protocol

from bangfu.crosscheck import shapes
from bangfu.crosscheck.sources import sources
from bangfu.crosscheck.staged import MadeBy
from bangfu.workbooks.layout import LAYOUTS

MEASURES = "monitored_households"   # the list whose measures stand beside its households: NULL for one that is not in it, '' for a blank cell
ACCOUNT, ACCOUNT_HOMES = "bank_account_index", "account_homes"   # households of the register whose rows in a list have one account
BASIC, BASIC_PREFIX = "household_basic", "basic_"   # the list whose incomes, of the year it tells of, stand beside its households
MEASURES_ROW = "measures_row"       # the row of the list they stand in
SUBJECTS: Mapping[str, str] = {
    "person": "person", "household": "household", "village": "village", "matched": "person", "unlisted": "person", "unregistered": "delivered",
}
WORKERS = "('普通劳动力', '技能劳动力')"
HANDS = "('普通劳动力', '技能劳动力', '弱劳动力或半劳动力')"
OUT_OF_SCHOOL = "('', '非在校生')"
# The school year counts ages on the last 31 August: whoever is 6 then has begun school, whoever is 15 is through with what everybody has to attend.
TERM_AGE = """(year(run.day) - CASE WHEN month(run.day) >= 9 THEN 0 ELSE 1 END - year(r.birth)
    - CASE WHEN month(r.birth) >= 9 THEN 1 ELSE 0 END)"""
OUT = f"{TERM_AGE} BETWEEN 6 AND 14 AND (student = '非在校生' OR student = '' AND schooling <> '')"   # known to be out of the school everybody attends
# What the members of a household come to: column → SQL of an aggregate over its people.
COUNTED: Mapping[str, str] = {
    "members": "count(*)", "heads": "sum(CASE WHEN relation = '户主' THEN 1 ELSE 0 END)",
    "head_name": "coalesce(min(CASE WHEN relation = '户主' THEN name END), min(name))", "head_age": "min(CASE WHEN relation = '户主' THEN age END)",
    "workers": f"sum(CASE WHEN labour IN {WORKERS} THEN 1 ELSE 0 END)",
    "labour_unknown": "sum(CASE WHEN labour = '' THEN 1 ELSE 0 END)",
    "able": f"sum(CASE WHEN age BETWEEN 16 AND 59 AND health = '健康' AND student IN {OUT_OF_SCHOOL} THEN 1 ELSE 0 END)",
    "disabled": "sum(CASE WHEN health LIKE '%残疾%' OR id_part <> '' OR disability_kind <> '' THEN 1 ELSE 0 END)",
    "sick": "sum(CASE WHEN health LIKE '%患有大病%' OR health LIKE '%长期慢性病%' THEN 1 ELSE 0 END)",
    "students": f"sum(CASE WHEN student NOT IN {OUT_OF_SCHOOL} THEN 1 ELSE 0 END)",
    "of_school_age": f"sum(CASE WHEN {TERM_AGE} BETWEEN 6 AND 14 THEN 1 ELSE 0 END)",
    "out_of_school": f"sum(CASE WHEN {OUT} THEN 1 ELSE 0 END)",
    "vocational": "sum(CASE WHEN student LIKE '中职%' OR student LIKE '高职高专%' OR student LIKE '技师学院%' THEN 1 ELSE 0 END)",
    "hands": f"sum(CASE WHEN labour IN {HANDS} THEN 1 ELSE 0 END)",
    "severely_disabled": "sum(CASE WHEN disability_grade IN ('一级', '二级') THEN 1 ELSE 0 END)",
    "health_unknown": "sum(CASE WHEN health = '' THEN 1 ELSE 0 END)", "works_unknown": "sum(CASE WHEN works = '' THEN 1 ELSE 0 END)",
    "school_unknown": "sum(CASE WHEN student = '' AND schooling = '' AND coalesce(age, 10) BETWEEN 3 AND 30 THEN 1 ELSE 0 END)",
    "minimum_living_unknown": "sum(CASE WHEN minimum_living = '' THEN 1 ELSE 0 END)",
    "destitute_unknown": "sum(CASE WHEN destitute_support = '' THEN 1 ELSE 0 END)",
    "sons": "sum(CASE WHEN relation = '之子' THEN 1 ELSE 0 END)", "daughters": "sum(CASE WHEN relation = '之女' THEN 1 ELSE 0 END)",
    "subsidised": "sum(CASE WHEN travel_subsidy > 0 THEN 1 ELSE 0 END)", "wages": "sum(work_income * work_months)",
    "uninsured": "sum(CASE WHEN resident_medical = '否' AND worker_medical IN ('', '否') THEN 1 ELSE 0 END)",
    "minimum_living_members": "sum(CASE WHEN minimum_living = '是' THEN 1 ELSE 0 END)",
    "destitute_members": "sum(CASE WHEN destitute_support = '是' THEN 1 ELSE 0 END)",
    "working_members": "sum(CASE WHEN works = '是' THEN 1 ELSE 0 END)",
    "away_members": "sum(CASE WHEN works = '是' AND work_county <> '' THEN 1 ELSE 0 END)",
    "post_members": "sum(CASE WHEN public_post_kind <> '' THEN 1 ELSE 0 END)",
}
# The same as narrow as they can be held: how many of a household is no number of sixteen bytes.
_NARROW = {name: f"CAST({sql} AS INTEGER)" if sql.startswith("sum(CASE") else sql for name, sql in COUNTED.items()}
# What is reckoned of one person, one household: column → SQL; `r` is the person, `h` the household.
MONTHS = "(year({until}) - year({since})) * 12 + month({until}) - month({since})"
OF_PERSON: Mapping[str, str] = {
    "term_age": TERM_AGE,
    "work_from_age": "year(r.work_from) - year(r.birth) - CASE WHEN month(r.work_from) < month(r.birth) THEN 1 ELSE 0 END",   # work_from: a month's first day
    "known_months": MONTHS.format(since="coalesce(r.identified_on, r.birth)", until="run.day"),
}
OF_HOUSEHOLD: Mapping[str, str] = {
    "monitored_months": MONTHS.format(since="h.monitored_since", until="run.day"),
    "monitored_lasted": MONTHS.format(since="h.monitored_since", until="h.monitored_ended"),
}
OF_VILLAGE: Mapping[str, str] = {
    "register_persons": "sum(members)", "register_households": "count(*)",
    "register_minimum_living": "sum(minimum_living_members)", "register_destitute": "sum(destitute_members)", "register_disabled": "sum(disabled)",
    "register_dangerous": "sum(CASE WHEN house_dangerous = '是' THEN 1 ELSE 0 END)",
    "register_without_water": "sum(CASE WHEN safe_water = '否' THEN 1 ELSE 0 END)",
    **{f"assisted_{land}": f"sum(CASE WHEN assisted = '脱贫户' THEN {land} END)" for land in (
        "farmland", "forest", "returned_forest", "orchard", "grassland", "water_surface")},
}


def split(on: str) -> tuple[str, str]:
    """("matched", "vehicles") of matched.vehicles; the list is '' for views without one."""
    kind, _, source = on.partition(".")
    return kind, source


def subject_of(on: str) -> str:
    """What a finding over a view is about: person, household, village or delivered. ValueError for a view there is not."""
    kind, source = split(on)
    if kind not in SUBJECTS or bool(source) != (kind in ("matched", "unlisted", "unregistered")) or source and source not in LAYOUTS:
        raise ValueError(f"there is no view {on}")
    return SUBJECTS[kind]


@cache
def columns_of(on: str) -> frozenset[str]:
    """The columns of a view."""
    kind, source = split(on)
    own = {"household": _households, "village": _villages}.get(kind)
    if own:
        return own()
    listed = frozenset(f"s_{name}" for name in shapes.listed(source).names) if source else frozenset()
    if kind == "unregistered":
        return listed | {"place_code", "data_day", "dead_on", "dead_months"}
    accounts = {ACCOUNT_HOMES} if f"s_{ACCOUNT}" in listed else set()
    return _persons() | (listed | accounts | {"how", "outspoken", "seconded", "data_day"} if kind == "matched" else {"data_day"} if kind == "unlisted" else frozenset())


@cache
def _persons() -> frozenset[str]:
    return frozenset({*shapes.persons().names, "age", *OF_PERSON, *(f"h_{name}" for name in _households())})


@cache
def _households() -> frozenset[str]:
    return frozenset({*shapes.households().names, *COUNTED, *OF_HOUSEHOLD, *_measures(), *_basics(), MEASURES_ROW})


@cache
def _villages() -> frozenset[str]:
    return frozenset({*shapes.villages().names, *OF_VILLAGE})


@cache
def _measures() -> tuple[str, ...]:
    return tuple(name for name in shapes.listed(MEASURES).names if name.startswith("measure_"))


@cache
def _basics() -> tuple[str, ...]:
    return tuple(BASIC_PREFIX + name for name in shapes.listed(BASIC).names if name.startswith("income_"))


class Columns(Protocol):
    """Which columns are wanted (`needs.Needs`)."""

    def of(self, names: Iterable[str]) -> list[str]: ...
    def of_view(self, on: str, names: Iterable[str]) -> list[str]: ...
    def names(self, table: str) -> bool: ...


def made_by(lists: Sequence[str], needs: Columns) -> MadeBy:
    """The views, from `register` (numbered `n`), `housed`, `household` (`hn`), `village`, the lists (`s_…`, numbered `sn`) and their `met_…`; of each only the
    columns that are needed. Held (`household_more`) is what households come to; what was read of them is read again when asked."""
    return {
        **_of_households(needs),
        "village_counted": [f"CREATE TABLE village_counted AS SELECT place_code{_told(OF_VILLAGE, needs.of(OF_VILLAGE))} FROM household_row GROUP BY place_code"],
        "village_row": ["CREATE VIEW village_row AS SELECT v.*, c.* EXCLUDE (place_code) FROM village v LEFT JOIN village_counted c ON c.place_code = v.place_code"],
        "person_row": [f"CREATE VIEW person_row AS SELECT {_person('person', needs)}"],
        **{name: [f"CREATE VIEW {name} AS SELECT {sql}"] for source in lists for name, sql in _of_list(source, needs)},
    }


def _of_households(needs: Columns) -> MadeBy:
    measures, basics = needs.of([MEASURES_ROW, *_measures()]), needs.of(_basics())
    measured = "".join(f", {'min(row)' if name == MEASURES_ROW else f'max({name})'} AS {name}" for name in measures)
    earned = "".join(f", max({name.removeprefix(BASIC_PREFIX)}) AS {name}" for name in basics)
    return {
        "counted": [f"CREATE TABLE counted AS SELECT hn{_told(_NARROW, needs.of(COUNTED))} FROM register r JOIN housed USING (n) CROSS JOIN run GROUP BY hn"],
        "measures": [f"CREATE TABLE measures AS SELECT household_number{measured} FROM s_{MEASURES} GROUP BY household_number"],
        "earned": [f"CREATE TABLE earned AS SELECT household_number{earned} FROM s_{BASIC} GROUP BY household_number"],
        "household_more": [f"""
            CREATE TABLE household_more AS
            SELECT h.hn, c.* EXCLUDE (hn){_told(OF_HOUSEHOLD, needs.of(OF_HOUSEHOLD))}
                   {"".join(f", m.{name}" for name in measures)}{"".join(f", b.{name}" for name in basics)}
            FROM household h CROSS JOIN run LEFT JOIN counted c ON c.hn = h.hn
            {"LEFT JOIN measures m ON m.household_number = h.household_number" if measures else ""}
            {"LEFT JOIN earned b ON b.household_number = h.household_number" if basics else ""}""",
            *(f"DROP TABLE {one}" for one, asked in (("counted", True), ("measures", measures), ("earned", basics)) if asked)],
        "household_row": ["CREATE VIEW household_row AS SELECT h.*, m.* EXCLUDE (hn) FROM household h JOIN household_more m ON m.hn = h.hn"],
    }


def _told(columns: Mapping[str, str], names: Iterable[str]) -> str:
    return "".join(f", {columns[name]} AS {name}" for name in names)


def _person(on: str, needs: Columns, more: str = "") -> str:
    """The people, with what is reckoned of them and needed of their households; who needs nothing of them joins nothing."""
    reckoned, read = _told(OF_PERSON, needs.of_view(on, OF_PERSON)), frozenset(shapes.households().names)
    beside = [name.removeprefix("h_") for name in needs.of_view(on, (f"h_{name}" for name in sorted(_households())))]
    told = "".join(f', {"h" if name in read else "m"}."{name}" AS h_{name}' for name in beside)
    joined = [
        *["CROSS JOIN run"] * bool(reckoned), *["LEFT JOIN housed ON housed.n = r.n"] * bool(beside),
        *["LEFT JOIN household h ON h.hn = housed.hn"] * any(name in read for name in beside),
        *["LEFT JOIN household_more m ON m.hn = housed.hn"] * any(name not in read for name in beside),
    ]
    return f"r.*{reckoned}{told}{more} FROM register r {' '.join(joined)}"


def _of_list(source: str, needs: Columns) -> Iterator[tuple[str, str]]:
    """The views over a list: (name, what it selects)."""
    theirs = "".join(f", s.{name} AS s_{name}" for name in needs.of(shapes.listed(source).names))
    yield f"matched_{source}", _matched(source, needs, theirs)
    dated = ", f.data_day" * bool(needs.of_view(f"unlisted.{source}", ["data_day"]))
    yield f"unlisted_{source}", f"""
        {_person(f"unlisted.{source}", needs, dated)} JOIN {_listed_places(source)} f ON f.place_code = r.place_code
        WHERE r.n NOT IN (SELECT n FROM met_{source})"""
    yield f"unregistered_{source}", _unregistered(source, needs, theirs)


def _matched(source: str, needs: Columns, theirs: str) -> str:
    asked = set(needs.of_view(f"matched.{source}", [ACCOUNT_HOMES, "outspoken", "seconded", "data_day"]))
    beside, joined = f", CAST(p.how AS VARCHAR) AS how{theirs}", f"JOIN met_{source} p ON p.n = r.n JOIN s_{source} s ON s.sn = p.m"
    if {"outspoken", "seconded"} & asked:
        beside += ", coalesce(o.outspoken, '') AS outspoken, coalesce(o.seconded, '') AS seconded"
        joined += f" LEFT JOIN outspoken_{source} o ON o.n = r.n"
    if ACCOUNT_HOMES in asked:
        beside += f", a.homes AS {ACCOUNT_HOMES}"
        joined += f""" LEFT JOIN (
            SELECT b.{ACCOUNT}, count(DISTINCT c.household) AS homes FROM met_{source} q JOIN register c ON c.n = q.n JOIN s_{source} b ON b.sn = q.m
            GROUP BY b.{ACCOUNT}) a ON a.{ACCOUNT} = s.{ACCOUNT}"""
    if "data_day" in asked:
        beside, joined = f"{beside}, f.data_day", f"{joined} {_of_day(source)}"
    return f"{_person(f'matched.{source}', needs, beside)} {joined}"


def _unregistered(source: str, needs: Columns, theirs: str) -> str:
    asked = set(needs.of_view(f"unregistered.{source}", ["data_day", "dead_on", "dead_months"]))
    beside, joined = ", f.data_day" * bool(asked), _of_day(source) * bool(asked)
    if {"dead_on", "dead_months"} & asked:
        beside += f", g.dead_on, {MONTHS.format(since='g.dead_on', until='f.data_day')} AS dead_months"
        joined += """ LEFT JOIN (
            SELECT id18_index, min(event_day) AS dead_on FROM dead WHERE id18_index IS NOT NULL GROUP BY 1) g ON g.id18_index = s.id18_index"""
    return f"s.place_code{theirs}{beside} FROM s_{source} s {joined} WHERE s.sn NOT IN (SELECT m FROM met_{source})"


def _of_day(source: str) -> str:
    """SQL: the day the list was true where a row of it stands."""
    return f"LEFT JOIN in_force f ON f.source = '{source}' AND f.place_code = s.place_code"


def _listed_places(source: str) -> str:
    """SQL: the villages a list speaks of, with the day it was true. The list of an office of the county names only the villages where somebody is on it: within a
    township that it names, the others have nobody."""
    if source not in sources() or not sources()[source].by_township:
        return f"(SELECT place_code, data_day FROM in_force WHERE source = '{source}')"
    return f"""(
        SELECT v.place_code, max(f.data_day) AS data_day FROM (SELECT DISTINCT place_code FROM register) v
        JOIN in_force f ON f.source = '{source}' AND substring(f.place_code, 1, 9) = substring(v.place_code, 1, 9) GROUP BY v.place_code)"""


def name_of(on: str) -> str:
    """The SQL name of a view."""
    kind, source = split(on)
    return f"{kind}_{source}" if source else f"{kind}_row"
