"""Forms of 主体."""

from typing import Any

from django import forms
from django.utils import timezone

from bangfu.facts.forms import DayField
from bangfu.registry.queries.bodies import BodyRow
from bangfu.rules.codes import BODY_KIND

_KINDS = [(label, label) for label in BODY_KIND.labels]


class BodyForm(forms.Form):
    """A body as it is typed in. What each value may be is said by the action, with its sentence at the field."""

    name = forms.CharField(label="名称", max_length=100)
    kind = forms.ChoiceField(label="类型", choices=_KINDS)
    credit_code = forms.CharField(label="统一社会信用代码", required=False, max_length=40, help_text="18 位，照营业执照或登记证。种养大户这样没有证的，空着。")
    head = forms.CharField(label="负责人", required=False, max_length=60)
    phone = forms.CharField(label="联系电话", required=False, max_length=40)
    address = forms.CharField(label="地址", required=False, max_length=120)
    business = forms.CharField(label="主营", required=False, max_length=120)
    founded_on = DayField(label="成立日期", required=False)
    since = DayField(label="从哪天起在册")
    reason = forms.CharField(label="依据", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="依据什么登记的，如“看了营业执照”。")

    @classmethod
    def empty(cls) -> "BodyForm":
        """A form for a body from today on."""
        return cls(initial={"since": timezone.localdate()})

    @property
    def values(self) -> dict[str, Any]:
        """Column → clear value."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("since", "reason")}


class CorrectBodyForm(BodyForm):
    """What is to be corrected of a body: it shows what was seen, and what was altered is sent back. The phone is shown nowhere, so an empty one stays."""

    since = DayField(label="从哪天起", required=False, help_text="情况变了就填变化的日期；一直就写错了的，不填。")
    seen = forms.UUIDField(widget=forms.HiddenInput)
    COLUMNS = ("name", "kind", "credit_code", "head", "phone", "address", "business", "founded_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "依据什么改的，如“对照营业执照”。"
        self.fields["phone"].help_text = "不改就空着。"
        for name in self.COLUMNS:
            self.fields[name].show_hidden_initial = True   # what was seen comes back with what was typed

    @classmethod
    def of(cls, body: BodyRow) -> "CorrectBodyForm":
        """The form for a body as it was seen."""
        kept = {name: getattr(body, name) for name in cls.COLUMNS if name != "phone"}
        return cls(initial={**kept, "seen": body.recorded_in})

    @property
    def changes(self) -> dict[str, Any]:
        """Column → clear value, of what was altered."""
        return {name: self.cleaned_data[name] for name in self.COLUMNS if name in self.changed_data}


class CloseBodyForm(forms.Form):
    """Since when a body is no more, and how that is known."""

    on = DayField(label="哪天起没有了")
    reason = forms.CharField(label="依据", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
