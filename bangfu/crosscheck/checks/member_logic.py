"""成员逻辑: what cannot be in one household. The twin of rules.member, in SQL."""

from datetime import date
from decimal import Decimal

from bangfu.crosscheck.checks.check import Check, Example, Setting, register_cell
from bangfu.crosscheck.checks.rows import registered
from bangfu.rules.member import DEFAULT_LIMITS, HEAD, SPOUSE

_AGE = "(year({day}) - year({birth}) - CASE WHEN month({day}) * 100 + day({day}) < month({birth}) * 100 + day({birth}) THEN 1 ELSE 0 END)"
_YEARS = (
    f"CASE WHEN g.head_is_elder THEN {_AGE.format(day='m.birth', birth='h.head_birth')} ELSE {_AGE.format(day='h.head_birth', birth='m.birth')} END"
)
_RELATION = register_cell("relation", "relation")
_SEX = register_cell("sex", "sex")
_BIRTH = register_cell("birth", "coalesce(CAST(birth AS VARCHAR), '')")
_HEAD_SEX = register_cell("sex", "head_sex", "head_")
_HEAD_BIRTH = register_cell("birth", "CAST(head_birth AS VARCHAR)", "head_")
_LIMIT = "CASE f.fault WHEN 'too_old' THEN oldest WHEN 'head_too_young' THEN head_age WHEN 'spouse_too_young' THEN spouse_age ELSE coalesce(gap, 0) END"

# What is wrong of a member, as SQL → when it is.
_FAULTS = {
    "'two_heads'": f"relation = '{HEAD}' AND heads > 1", "'many_spouses'": f"relation = '{SPOUSE}' AND spouses > 1",
    "'spouse_same_sex'": f"relation = '{SPOUSE}' AND heads = 1 AND sex <> '' AND sex = head_sex",
    "'sex_against_relation'": "sex <> '' AND right_sex <> sex", "'birth_in_future'": "birth > today", "'too_old'": "birth <= today AND age > oldest",
    "'head_too_young'": f"birth <= today AND relation = '{HEAD}' AND age < head_age",
    "'spouse_too_young'": f"birth <= today AND relation = '{SPOUSE}' AND age < spouse_age", "gap_fault": "heads = 1 AND years < gap",
}
_OF_MEMBER = ", ".join(f"m.{name}" for name in (
    "person", "household", "household_number", "place_code", "name", "relation", "sex", "birth", "age", "origin_kind", "origin_id"))
_HEAD = registered("p1", "覃天明", "A", birth=date(1980, 1, 1))
_WIFE = registered("p2", "韦小花", "B", relation=SPOUSE, sex="女", birth=date(1982, 1, 1))


def _with(relation: str, **rest: object) -> tuple[object, ...]:
    return (_HEAD, registered("p3", "覃小明", "C", relation=relation, **rest))


def _hit(words: str, fault: str, relation: str, **rest: object) -> Example:
    return Example(words, _with(relation, **rest), finds=frozenset({(fault, "p3")}))  # type: ignore[arg-type]


def _miss(words: str, relation: str, **rest: object) -> Example:
    return Example(words, _with(relation, **rest))  # type: ignore[arg-type]


# the thresholds of rules.member, which a county may set for itself
SETTINGS = tuple(
    Setting(name, word, Decimal(getattr(DEFAULT_LIMITS, name)), "岁", Decimal(least), Decimal(most)) for name, word, least, most in (
        ("parent_gap", "父母和子女至少相差", 8, 25), ("grandparent_gap", "祖孙至少相差", 16, 50), ("head_age", "户主至少", 0, 18),
        ("spouse_age", "配偶至少", 10, 22), ("oldest", "年龄至多", 100, 130),
    )
)
CHECK = Check(
    slug="member_logic", version=1, family="成员逻辑", level="check", title="成员关系或年龄不合", asks="person",
    reason={
        "no_head": "这一户没有户主，请核对“与户主关系”，把一人登记为户主。",
        "two_heads": "这一户登记了{heads}个户主，{name}是其中之一；只能有一个，请更正其余人的关系。",
        "many_spouses": "这一户登记了{spouses}个配偶，{name}是其中之一；请更正关系（如“之儿媳”）。",
        "spouse_same_sex": "配偶{name}与户主{head_name}都登记为“{sex}”，请核对性别或关系。",
        "sex_against_relation": "{name}的关系是“{relation}”，性别却是“{sex}”，请核对。",
        "birth_in_future": "{name}的出生日期{birth}还没有到，请核对。",
        "too_old": "{name}的年龄是{age}岁，超过{limit}岁，请核对出生日期，或是否已去世。",
        "head_too_young": "户主{name}只有{age}岁，不满{limit}岁，请核对。",
        "spouse_too_young": "配偶{name}只有{age}岁，不满{limit}岁，请核对关系。",
        **dict.fromkeys(
            ("child_too_old", "parent_too_young", "grandchild_too_old", "grandparent_too_young"),
            "{name}（{relation}）与户主{head_name}的年龄{apart}，至少应差{limit}岁；请核对出生日期或关系，继养关系可申请豁免。",
        ),
    },
    what_to_do="看户口簿：关系、性别或出生日期哪一格错了就更正哪一格；确实如此的（如继养、孤儿当户主），申请豁免并写明原因。",
    settle=("fix_relation", "fix_birth", "fix_sex", "leave"),
    first={"spouse_same_sex": "fix_sex", "sex_against_relation": "fix_sex", "birth_in_future": "fix_birth", "too_old": "fix_birth"}
    | {"head_too_young": "fix_birth", "child_too_old": "fix_birth", "parent_too_young": "fix_birth", "grandchild_too_old": "fix_birth"},
    source_clause="数据质量规则 第二类（成员逻辑）、第五类（合理性）", settings=SETTINGS,
    sql=f"""
        WITH counts AS (
            SELECT household, min(place_code) AS place_code, min(household_number) AS household_number,
                   sum(CASE WHEN relation = '{HEAD}' THEN 1 ELSE 0 END) AS heads,
                   sum(CASE WHEN relation = '{SPOUSE}' THEN 1 ELSE 0 END) AS spouses FROM register GROUP BY household),
        households AS (
            SELECT c.*, r.person AS head_person, r.name AS head_name, r.sex AS head_sex, r.birth AS head_birth, r.place_code AS head_place_code,
                   r.origin_kind AS head_origin_kind, r.origin_id AS head_origin_id
            FROM counts c LEFT JOIN register r ON r.household = c.household AND r.relation = '{HEAD}' AND c.heads = 1),
        members AS (
            SELECT {_OF_MEMBER}, h.* EXCLUDE (household, place_code, household_number), sex_of.sex AS right_sex, g.fault AS gap_fault, g.gap AS gap,
                   {_YEARS} AS years, run.day AS today, limits.*
            FROM register m JOIN households h ON h.household = m.household CROSS JOIN run CROSS JOIN limits
            LEFT JOIN sex_of ON sex_of.relation = m.relation LEFT JOIN gap_of g ON g.relation = m.relation),
        told AS (
            SELECT unnest([{", ".join(f"CASE WHEN {so} THEN {fault} END" for fault, so in _FAULTS.items())}]) AS fault, members.*
            FROM members WHERE {" OR ".join(f"({so})" for so in _FAULTS.values())})
        SELECT f.fault, 'person' AS subject_kind, person AS subject_id, person AS subject_key, place_code, name AS subject_name, household_number,
               CASE WHEN f.fault IN ('two_heads', 'many_spouses') THEN [f.fault]
                    WHEN f.fault IN ('spouse_same_sex', 'sex_against_relation') THEN [f.fault, relation, sex]
                    WHEN f.fault = gap_fault THEN [f.fault, relation, CAST(birth AS VARCHAR), CAST(head_birth AS VARCHAR)]
                    ELSE [f.fault, CAST(birth AS VARCHAR)] END AS fingerprint,
               {{'name': name, 'relation': relation, 'sex': sex, 'birth': coalesce(CAST(birth AS VARCHAR), ''), 'age': coalesce(age, 0),
                 'heads': heads, 'spouses': spouses, 'head_name': coalesce(head_name, ''), 'limit': {_LIMIT},
                 'apart': CASE WHEN years >= 0 THEN '只差' || CAST(years AS VARCHAR) || '岁' ELSE '长幼颠倒' END}} AS say,
               CASE WHEN f.fault IN ('two_heads', 'many_spouses') THEN [{_RELATION}]
                    WHEN f.fault = 'spouse_same_sex' THEN [{_SEX}, {_HEAD_SEX}]
                    WHEN f.fault = 'sex_against_relation' THEN [{_RELATION}, {_SEX}]
                    WHEN f.fault = gap_fault THEN [{_RELATION}, {_BIRTH}, {_HEAD_BIRTH}]
                    ELSE [{_RELATION}, {_BIRTH}] END AS cells
        FROM told f WHERE f.fault IS NOT NULL
        UNION ALL
        SELECT 'no_head', 'household', household, household, h.place_code, min(r.name), h.household_number, ['no_head'],
               {{'name': '', 'relation': '', 'sex': '', 'birth': '', 'age': 0, 'heads': 0, 'spouses': 0, 'head_name': '', 'limit': 0, 'apart': ''}},
               list({register_cell("relation", "relation", "r.")} ORDER BY r.person)
        FROM households h JOIN register r USING (household) WHERE heads = 0 GROUP BY household, h.place_code, h.household_number""",
    hits=(
        Example("nobody is the head", (registered("p2", "韦小花", "B", relation=SPOUSE, sex="女"),), finds=frozenset({("no_head", "h1")})),
        Example("two heads, both are named", (_HEAD, registered("p2", "覃地明", "B")), finds=frozenset({("two_heads", "p1"), ("two_heads", "p2")})),
        Example("two spouses, both are named", (_HEAD, _WIFE, _WIFE._replace(person="p3")), finds=frozenset({("many_spouses", "p2"), ("many_spouses", "p3")})),
        _hit("spouse of the head's sex", "spouse_same_sex", SPOUSE, sex="男"),
        _hit("a daughter who is a man", "sex_against_relation", "之女", sex="男", birth=date(2005, 1, 1)),
        _hit("born tomorrow", "birth_in_future", "其他", birth=date(2026, 7, 2)),
        _hit("121 years old today", "too_old", "其他", birth=date(1905, 7, 1)),
        Example("a head of 15", (registered("p3", "覃小明", "C", birth=date(2010, 7, 2)),), finds=frozenset({("head_too_young", "p3")})),
        _hit("a wife of 15", "spouse_too_young", SPOUSE, sex="女", birth=date(2010, 7, 2)),
        _hit("a son 11 years younger", "child_too_old", "之子", birth=date(1991, 12, 31)),
        _hit("a mother born after her son", "parent_too_young", "之母", sex="女", birth=date(1981, 1, 1)),
        _hit("a grandson 23 years younger", "grandchild_too_old", "之孙子", birth=date(2003, 12, 31)),
        _hit("a grandfather 23 years older", "grandparent_too_young", "之祖父", birth=date(1956, 1, 2)),
    ),
    misses=(
        Example("a couple", (_HEAD, _WIFE)),
        Example("two households with a head each", (_HEAD, registered("p2", "覃地明", "B", household="h2"))),
        _miss("a spouse whose sex is not known", SPOUSE, sex=""),
        _miss("born today", "其他", birth=date(2026, 7, 1)),
        _miss("120 years old until tomorrow", "其他", birth=date(1905, 7, 2)),
        Example("a head of 16 today", (registered("p3", "覃小明", "C", birth=date(2010, 7, 1)),)),
        _miss("a son 12 years younger to the day", "之子", birth=date(1992, 1, 1)),
        _miss("a mother whose birth is not known", "之母", sex="女", birth=None),
        _miss("a grandson 24 years younger to the day", "之孙子", birth=date(2004, 1, 1)),
    ),
)
