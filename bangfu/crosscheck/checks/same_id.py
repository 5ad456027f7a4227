"""重复: does one number stand on two persons of the register?"""

from bangfu.crosscheck.checks.check import Check, Example, register_cell
from bangfu.crosscheck.checks.rows import registered

CHECK = Check(
    slug="same_id", version=1, family="重复", level="must", title="证件号码重复", asks="person",
    reason={
        "twice": "{name}在名册里登记了{count}次，证件号码相同；另一处在{other_place}{other_household}。",
        "shared": "{name}与{other_place}的{other_name}{other_household}登记了同一个证件号码，共{count}人。",
    },
    what_to_do="同一个人登记了多次的，留一处，其余移出名册；不是同一个人的，对照证件原件更正号码。",
    settle=("fix_id", "leave"), first={"twice": "leave"}, source_clause="GB 11643-1999：号码唯一；残疾人证前18位即身份证号",
    sql=f"""
        WITH shared AS (
            SELECT id18_index, count(*) AS persons, count(DISTINCT name_folded) AS names FROM register
            WHERE id18_index IS NOT NULL GROUP BY id18_index HAVING count(*) > 1),
        people AS (SELECT r.*, persons, names FROM register r JOIN shared USING (id18_index)),
        pairs AS (
            SELECT a.person, min(b.place_code || ' ' || b.person) AS other FROM people a
            JOIN people b ON a.id18_index = b.id18_index AND a.person <> b.person GROUP BY a.person),
        groups AS (
            SELECT id18_index, list({register_cell("id_number", "''")} ORDER BY place_code, person) AS cells FROM people GROUP BY id18_index)
        SELECT CASE WHEN names = 1 THEN 'twice' ELSE 'shared' END AS fault, 'person' AS subject_kind, p.person AS subject_id,
               p.person AS subject_key, p.place_code, p.name AS subject_name, p.household_number, [p.id18_index] AS fingerprint,
               {{'name': p.name, 'count': persons, 'other_name': o.name, 'other_place': o.place_code,
                 'other_household': o.household_number}} AS say, cells
        FROM people p JOIN pairs USING (person) JOIN register o ON o.place_code || ' ' || o.person = pairs.other
        JOIN groups ON groups.id18_index = p.id18_index""",
    hits=(
        Example("two persons, one number", (registered("p1", "覃天明", "A"), registered("p2", "韦小花", "A", household="h2")),
                finds=frozenset({("shared", "p1"), ("shared", "p2")})),
        Example("identity card and disability certificate", (registered("p1", "覃天明", "A"), registered("p2", "覃天明", "A+43", household="h2")),
                finds=frozenset({("twice", "p1"), ("twice", "p2")})),
        Example("across two villages", (registered("p1", "覃天明", "A"), registered("p2", "韦小花", "A", household="h2", place_code="990121002001")),
                finds=frozenset({("shared", "p1"), ("shared", "p2")})),
    ),
    misses=(
        Example("two blanks name nobody", (registered("p1", "覃天明"), registered("p2", "韦小花", household="h2"))),
        Example("two temporary numbers", (
            registered("p1", "覃天明", "T", id18_index="", id_status="placeholder"),
            registered("p2", "韦小花", "T", id18_index="", id_status="placeholder", household="h2"),
        )),
        Example("two numbers", (registered("p1", "覃天明", "A"), registered("p2", "韦小花", "B", household="h2"))),
    ),
)
