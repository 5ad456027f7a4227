"""Forms about one person."""

from django import forms

from bangfu.facts.forms import DayField
from bangfu.registry.actions import DEPARTURES


class LeaveForm(forms.Form):
    """Why and when a person left the register."""

    kind = forms.ChoiceField(label="去向", choices=list(DEPARTURES.items()))
    on = DayField(label="日期")
    document = forms.CharField(label="凭据", required=False, max_length=120, help_text="如死亡证明、户口迁移证的编号。")
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 2}), max_length=500)


class UnmaskForm(forms.Form):
    """Which number is to be shown whole, and why."""

    column = forms.ChoiceField(choices=[("id_number", "证件号码"), ("phone", "联系电话")])
    reason = forms.CharField(label="为什么要看", max_length=200)
