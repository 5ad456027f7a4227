"""人证相符: does the number belong to the same name everywhere, and the name to the same number?"""

from bangfu.crosscheck.checks.check import Check, Example, list_cell, register_cell
from bangfu.crosscheck.checks.rows import DECEASED, LEDGER, NATIONAL, delivered, registered
from bangfu.crosscheck.matching import BY_NUMBER, HOW
from bangfu.rules.near_name import SLIPS
from bangfu.rules.near_number import SLIPS as NEAR_NUMBERS

POLICE = "household_registration"
_FIRST = {"surname": "fix_id", "different": "fix_id", "other_id": "fix_id"}   # two persons, one number: the number is the likelier mistake
# Said only where the police stand before every other list that speaks of the person: a county may have put them behind (`believed`).
_HEARD = {"against": "；以公安为准，多半是名册写错", "with": "；公安的名单与名册一致，多半是名单写错"}
_ALIKE = " ".join(f"WHEN '{how}' THEN '{words}'" for how, words in HOW.items() if how not in BY_NUMBER)
_SLIP = " ".join(f"WHEN '{slip}' THEN '同村同名，号码{words}'" for slip, words in NEAR_NUMBERS.items())

CHECK = Check(
    slug="id_name", version=3, family="人证相符", level="must", title="人证不符", asks="person",
    reason={
        **{kind: f"同一个证件号码，名册上是{{name}}，{{source}}里是{{other_name}}（{word}）{{heard}}。" for kind, word in SLIPS.items()},
        "other_id": "{name}在{source}里的证件号码与名册不同（{alike}）。",
    },
    what_to_do="看证件原件：名册错了就在这里更正；名单错了就请提供名单的单位改，暂时改不了的申请豁免并写明原因。",
    settle=("fix_name", "fix_id", "leave"), first=_FIRST, source_clause="数据质量规则 第一类（身份）",
    sql=f"""
        WITH agreed AS (SELECT s_row FROM name_pairs WHERE agrees),
        against AS (SELECT * FROM apart WHERE s_row NOT IN (SELECT s_row FROM agreed)),
        odd AS (
            SELECT p.*, a.s_row IS NOT NULL AS differs, a.slip FROM name_pairs p LEFT JOIN against a ON a.r_person = p.r_person AND a.s_row = p.s_row
            WHERE p.r_person IN (SELECT r_person FROM against)),
        told AS (SELECT r_person, min(rank) AS rank FROM odd WHERE differs GROUP BY r_person),
        others AS (SELECT r_person, coalesce(min(rank) FILTER (WHERE NOT police), 1000) AS before FROM odd GROUP BY r_person),
        first_row AS (
            SELECT r_person, rank, min(source || ' ' || s_row) AS first FROM odd JOIN told USING (r_person, rank) WHERE differs GROUP BY 1, 2),
        people AS (
            SELECT r_person, min(r_place_code) AS r_place_code, min(r_name) AS r_name, min(r_household_number) AS r_household_number,
                   min(r_name_folded) AS r_name_folded, min(r_origin_kind) AS r_origin_kind, min(r_origin_id) AS r_origin_id,
                   list(DISTINCT s_name_folded) FILTER (WHERE differs) AS names,
                   CASE WHEN bool_or(police AND rank < before AND differs) THEN 'against' WHEN bool_or(police AND rank < before AND agrees) THEN 'with' ELSE '' END
                   AS heard,
                   list({list_cell("source", "name", "s_name", "s_")} ORDER BY rank, source, s_row) AS cells
            FROM odd JOIN others USING (r_person) GROUP BY r_person),
        numbers AS (
            SELECT *, row_number() OVER (PARTITION BY r_person, s_id18_index ORDER BY rank, source, s_row) AS nth FROM numbers_apart WHERE counts),
        more AS (
            SELECT r_person, s_id18_index, list({list_cell("source", "id_number", "''", "s_")} ORDER BY rank, source, s_row) AS others
            FROM numbers WHERE nth > 1 GROUP BY 1, 2),
        one_number AS (SELECT n.*, coalesce(others, []) AS others FROM numbers n LEFT JOIN more USING (r_person, s_id18_index) WHERE nth = 1)
        SELECT o.slip AS fault, 'person' AS subject_kind, r_person AS subject_id, r_person AS subject_key, r_place_code AS place_code,
               r_name AS subject_name, r_household_number AS household_number, list_concat(['name', r_name_folded], list_sort(names)) AS fingerprint,
               {{'name': r_name, 'source': o.source, 'other_name': o.s_name, 'other_place': o.s_place_code, 'alike': '',
                 'heard': CASE heard WHEN 'against' THEN '{_HEARD["against"]}' WHEN 'with' THEN '{_HEARD["with"]}' ELSE '' END}} AS say,
               list_concat([{register_cell("name", "r_name", "p.r_").replace("p.r_person", "r_person")}], cells) AS cells
        FROM people p JOIN (
            SELECT odd.r_person, source, s_name, s_place_code, slip FROM odd JOIN first_row f
            ON f.r_person = odd.r_person AND f.rank = odd.rank AND f.first = source || ' ' || s_row) o USING (r_person)
        UNION ALL
        SELECT 'other_id', 'person', r_person, r_person, r_place_code, r_name, r_household_number, ['id', r_id18_index, s_id18_index],
               {{'name': r_name, 'source': source, 'other_name': '', 'other_place': '', 'alike': CASE WHEN slip <> '' THEN CASE slip {_SLIP} END ELSE
                 CASE how {_ALIKE} END END, 'heard': ''}},
               list_concat([{register_cell("id_number", "''", "r_")}, {list_cell("source", "id_number", "''", "s_")}], others)
        FROM one_number""",
    hits=(
        *(Example(kind, (registered("p1", "覃天明", "A"),), (delivered(LEDGER, "s1", other, "A"),), frozenset({(kind, "p1")})) for kind, other in (
            ("homophone", "秦天明"), ("lookalike", "覃天朋"), ("transposed", "覃明天"), ("one_off", "覃小明"), ("missing", "覃天"), ("surname", "韦天明"),
            ("different", "韦小花"))),
        Example("the police and the ledger name him otherwise: the police are heard first", (registered("p1", "覃天明", "A"),),
                (delivered(LEDGER, "s1", "韦小花", "A"), delivered(POLICE, "s2", "覃天朋", "A")), frozenset({("lookalike", "p1")})),
        Example("a dead person's number", (registered("p1", "覃天明", "A"),), (delivered(DECEASED, "s1", "覃老太", "A"), delivered(LEDGER, "s2", "覃天明", "A")),
                frozenset({("different", "p1")})),
        Example("the disability certificate of another name", (registered("p1", "覃天明", "A"),), (delivered(LEDGER, "s1", "覃小明", "A+43"),),
                frozenset({("one_off", "p1")})),
        Example("same name and birth, another number", (registered("p1", "覃天明", "A"),), (delivered(LEDGER, "s1", "覃天明", "B"),),
                frozenset({("other_id", "p1")})),
        Example("two lists have another number of his: said once", (registered("p1", "覃天明", "A"),),
                (delivered(LEDGER, "s1", "覃天明", "B"), delivered(POLICE, "s2", "覃天明", "B")), frozenset({("other_id", "p1")})),
    ),
    misses=(
        Example("two persons share the number here and in the list: that is said as a duplicate", (
            registered("p1", "覃天明", "A"), registered("p2", "韦小花", "A", household="h2"),
        ), (delivered(NATIONAL, "s1", "覃天明", "A"), delivered(NATIONAL, "s2", "韦小花", "A"))),
        Example("traditional characters", (registered("p1", "刘国强", "A"),), (delivered(LEDGER, "s1", "劉國強", "A"),)),
        Example("no dot at all", (registered("p1", "阿依·古丽", "A"),), (delivered(LEDGER, "s1", "阿依古丽", "A"),)),
        Example("another dot and a space", (registered("p1", "阿依·古丽", "A"),), (delivered(LEDGER, "s1", "阿依•古 丽", "A"),)),
        Example("corrected here, the national list has not followed", (registered("p1", "覃天明", "A", origin_kind="finding"),),
                (delivered(NATIONAL, "s1", "覃天朋", "A"), delivered(LEDGER, "s2", "覃天明", "A"))),
        Example("a blank name in the list", (registered("p1", "覃天明", "A"),), (delivered(LEDGER, "s1", "", "A"),)),
        Example("the list has no number: nothing to hold against", (registered("p1", "覃天明", "A"),), (delivered(LEDGER, "s1", "覃天明"),)),
    ),
)
