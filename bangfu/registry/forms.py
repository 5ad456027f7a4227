"""Forms of the register."""

from collections.abc import Iterable
from typing import Any

from django import forms

from bangfu.registry.actions import DEPARTURES
from bangfu.registry.queries import PersonRow
from bangfu.rules.codes import HEALTH, LABOUR, NATION, RELATION, SCHOOLING, SEX, STUDENT

_DAY = forms.DateInput(attrs={"type": "date"})


def _labels(labels: Iterable[str]) -> list[tuple[str, str]]:
    return [("", "（不改）"), *((label, label) for label in labels)]


class CorrectForm(forms.Form):
    """What is to be corrected of a person; a field left empty is left as it is."""

    name = forms.CharField(label="姓名", required=False, max_length=80)
    id_number = forms.CharField(label="证件号码", required=False, max_length=40, help_text="填 18 位身份证号；性别和出生日期会跟着改。")
    relation = forms.ChoiceField(label="与户主关系", required=False, choices=_labels(RELATION.labels))
    sex = forms.ChoiceField(label="性别", required=False, choices=_labels(SEX.labels))
    birth = forms.DateField(label="出生日期", required=False, widget=_DAY)
    phone = forms.RegexField(r"^1[3-9]\d{9}$", label="联系电话", required=False, error_messages={"invalid": "手机号应是 1 开头的 11 位数字。"})
    nation = forms.ChoiceField(label="民族", required=False, choices=_labels(NATION.labels))
    schooling = forms.ChoiceField(label="文化程度", required=False, choices=_labels(SCHOOLING.labels))
    student = forms.ChoiceField(label="在校生状况", required=False, choices=_labels(STUDENT.labels))
    labour = forms.ChoiceField(label="劳动技能", required=False, choices=_labels(LABOUR.labels))
    health = forms.ChoiceField(label="健康状况", required=False, choices=_labels(HEALTH.labels))
    since = forms.DateField(label="从哪天起", required=False, widget=_DAY, help_text="情况变了就填变化的日期；一直就写错了的，不填。")
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 2}), max_length=500, help_text="依据什么改的，如“对照户口簿”。")
    seen = forms.UUIDField(widget=forms.HiddenInput)

    @property
    def changes(self) -> dict[str, Any]:
        """Column → clear value, of what was filled in."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("since", "reason", "seen") and value not in ("", None)}

    @classmethod
    def of(cls, person: PersonRow) -> "CorrectForm":
        """An empty form for a person as they were seen."""
        return cls(initial={"seen": person.recorded_in})


class LeaveForm(forms.Form):
    """Why and when a person left the register."""

    kind = forms.ChoiceField(label="去向", choices=list(DEPARTURES.items()))
    on = forms.DateField(label="日期", widget=_DAY)
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 2}), max_length=500)


class UnmaskForm(forms.Form):
    """Which number is to be shown whole, and why."""

    column = forms.ChoiceField(choices=[("id_number", "证件号码"), ("phone", "联系电话")])
    reason = forms.CharField(label="为什么要看", max_length=200)
