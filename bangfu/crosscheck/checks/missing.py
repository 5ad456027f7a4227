"""漏报: who stands in the village ledger and is not in the register?"""

from collections.abc import Mapping
from datetime import date

from bangfu.crosscheck.checks.check import Check, Example, list_cell
from bangfu.crosscheck.checks.rows import DECEASED, LEDGER, VILLAGE, InForce, delivered, registered
from bangfu.crosscheck.checks.whom import is_about
from bangfu.crosscheck.sources import Source

RETURNED = "('blank', 'lost_digits', 'bad_shape')"   # such a row went back to its sender; mended, it will come again
_NEIGHBOUR = registered("p9", "邻居", "N")
_ITS_ROW = delivered(LEDGER, "s9", "邻居", "N")
_ASSISTED = {"h1": {"assisted": "脱贫户"}}
_NOT_ABOUT: tuple[tuple[str, str, Mapping[str, Mapping[str, object]]], ...] = (
    ("a household the other list is not about", "H1", {"h1": {"assisted": "一般农户"}}), ("a household nobody knows", "H8", _ASSISTED),
)
_IN_FORCE = date(2026, 6, 30)


def _nowhere(slug: str, fault: str, more: str = "") -> str:
    """SQL of whom a list names in a village that has a register, and the register and the lists of deaths do not; `more` has to hold besides."""
    return f"""
        WITH alone AS (
            SELECT *, coalesce(s_id18_index, s_place_code || ' ' || s_name_folded || ' ' || s_household_number) AS subject_key
            FROM diff_{slug} WHERE r_person IS NULL AND s_name_folded <> '' AND s_place_code IN (SELECT place_code FROM register)
                                   AND s_id_status NOT IN {RETURNED}{more}),
        living AS (
            SELECT * FROM alone
            WHERE NOT EXISTS (SELECT 1 FROM dead WHERE dead.id18_index = alone.s_id18_index AND dead.name_folded = alone.s_name_folded)
              AND NOT EXISTS (SELECT 1 FROM dead WHERE dead.place_code = alone.s_place_code AND dead.name_folded = alone.s_name_folded
                                                   AND dead.birth = alone.s_birth)),
        people AS (
            SELECT subject_key, min(s_row) AS row, list({list_cell(f"'{slug}'", "name", "s_name", "s_")} ORDER BY s_number, s_row) AS cells
            FROM living GROUP BY subject_key)
        SELECT '{fault}' AS fault, 'delivered' AS subject_kind, s_row AS subject_id, subject_key, s_place_code AS place_code,
               s_name AS subject_name, s_household_number AS household_number, ['{fault}'] AS fingerprint,
               {{'name': s_name, 'household': s_household_number}} AS say,
               list_concat(cells, [{{'source': 'register', 'place_code': s_place_code, 'subject_id': '', 'subject_name': '', 'row': '',
                                     'number': 0, 'column': 'absent', 'value': '', 'how': ''}}]) AS cells
        FROM people JOIN living USING (subject_key) WHERE s_row = people.row"""


def of_source(source: Source) -> Check:
    """Who is in another list of everybody and not in the register."""
    slug, word = source.slug, source.word
    return Check(
        slug=f"missing_{slug}", version=1, family="漏报虚报", level="check", title=f"{word}有、名册没有", asks="delivered", reads=(slug,),
        reason={"not_registered": f"{{name}}在{word}里（户编号{{household}}），名册里没有，死亡名单里也没有。"},
        what_to_do=f"核实此人是否仍在本村本户：在的，补录进名册；已迁出、已去世的，请{source.office}改，或申请豁免并写明原因。",
        settle=("add",), source_clause="数据质量规则 第三类（完整）", sql=_nowhere(slug, "not_registered"),
        hits=(Example("in the list alone", (_NEIGHBOUR,), (delivered(slug, "s9", "邻居", "N"), delivered(slug, "s1", "覃天明", "A")),
                      frozenset({("not_registered", "s1")})),),
        misses=(
            Example("registered in another village", (registered("p1", "覃天明", "A", place_code="990121002001"), _NEIGHBOUR),
                    (delivered(slug, "s9", "邻居", "N"), delivered(slug, "s1", "覃天明", "A"))),
            Example("nobody is registered in the village yet", (), (delivered(slug, "s1", "覃天明", "A"),)),
            Example("dead", (_NEIGHBOUR,), (delivered(slug, "s1", "覃天明", "A"), delivered(DECEASED, "s2", "覃天明", "A"))),
        ),
    )


def between(here: Source, there: Source) -> Check:
    """Who is in one list of everybody, and neither in another that came for the village nor in the register: of two lists one is wrong. Where the other is not
    about everybody, who stands in a household that it is about."""
    a, b = here.slug, there.slug
    absent = f"""
        AND s_place_code IN (SELECT place_code FROM in_force WHERE source = '{b}')
        AND coalesce(s_id18_index, '') NOT IN (SELECT id18_index FROM s_{b} WHERE id18_index IS NOT NULL)
        AND s_place_code || ' ' || s_name_folded NOT IN (SELECT place_code || ' ' || name_folded FROM s_{b})
        {is_about(there.lists, "h.household_number = s_household_number", "h.place_code = s_place_code")}"""
    in_force = tuple(InForce(slug, VILLAGE, "d", _IN_FORCE) for slug in (a, b))
    return Check(
        slug=f"only_{a}", version=1, family="漏报虚报", level="check", title=f"{here.word}有、{there.word}没有", asks="delivered", reads=(a, b),
        reason={"only_here": f"{{name}}在{here.word}里（户编号{{household}}），{there.word}和名册里都没有。"},
        what_to_do=f"两份名单总有一份错：此人在的，请{there.office}补上；不在的，请{here.office}删去，或申请豁免并写明原因。",
        settle=("add",), source_clause="数据质量规则 第三类（完整）", sql=_nowhere(a, "only_here", absent),
        hits=(Example("in one of the two lists", (_NEIGHBOUR,), (delivered(a, "s1", "覃天明", "A"), delivered(b, "s9", "邻居", "N")),
                      frozenset({("only_here", "s1")}), in_force, _ASSISTED),),
        misses=(
            Example("in both", (_NEIGHBOUR,), (delivered(a, "s1", "覃天明", "A"), delivered(b, "s2", "覃天明", "A")), in_force=in_force,
                    homes=_ASSISTED),
            Example("in both, in one without a number", (_NEIGHBOUR,), (delivered(a, "s1", "覃天明", "A"), delivered(b, "s2", "覃天明")), in_force=in_force,
                    homes=_ASSISTED),
            Example("the other list never came for the village", (_NEIGHBOUR,), (delivered(a, "s1", "覃天明", "A"), delivered(b, "s9", "邻居", "N")),
                    in_force=in_force[:1], homes=_ASSISTED),
            *(Example(words, (_NEIGHBOUR,), (delivered(a, "s1", "覃天明", "A", household_number=number), delivered(b, "s9", "邻居", "N")), in_force=in_force, homes=homes)
              for words, number, homes in _NOT_ABOUT if there.lists != "everybody"),
        ),
    )


CHECK = Check(
    slug="missing", version=2, family="漏报虚报", level="must", title="漏报", asks="delivered",
    reason={"missing": "{name}在村台账里（户编号{household}），名册里没有，死亡名单里也没有。"},
    what_to_do="核实此人是否仍在本村本户：在的，补录进名册；已迁出、已去世或台账写错的，请村里改台账，或申请豁免并写明原因。",
    settle=("add",), source_clause="数据质量规则 第三类（完整）", sql=_nowhere(LEDGER, "missing"),
    hits=(
        Example("in the ledger only", (_NEIGHBOUR,), (_ITS_ROW, delivered(LEDGER, "s1", "覃天明", "A")), frozenset({("missing", "s1")})),
        Example("twice in the ledger is one person", (_NEIGHBOUR,),
                (_ITS_ROW, delivered(LEDGER, "s1", "覃天明", "A"), delivered(LEDGER, "s2", "覃天明", "A", number=9)), frozenset({("missing", "s1")})),
        Example("a dead person of the same number has another name", (_NEIGHBOUR,),
                (_ITS_ROW, delivered(LEDGER, "s1", "覃天明", "A"), delivered(DECEASED, "s2", "韦小花", "A")), frozenset({("missing", "s1")})),
    ),
    misses=(
        Example("registered in another village", (_NEIGHBOUR, registered("p1", "覃天明", "A", place_code="990121002001")),
                (_ITS_ROW, delivered(LEDGER, "s1", "覃天明", "A"))),
        Example("registered by the disability certificate", (_NEIGHBOUR, registered("p1", "覃天明", "A+43")),
                (_ITS_ROW, delivered(LEDGER, "s1", "覃天明", "A"))),
        Example("registered without a number", (_NEIGHBOUR, registered("p1", "覃天明", birth=date(1970, 1, 1))),
                (_ITS_ROW, delivered(LEDGER, "s1", "覃天明", "A"))),
        Example("on the list of the deceased", (_NEIGHBOUR,), (_ITS_ROW, delivered(LEDGER, "s1", "覃天明", "A"), delivered(DECEASED, "s2", "覃天明", "A"))),
        Example("a row whose number cannot be read went back to its sender", (_NEIGHBOUR,),
                (_ITS_ROW, delivered(LEDGER, "s1", "覃天明", id_status="lost_digits"))),
        Example("the village has nobody in the register yet", (), (delivered(LEDGER, "s1", "覃天明", "A"),)),
    ),
)
