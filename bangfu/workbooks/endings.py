"""Words with which a list ends: totals and signatures."""

import re

from bangfu.rules import codes
from bangfu.rules.search_key import simplified

_TOTAL = re.compile(r"^(本页|本村|全村|全镇|全乡|全县|各村)?(合计|总计|小计|累计)([:(\d共]|$)")
_SIGNATURE = re.compile(
    r"^(填表|填报|制表|审核|审批|复核|经办|负责|主管)(人|单位|日期|时间|领导)?(签字|签名|\(签[字章]\)|\(盖章\))?(:|$)"
)
_TELLING = re.compile("[计計填制製审審复復複经經负負主]")   # what a total or signature has to hold


def ends(cell: str) -> bool:
    """Whether a cell says that its row is a total or is signed: 合计, 制表人：."""
    if not _TELLING.search(cell):
        return False
    text = simplified(codes.fold_word(cell))
    return bool(_TOTAL.match(text) or _SIGNATURE.match(text))
