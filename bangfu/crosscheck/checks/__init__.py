"""检查: every check by its slug, in the order pages show them."""

from bangfu.crosscheck.checks import id_name, id_number, member_logic, missing, same_id, surplus
from bangfu.crosscheck.checks.check import FAMILIES, Check
from bangfu.crosscheck.checks.contradictions import contradictions
from bangfu.crosscheck.checks.declared import book
from bangfu.crosscheck.checks.everybody import everybody
from bangfu.crosscheck.checks.numbers import numbers
from bangfu.crosscheck.checks.twice import accounts, twice

OWN = (id_number.CHECK, id_name.CHECK, same_id.CHECK, missing.CHECK, surplus.CHECK, member_logic.CHECK, *everybody(), *twice())   # with a SELECT of their own
_ALL = (*OWN, *book(), *contradictions(), *numbers(), *accounts())
CHECKS: dict[str, Check] = {check.slug: check for check in sorted(_ALL, key=lambda check: FAMILIES.index(check.family))}

__all__ = ["CHECKS", "FAMILIES", "OWN", "Check"]
