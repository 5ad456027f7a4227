"""证件号码: is the number in the register a possible one?"""

from bangfu.crosscheck.checks.check import Check, Example, register_cell
from bangfu.crosscheck.checks.rows import registered

REASON = {
    "bad_check": "{name}的证件号码第18位校验码不对，有一位数字抄错了。",
    "bad_date": "{name}的证件号码第7至14位不是可能的出生日期。",
    "bad_shape": "{name}的证件号码位数不对或有别的字符，应是18位身份证号，或20、22位残疾人证号。",
    "lost_digits": "{name}的证件号码后几位被表格软件改坏了（第15位以后变成0，或写成1.23E+17）。",
    "old15": "{name}登记的是15位旧身份证号，已停用。",
    "blank": "{name}的证件号码没有填。",
}

CHECK = Check(
    slug="id_number", version=1, family="身份", level="must", title="证件号码有误", asks="person", reason=REASON,
    what_to_do="对照身份证或户口簿原件逐位核对，在这里更正；手里没有原件的，打印清单入户核对。",
    settle=("fix_id", "leave"), source_clause="GB 11643-1999 §4.2",
    sql=f"""
        SELECT id_status AS fault, 'person' AS subject_kind, person AS subject_id, person AS subject_key, place_code, name AS subject_name,
               household_number, [id_status, coalesce(id_index, '')] AS fingerprint, {{'name': name}} AS say,
               [{register_cell("id_number", "''")}] AS cells
        FROM register WHERE id_status IN ({", ".join(f"'{status}'" for status in REASON)})""",
    hits=tuple(
        Example(f"status {status}", register=(registered("p1", "覃天明", number, id_status=status),), finds=frozenset({(status, "p1")}))
        for status, number in (("bad_check", "A"), ("bad_date", "A"), ("bad_shape", ""), ("lost_digits", ""), ("old15", "A"), ("blank", ""))
    ),
    misses=(
        Example("a right number", register=(registered("p1", "覃天明", "A"),)),
        Example("a temporary number (999999…): known to be provisional", register=(
            registered("p1", "覃天明", "T", id18_index="", id_status="placeholder"),
        )),
        Example("a right disability certificate of 20 characters", register=(registered("p1", "覃天明", "A+43"),)),
    ),
)
