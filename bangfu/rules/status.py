"""户的身份: what a household is to the policy. Which labels there are, when, which go together, and what may follow what.

Sources: 国开发〔2020〕6号 and 中农发〔2021〕7号 (who is which kind of monitored household); 厅字〔2016〕16号 (who leaves poverty); the form of
the national system (five risks at most; one main cause and two others).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from bangfu.rules.codes import CAUSE, DISASTER, HOUSEHOLD_KIND, MONITORED_KIND, RELIEF, RISK, CodeList
from bangfu.rules.refusal import Refused

NOT_ASSISTED = "一般农户"
LIFTED = "脱贫户"
POOR = ("未脱贫户", "一般贫困户", "低保户", "五保户", "低保贫困户")   # kinds of 建档立卡 before a household was lifted
SUDDEN = "突发严重困难户"
BY_DISASTER, OTHER_RISK = "因自然灾害", "其他"
MOST_RISKS = 5
MOST_OTHER_CAUSES = 2

ASSISTED_OF = {"脱贫不稳定户": LIFTED, "边缘易致贫户": NOT_ASSISTED}   # a monitored kind → the only household kind that may have it


@dataclass(frozen=True)
class Family:
    """One line of a household's status, on which it has one label or none at a time."""

    slug: str
    word: str
    codes: CodeList


class Risk(NamedTuple):
    """One risk of a household: a label of RISK, the sub-kind of a disaster (a label of DISASTER), and a remark."""

    label: str
    disaster: str = ""
    remark: str = ""


FAMILIES: Mapping[str, Family] = MappingProxyType({
    "assisted": Family("assisted", "户类型", HOUSEHOLD_KIND),
    "monitored": Family("monitored", "监测对象类别", MONITORED_KIND),
    "relief": Family("relief", "民政救助身份", RELIEF),
})


def family_of(slug: str) -> Family:
    """The family of a stored word. Refused when there is none."""
    if slug not in FAMILIES:
        raise Refused("请选择身份的种类。", field="family")
    return FAMILIES[slug]


def label(family: str, text: str) -> str:
    """The canonical label of what somebody wrote. Refused when the family does not know it; a blank is no label."""
    kind = family_of(family)
    known = kind.codes.label(text)
    if known is None:
        raise Refused(f"“{text.strip()}”不是{kind.word}，可以是：{'、'.join(kind.codes.labels)}。", field="label")
    return known


def judge_status(family: str, after: str, *, on: date, before: str = "", beside: Mapping[str, str] | None = None) -> None:
    """Refused when a household cannot be `after` from the day `on`; '' as `after` ends the status.

    `before`: its label of the same family until then, '' when none is known. `beside`: its labels of the other families on that day, as
    family slug → label; a family left out, or '', has none, and a household without a kind counts as 一般农户.
    """
    if after:
        _in_force(family, label(family, after), on)
    if family == "assisted":
        _may_become(before, after or NOT_ASSISTED, on)
    labels = {**(beside or {}), family: after}
    _go_together(labels.get("assisted") or NOT_ASSISTED, labels.get("monitored", ""))


def judge_risks(risks: Sequence[Risk], *, in_full: bool = True) -> None:
    """Refused when these cannot be the risks of one household at one time (form of the monitored household; rules 2_11_004 and 2_11_005). Not `in_full`:
    a list may leave out which disaster it was, and what the other risk is; whoever writes it by hand may not."""
    if len(risks) > MOST_RISKS:
        raise Refused(f"返贫致贫风险最多填{MOST_RISKS}项，现在有{len(risks)}项，请保留主要的。", field="risks")
    for risk in risks:
        _judge_risk(risk, in_full)
    if len({(risk.label, risk.disaster) for risk in risks}) < len(risks):
        raise Refused("同一项风险填了两次，请去掉重复的。", field="risks")


def judge_causes(main: str, others: Sequence[str] = ()) -> None:
    """Refused unless there is one main cause of poverty and at most two others, all labels of CAUSE and all different (登记表 A3a, A3b)."""
    if not main:
        raise Refused("请选一项主要致贫原因。", field="main")
    for one in (main, *others):
        if one not in CAUSE.labels:
            raise Refused(f"“{one}”不是致贫原因，可以是：{'、'.join(CAUSE.labels)}。", field="main" if one == main else "others")
    if len(others) > MOST_OTHER_CAUSES:
        raise Refused(f"其他致贫原因最多{MOST_OTHER_CAUSES}项，请保留主要的。", field="others")
    if len({main, *others}) <= len(others):
        raise Refused("主要致贫原因和其他致贫原因不能重复。", field="others")


def _in_force(family: str, wanted: str, on: date) -> None:
    first, last = family_of(family).codes.years(wanted)
    if (first and on.year < first) or (last and last < on.year):
        raise Refused(f"“{wanted}”是{_span(first, last)}的说法，{on.year}年不能用，请换成当年的说法或核对日期。", field="label")


def _span(first: int | None, last: int | None) -> str:
    if first and last:
        return f"{first}至{last}年"
    return f"{first}年以后" if first else f"{last}年以前"


def _may_become(before: str, after: str, on: date) -> None:
    """厅字〔2016〕16号: only a poor household is lifted, and it stays 脱贫户; whoever was never poor is registered as such by correction."""
    if before == NOT_ASSISTED and after == LIFTED:
        raise Refused("一般农户不会直接变成脱贫户（厅字〔2016〕16号：先是贫困户才有退出）；如果一直就登记错了，请用“更正”。", field="label")
    if before == LIFTED and after == NOT_ASSISTED:
        raise Refused("脱贫户退出后仍是脱贫户，不会变成一般农户（厅字〔2016〕16号）；如果一直就登记错了，请用“更正”。", field="label")


def _go_together(assisted: str, monitored: str) -> None:
    """中农发〔2021〕7号: 脱贫户 at risk are 脱贫不稳定户, other rural households at risk 边缘易致贫户; 突发严重困难户 may be either, the poor are none."""
    needed = ASSISTED_OF.get(monitored)
    if needed and assisted != needed:
        other = next(kind for kind, of in ASSISTED_OF.items() if of != needed)
        hint = f"，{assisted}请选“{other}”或“{SUDDEN}”" if assisted in ASSISTED_OF.values() else ""
        raise Refused(f"“{monitored}”只能是{needed}，这户的户类型是{assisted}（中农发〔2021〕7号）{hint}。", field="label")
    if monitored and assisted in POOR:
        raise Refused(f"“{assisted}”还没有脱贫，按贫困户帮扶，不作监测对象（国开发〔2020〕6号）；请先核对户类型。", field="label")


def _judge_risk(risk: Risk, in_full: bool) -> None:
    if risk.label not in RISK.labels:
        raise Refused(f"“{risk.label}”不是返贫致贫风险，可以是：{'、'.join(RISK.labels)}。", field="risks")
    if risk.label == BY_DISASTER and risk.disaster not in DISASTER.labels and (in_full or risk.disaster):
        raise Refused(f"“{BY_DISASTER}”要选是哪一种：{'、'.join(DISASTER.labels)}。", field="risks")
    if risk.label != BY_DISASTER and risk.disaster:
        raise Refused(f"“{risk.label}”没有灾害子项；遭了灾的请选“{BY_DISASTER}”。", field="risks")
    if risk.label == OTHER_RISK and in_full and not risk.remark.strip():
        raise Refused("风险选“其他”的，要在备注里写明是什么。", field="risks")
