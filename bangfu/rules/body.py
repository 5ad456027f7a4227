"""经营主体和单位: which of them are known by a 统一社会信用代码, and which have none by nature."""

from bangfu.rules.codes import BODY_KIND
from bangfu.rules.credit_code import read_credit_code, why
from bangfu.rules.refusal import Refused

# Kinds that may be without a code of their own. All others are registered with an authority, which gives one (国发〔2015〕33号).
WITHOUT_CODE = frozenset({
    "种养大户",       # a person at work, registered nowhere
    "家庭农场",       # may stand in the name list of family farms only (中农发〔2019〕16号)
    "卫生院（室）",   # a village clinic run by the township's hospital works under the hospital's
    "学校",           # a teaching point works under its central school's
})


def judge_kind(word: str) -> str:
    """The label of a kind. Refused for a word the list does not have."""
    label = BODY_KIND.label(word)
    if label is None:
        raise Refused("请选择主体的类型。", field="kind")
    return label


def judge_credit_code(text: str, kind: str) -> str:
    """The 18 characters of a right code; '' when it is blank and the kind may be without. Refused with what is wrong for any other."""
    code = read_credit_code(text)
    if code.status == "ok" or (code.status == "blank" and kind in WITHOUT_CODE):
        return code.code
    raise Refused(why(code), field="credit_code")
