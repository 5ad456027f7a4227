"""人证相符: does the number belong to the same name everywhere, and the name to the same number?"""

from bangfu.crosscheck.checks.check import Check, Example, list_cell, register_cell
from bangfu.crosscheck.checks.rows import DECEASED, LEDGER, NATIONAL, delivered, registered

_COLUMNS = (
    "r_person, r_place_code, r_name, r_name_folded, r_household_number, r_origin_kind, r_origin_id, s_row, s_number, s_place_code, s_name, s_name_folded"
)
# A register value that was corrected here is ahead of the list the register is fed from: that list is shown, and counts for nothing.
_PAIRS = " UNION ALL ".join(
    f"SELECT {_COLUMNS}, {place} AS place, '{slug}' AS source, {counts} AS counts FROM diff_{slug} WHERE how IN ('id', 'card')"
    for place, (slug, counts) in enumerate(((LEDGER, "true"), (DECEASED, "true"), (NATIONAL, "r_origin_kind = 'delivered_row'")))
)
_DIFFERS = "counts AND s_name_folded <> r_name_folded AND s_name_folded <> '' AND r_name_folded <> ''"

CHECK = Check(
    slug="id_name", version=1, family="人证相符", level="must", title="人证不符", asks="person",
    reason={
        "other_name": "同一个证件号码，名册上是{name}，{source}里是{other_name}。",
        "other_id": "{name}在{source}里的证件号码与名册不同（同村同名，{alike}）。",
    },
    what_to_do="看证件原件：名册错了就在这里更正；名单错了就请提供名单的单位改，暂时改不了的申请豁免并写明原因。",
    settle=("fix_name", "fix_id", "leave"), first={"other_id": "fix_id"}, source_clause="数据质量规则 第一类（身份）",
    sql=f"""
        WITH pairs AS ({_PAIRS}),
        apart AS (SELECT * FROM pairs WHERE {_DIFFERS}),
        explained AS (SELECT s_row FROM pairs WHERE s_name_folded = r_name_folded AND s_row IN (SELECT s_row FROM apart)),
        against AS (SELECT * FROM apart WHERE s_row NOT IN (SELECT s_row FROM explained)),
        odd AS (
            SELECT p.*, a.s_row IS NOT NULL AS differs FROM pairs p LEFT JOIN against a ON a.r_person = p.r_person AND a.s_row = p.s_row
            WHERE p.r_person IN (SELECT r_person FROM against)),
        told AS (SELECT r_person, min(place) AS place FROM odd WHERE differs GROUP BY r_person),
        first_row AS (SELECT r_person, place, min(s_row) AS s_row FROM odd JOIN told USING (r_person, place) WHERE differs GROUP BY 1, 2),
        people AS (
            SELECT r_person, min(r_place_code) AS r_place_code, min(r_name) AS r_name, min(r_household_number) AS r_household_number,
                   min(r_name_folded) AS r_name_folded, min(r_origin_kind) AS r_origin_kind, min(r_origin_id) AS r_origin_id,
                   list(DISTINCT s_name_folded) FILTER (WHERE differs) AS names,
                   list({list_cell("source", "name", "s_name", "s_")} ORDER BY place, s_row) AS cells
            FROM odd GROUP BY r_person)
        SELECT 'other_name' AS fault, 'person' AS subject_kind, r_person AS subject_id, r_person AS subject_key, r_place_code AS place_code,
               r_name AS subject_name, r_household_number AS household_number, list_concat(['name', r_name_folded], list_sort(names)) AS fingerprint,
               {{'name': r_name, 'source': o.source, 'other_name': o.s_name, 'other_place': o.s_place_code, 'alike': ''}} AS say,
               list_concat([{register_cell("name", "r_name", "p.r_").replace("p.r_person", "r_person")}], cells) AS cells
        FROM people p JOIN (SELECT odd.r_person, source, s_name, s_place_code FROM odd JOIN first_row USING (r_person, place, s_row)) o USING (r_person)
        UNION ALL
        SELECT 'other_id', 'person', r_person, r_person, r_place_code, r_name, r_household_number, ['id', r_id18_index, s_id18_index],
               {{'name': r_name, 'source': '{LEDGER}', 'other_name': '', 'other_place': '',
                 'alike': CASE how WHEN 'birth' THEN '出生日期也相同' WHEN 'household' THEN '户编号也相同' ELSE '户编号、出生日期都对不上' END}},
               [{register_cell("id_number", "''", "r_")}, {list_cell(f"'{LEDGER}'", "id_number", "''", "s_")}]
        FROM diff_{LEDGER} WHERE how NOT IN ('', 'id', 'card') AND r_id18_index IS NOT NULL AND s_id18_index IS NOT NULL""",
    hits=(
        Example("another name in the village ledger", (registered("p1", "覃天明", "A"),), (delivered(LEDGER, "s1", "覃天朋", "A"),),
                frozenset({("other_name", "p1")})),
        Example("a dead person's number", (registered("p1", "覃天明", "A"),), (delivered(DECEASED, "s1", "覃老太", "A"), delivered(LEDGER, "s2", "覃天明", "A")),
                frozenset({("other_name", "p1")})),
        Example("the disability certificate of another name", (registered("p1", "覃天明", "A"),), (delivered(LEDGER, "s1", "覃小明", "A+43"),),
                frozenset({("other_name", "p1")})),
        Example("same name and birth, another number", (registered("p1", "覃天明", "A"),), (delivered(LEDGER, "s1", "覃天明", "B"),),
                frozenset({("other_id", "p1")})),
    ),
    misses=(
        Example("two persons share the number here and in the list: that is said as a duplicate", (
            registered("p1", "覃天明", "A"), registered("p2", "韦小花", "A", household="h2"),
        ), (delivered(NATIONAL, "s1", "覃天明", "A"), delivered(NATIONAL, "s2", "韦小花", "A"))),
        Example("another dot and a space", (registered("p1", "阿依·古丽", "A"),), (delivered(LEDGER, "s1", "阿依•古 丽", "A"),)),
        Example("corrected here, the national list has not followed", (registered("p1", "覃天明", "A", origin_kind="finding"),),
                (delivered(NATIONAL, "s1", "覃天朋", "A"), delivered(LEDGER, "s2", "覃天明", "A"))),
        Example("a blank name in the list", (registered("p1", "覃天明", "A"),), (delivered(LEDGER, "s1", "", "A"),)),
        Example("the list has no number: nothing to hold against", (registered("p1", "覃天明", "A"),), (delivered(LEDGER, "s1", "覃天明"),)),
    ),
)
