"""What can be done upon a household from its page: one table, from which the buttons, the forms and the addresses come."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bangfu.crosscheck import actions as crosscheck
from bangfu.registry import actions
from bangfu.registry.forms import (
    CausesForm,
    EndRiskForm,
    EndStatusForm,
    GuaranteeForm,
    HouseholdForm,
    IncomeForm,
    LeaveHouseholdForm,
    MemberForm,
    MendStatusForm,
    MergeForm,
    MoveForm,
    RiskForm,
    SplitForm,
    StatusForm,
)
from bangfu.rules.refusal import Refused


@dataclass(frozen=True)
class HouseholdDeed:
    """One deed: its button, the key that presses it, the power it needs, its form and the action. `done`: what is said afterwards; `layout`: lines of a
    table before the other fields ("members", "amounts"), or fields only; `danger`: red."""

    slug: str
    word: str
    group: str
    key: str
    power: str
    form: type[HouseholdForm]
    act: Callable[..., Any]
    done: str
    sentence: str = ""
    layout: str = ""
    danger: bool = False


def _without_household(act: Callable[..., Any]) -> Callable[..., Any]:
    """An action that knows the household by the row it is told of."""
    return lambda by, household, **told: act(by, **told)


def _deeds(*deeds: HouseholdDeed) -> dict[str, HouseholdDeed]:
    return {one.slug: one for one in deeds}


CORRECT, STATUS = "registry.correct", "registry.status"
DEEDS = _deeds(
    HouseholdDeed(
        "member", "加人", "家里人", "a", CORRECT, MemberForm, crosscheck.enter_register, "已登记，家里多了一口人。", "出生、嫁入、迁入、补录的人。分户、并户请用那两项。",
    ),
    HouseholdDeed(
        "leave", "减人", "家里人", "l", CORRECT, LeaveHouseholdForm, _without_household(crosscheck.leave_register), "已登记，以前的情况仍可按日期查到。",
        "去世、嫁出、迁出、失联、服刑、参军，或本不应在册。最后一人离开，这一户也就不再在册。",
    ),
    HouseholdDeed(
        "split", "分户", "家里人", "d", CORRECT, SplitForm, crosscheck.split_household, "已分户，这是新的一户。",
        "勾上分出去的人，写明各人在新户里与户主的关系，其中一人是户主。住房和土地留在原户，户类型跟着走。", "members",
    ),
    HouseholdDeed(
        "merge", "并户", "家里人", "m", CORRECT, MergeForm, crosscheck.merge_households, "已并户，这是并到的那一户。",
        "全家并到另一户去；写明每个人到那边以后与户主的关系。原来这一户从那天起不再在册。", "members",
    ),
    HouseholdDeed(
        "move", "迁到别处", "家里人", "v", CORRECT, MoveForm, crosscheck.move_household, "已迁走。",
        "迁走以后，这一户的全部情况归新的村管；以前的数字仍算在原来的村。只能迁到您管辖范围内的村和网格。",
    ),
    HouseholdDeed("status", "登记身份", "身份和风险", "s", STATUS, StatusForm, actions.give_status, "身份已登记。"),
    HouseholdDeed("end_status", "身份结束", "身份和风险", "", STATUS, EndStatusForm, actions.end_status, "已登记身份结束。"),
    HouseholdDeed(
        "mend_status", "身份登记错了", "身份和风险", "", STATUS, MendStatusForm, _without_household(actions.correct_status), "身份已更正。",
        "一直就登记错了的才用这里；情况后来变了的，请用“登记身份”。",
    ),
    HouseholdDeed("risk", "登记风险", "身份和风险", "r", STATUS, RiskForm, actions.note_risk, "风险已登记。"),
    HouseholdDeed("end_risk", "风险消除", "身份和风险", "", STATUS, EndRiskForm, _without_household(actions.end_risk), "已登记风险消除。"),
    HouseholdDeed("causes", "致贫原因", "身份和风险", "", STATUS, CausesForm, actions.set_causes, "致贫原因已登记。"),
    HouseholdDeed("guarantee", "三保障和饮水", "收入和保障", "g", CORRECT, GuaranteeForm, actions.note_guarantee, "保障情况已登记。"),
    HouseholdDeed(
        "income", "记收入", "收入和保障", "i", CORRECT, IncomeForm, actions.record_income, "收入已登记。",
        "空着的就是没有。贷款、取出的存款、看病报销不算收入。", "amounts",
    ),
)


def deed_of(slug: str) -> HouseholdDeed:
    """The deed of an address. Refused when there is none."""
    if slug not in DEEDS:
        raise Refused("没有这一项，请从户的页面上选。")
    return DEEDS[slug]
