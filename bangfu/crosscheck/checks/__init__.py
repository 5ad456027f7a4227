"""检查: every check by its slug, in the order pages show them."""

from bangfu.crosscheck.checks import id_name, id_number, member_logic, missing, same_id, surplus
from bangfu.crosscheck.checks.check import FAMILIES, Check

CHECKS: dict[str, Check] = {
    check.slug: check
    for check in (id_number.CHECK, id_name.CHECK, same_id.CHECK, missing.CHECK, surplus.CHECK, member_logic.CHECK)
}

__all__ = ["CHECKS", "FAMILIES", "Check"]
