"""检查: every check by its slug, in the order pages show them."""

from bangfu.crosscheck.checks import id_name, id_number, member_logic, missing, same_id, surplus
from bangfu.crosscheck.checks.check import Check

CHECKS: dict[str, Check] = {
    check.slug: check
    for check in (id_number.CHECK, id_name.CHECK, same_id.CHECK, missing.CHECK, surplus.CHECK, member_logic.CHECK)
}
FAMILIES = ("身份", "人证相符", "重复", "漏报虚报", "字段矛盾", "成员逻辑", "完整性", "合理性", "帮扶义务", "表间矛盾", "部门比对")
