"""The form of 疑点核实函."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from bangfu.facts.forms import DayField
from bangfu.rules.official_letter import issue_number
from bangfu.rules.refusal import Refused

DAYS = 30   # until when an answer is wanted, unless somebody says otherwise


class LetterForm(forms.Form):
    """What only the writer knows: to whom, number, days, who signs."""

    to = forms.CharField(label="主送", max_length=60, error_messages={"required": "请写主送给谁。"})
    title = forms.CharField(label="标题", max_length=60, error_messages={"required": "请写标题。"})
    number = forms.CharField(label="发文字号", max_length=40, required=False, help_text="如 云农函〔2026〕12号；还没有编号的先空着。")
    signed_by = forms.CharField(label="落款单位", max_length=40, error_messages={"required": "请写落款单位。"})
    on = DayField(label="成文日期", error_messages={"required": "请选成文日期。"})
    due = DayField(label="哪天前办结", error_messages={"required": "请选哪天前办结。"})
    contact = forms.CharField(label="联系人和电话", max_length=60, required=False)
    red_head = forms.CharField(label="红头", max_length=24, required=False, help_text="如 云岫县农业农村局文件；用印好的红头纸打的，空着。")
    with_list = forms.BooleanField(label="附疑点清单", required=False, initial=True)

    @classmethod
    def suggested(cls, title: str, to: str) -> "LetterForm":
        """A fresh form with what can be known."""
        today = timezone.localdate()
        return cls(initial={"title": title, "to": to, "on": today.isoformat(), "due": (today + timedelta(days=DAYS)).isoformat(), "with_list": True})

    def clean_number(self) -> str:
        """With the brackets an official number has."""
        try:
            return issue_number(self.cleaned_data["number"])
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused

    def clean(self) -> dict[str, Any]:
        """A day to be done by is not before the letter."""
        said = super().clean() or {}
        if said.get("on") and said.get("due") and said["due"] < said["on"]:
            self.add_error("due", "办结的日期不能早于成文日期。")
        return said
