"""虚报: who is in the register and not in the village ledger, or no longer alive?"""

from collections.abc import Mapping
from datetime import date

from bangfu.crosscheck.checks.check import Check, Example, list_cell, register_cell
from bangfu.crosscheck.checks.rows import DECEASED, LEDGER, VILLAGE, InForce, delivered, registered
from bangfu.crosscheck.checks.whom import is_about
from bangfu.crosscheck.sources import Source

_WHAT_TO_DO = "核实此人是否还在：已去世、迁出、婚嫁离开或本不该在册的，移出名册并写明日期；人在、{}漏了的，请{}补上，或申请豁免。"

_ASSISTED = {"h1": {"assisted": "脱贫户"}}


def _absent(slug: str, fault: str, lists: str = "everybody") -> str:
    """SQL of who is registered in a village whose list is in force, about them, and has them not: neither dead nor born after its day."""
    return f"""
        SELECT '{fault}' AS fault, 'person' AS subject_kind, r_person AS subject_id, r_person AS subject_key, r_place_code AS place_code,
               r_name AS subject_name, r_household_number AS household_number, ['{fault}'] AS fingerprint,
               {{'name': r_name, 'event': '', 'data_day': CAST(data_day AS VARCHAR)}} AS say,
               [{register_cell("name", "r_name", "r_")},
                {{'source': '{slug}', 'place_code': r_place_code, 'subject_id': '', 'subject_name': '', 'row': '', 'number': 0,
                  'column': 'absent', 'value': '', 'how': ''}}] AS cells
        FROM diff_{slug} JOIN in_force ON source = '{slug}' AND place_code = r_place_code
        WHERE s_row IS NULL AND (r_birth IS NULL OR r_birth <= data_day) AND r_person NOT IN (SELECT r_person FROM dead_met)
              {is_about(lists, "h.household = r_household")}"""


def of_source(source: Source) -> Check:
    """Who is in the register and not in another list of everybody."""
    slug, word = source.slug, source.word
    return Check(
        slug=f"surplus_{slug}", version=1, family="漏报虚报", level="check", title=f"名册有、{word}没有", asks="person", reads=(slug,),
        reason={"not_in_list": f"{{name}}在名册里，{word}（{{data_day}}）里没有。"}, what_to_do=_WHAT_TO_DO.format("那边", source.office),
        settle=("leave", "fix_id", "fix_name"), source_clause="数据质量规则 第一类（身份红线）", sql=_absent(slug, "not_in_list", source.lists),
        hits=(Example("not in the list", (registered("p1", "覃天明", "A"),), (delivered(slug, "s9", "邻居", "N"),), frozenset({("not_in_list", "p1")}),
                      in_force=(InForce(slug, VILLAGE, "d", date(2026, 6, 30)),), homes=_ASSISTED), *_monitored(source)),
        misses=(
            Example("the list of the village never came", (registered("p1", "覃天明", "A"),), (delivered(slug, "s9", "邻居", "N"),), in_force=(), homes=_ASSISTED),
            Example("dead: that is said", (registered("p1", "覃天明", "A"),), (delivered(slug, "s9", "邻居", "N"), delivered(DECEASED, "s2", "覃天明", "A")),
                    in_force=(InForce(slug, VILLAGE, "d", date(2026, 6, 30)),), homes=_ASSISTED),
            Example("in the list under a number with a slip", (registered("p1", "覃天明", "A"),), (delivered(slug, "s1", "覃天明", "B"),),
                    in_force=(InForce(slug, VILLAGE, "d", date(2026, 6, 30)),), homes=_ASSISTED),
            *_not_listed(source),
        ),
    )


def _monitored(source: Source) -> tuple[Example, ...]:
    home = {"h1": {"assisted": "一般农户", "monitored": "突发严重困难户"}}
    return _of_the_assisted(source, "monitored, of a household that never was poor", home, frozenset({("not_in_list", "p1")}))


def _not_listed(source: Source) -> tuple[Example, ...]:
    return _of_the_assisted(source, "a household the list is not about", {"h1": {"assisted": "一般农户"}}, frozenset())


def _of_the_assisted(source: Source, words: str, homes: Mapping[str, Mapping[str, object]], finds: frozenset[tuple[str, str]]) -> tuple[Example, ...]:
    """An example for a list that is not about everybody."""
    if source.lists == "everybody":
        return ()
    in_force = (InForce(source.slug, VILLAGE, "d", date(2026, 6, 30)),)
    return (Example(words, (registered("p1", "覃天明", "A"),), (delivered(source.slug, "s9", "邻居", "N"),), finds, in_force, homes),)


CHECK = Check(
    slug="surplus", version=2, family="漏报虚报", level="must", title="虚报", asks="person",
    reason={
        "dead": "{name}在死亡名单里（{event}），名册里仍然在册。",
        "not_in_ledger": "{name}在名册里，本村台账（{data_day}）里没有。",
    },
    what_to_do=_WHAT_TO_DO.format("台账", "村里"),
    settle=("leave", "fix_id", "fix_name"), source_clause="数据质量规则 第一类（身份红线）",
    sql=f"""
        WITH gone AS (
            SELECT r_person, min(s_event_day) AS event_day,
                   list({list_cell("source", "event_day", "coalesce(CAST(s_event_day AS VARCHAR), '')", "s_", "how")} ORDER BY source, s_row) AS cells
            FROM dead_met GROUP BY r_person)
        SELECT 'dead' AS fault, 'person' AS subject_kind, person AS subject_id, person AS subject_key, place_code, name AS subject_name,
               household_number, ['dead', coalesce(CAST(event_day AS VARCHAR), '')] AS fingerprint,
               {{'name': name, 'event': coalesce(CAST(event_day AS VARCHAR) || '去世', '没有写日期'), 'data_day': ''}} AS say,
               list_concat([{register_cell("name", "name")}], cells) AS cells
        FROM gone JOIN register ON person = r_person
        UNION ALL {_absent(LEDGER, "not_in_ledger")}""",
    hits=(
        Example("not in the ledger", (registered("p1", "覃天明", "A"),), (delivered(LEDGER, "s9", "邻居", "N"),), frozenset({("not_in_ledger", "p1")})),
        Example("dead and registered", (registered("p1", "覃天明", "A"),),
                (delivered(LEDGER, "s1", "覃天明", "A"), delivered(DECEASED, "s2", "覃天明", "A", event_day=date(2026, 3, 1))),
                frozenset({("dead", "p1")})),
        Example("dead and in no ledger is said once, as dead", (registered("p1", "覃天明", "A"),), (delivered(DECEASED, "s2", "覃天明", "A"),),
                frozenset({("dead", "p1")})),
        Example("dead in the list of the police and in that of the hospital: said once", (registered("p1", "覃天明", "A"),),
                (delivered(LEDGER, "s1", "覃天明", "A"), delivered("police_deaths", "s2", "覃天明", "A", event_day=date(2026, 3, 2)),
                 delivered("health_deaths", "s3", "覃天明", "A", event_day=date(2026, 3, 1))), frozenset({("dead", "p1")})),
        Example("dead, no number, same name and birth", (registered("p1", "覃天明", "A"),),
                (delivered(LEDGER, "s1", "覃天明", "A"), delivered(DECEASED, "s2", "覃天明")), frozenset({("dead", "p1")})),
    ),
    misses=(
        Example("no ledger was delivered for the village", (registered("p1", "覃天明", "A"),), in_force=()),
        Example("the ledger of another village", (registered("p1", "覃天明", "A", place_code="990121002001"),), (delivered(LEDGER, "s9", "邻居", "N"),)),
        Example("in the ledger of another village", (registered("p1", "覃天明", "A"),), (delivered(LEDGER, "s1", "覃天明", "A", place_code="990121002001"),)),
        Example("in the ledger without a number", (registered("p1", "覃天明", "A"),), (delivered(LEDGER, "s1", "覃天明", birth=None),)),
        Example("born after the day of the ledger", (registered("p1", "覃天明", "A", birth=date(2026, 7, 15)),), (delivered(LEDGER, "s9", "邻居", "N"),)),
        Example("a dead namesake of another birth, without a number", (registered("p1", "覃天明", "A"),),
                (delivered(LEDGER, "s1", "覃天明", "A"), delivered(DECEASED, "s2", "覃天明", birth=date(1931, 5, 5), household_number=""))),
        Example("the dead person's number under another name", (registered("p1", "覃天明", "A"),),
                (delivered(LEDGER, "s1", "覃天明", "A"), delivered(DECEASED, "s2", "韦老太", "A"))),
    ),
)
