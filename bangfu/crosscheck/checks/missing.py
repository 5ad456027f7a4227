"""漏报: who stands in the village ledger and is not in the register?"""

from datetime import date

from bangfu.crosscheck.checks.check import Check, Example, list_cell
from bangfu.crosscheck.checks.rows import DECEASED, LEDGER, delivered, registered

RETURNED = "('blank', 'lost_digits', 'bad_shape')"   # such a row went back to its sender; mended, it will come again
_NEIGHBOUR = registered("p9", "邻居", "N")
_ITS_ROW = delivered(LEDGER, "s9", "邻居", "N")

CHECK = Check(
    slug="missing", version=1, family="漏报虚报", level="must", title="漏报", asks="delivered",
    reason={"missing": "{name}在村台账里（户编号{household}），名册里没有，死亡名单里也没有。"},
    what_to_do="核实此人是否仍在本村本户：在的，补录进名册；已迁出、已去世或台账写错的，请村里改台账，或申请豁免并写明原因。",
    settle=("add",), source_clause="数据质量规则 第三类（完整）",
    sql=f"""
        WITH alone AS (
            SELECT *, coalesce(s_id18_index, s_place_code || ' ' || s_name_folded || ' ' || s_household_number) AS subject_key
            FROM diff_{LEDGER} WHERE r_person IS NULL AND s_name_folded <> '' AND s_place_code IN (SELECT place_code FROM register)
                                     AND s_id_status NOT IN {RETURNED}),
        dead AS (SELECT * FROM s_{DECEASED}),
        living AS (
            SELECT * FROM alone
            WHERE NOT EXISTS (SELECT 1 FROM dead WHERE dead.id18_index = alone.s_id18_index AND dead.name_folded = alone.s_name_folded)
              AND NOT EXISTS (SELECT 1 FROM dead WHERE dead.place_code = alone.s_place_code AND dead.name_folded = alone.s_name_folded
                                                   AND dead.birth = alone.s_birth)),
        people AS (
            SELECT subject_key, min(s_row) AS row, list({list_cell(f"'{LEDGER}'", "name", "s_name", "s_")} ORDER BY s_number, s_row) AS cells
            FROM living GROUP BY subject_key)
        SELECT 'missing' AS fault, 'delivered' AS subject_kind, s_row AS subject_id, subject_key, s_place_code AS place_code,
               s_name AS subject_name, s_household_number AS household_number, ['missing'] AS fingerprint,
               {{'name': s_name, 'household': s_household_number}} AS say,
               list_concat(cells, [{{'source': 'register', 'place_code': s_place_code, 'subject_id': '', 'subject_name': '', 'row': '',
                                     'number': 0, 'column': 'absent', 'value': ''}}]) AS cells
        FROM people JOIN living USING (subject_key) WHERE s_row = people.row""",
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
