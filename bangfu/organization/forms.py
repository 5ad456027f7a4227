"""Forms of 地方."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from bangfu.facts.forms import DayField
from bangfu.facts.models import AsOf
from bangfu.organization.changing import Line, read_lines
from bangfu.rules.money import Money
from bangfu.rules.policy_figure import KINDS
from bangfu.rules.refusal import Refused

GROUP_KINDS = [("group", "村民组"), ("hamlet", "自然村")]
USUAL_TAGS = ("省定贫困村", "分散贫困村", "出列村", "坝区", "易地搬迁安置区")


def cleaned(form: forms.Form) -> dict[str, Any]:
    """The values of a form. Refused with its first fault, under the label of its field."""
    if form.is_valid():
        return form.cleaned_data
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    raise Refused(f"“{label}”：{errors[0]}" if label else str(errors[0]), field=name)


def _today() -> str:
    return timezone.localdate().isoformat()


class NewGridForm(forms.Form):
    """A grid to be added."""

    name = forms.CharField(label="网格名称", max_length=60, help_text="代码由系统接着编。")
    since = DayField(label="从哪天起", initial=_today)


class NewGroupForm(forms.Form):
    """A 村民组 or 自然村 to be added."""

    name = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="种类", choices=GROUP_KINDS)
    since = DayField(label="从哪天起", initial=_today)


class RenameForm(forms.Form):
    """Another name; `on` for what has a code of its own."""

    name = forms.CharField(label="新名称", max_length=60)
    on = DayField(label="从哪天起", initial=_today)


class CloseForm(forms.Form):
    """The last day, and why."""

    on = DayField(label="从哪天起撤销", initial=_today)
    reason = forms.CharField(label="依据", max_length=120, help_text="文号、会议纪要或缘由。")


class TagForm(forms.Form):
    """A tag by a document."""

    tag = forms.CharField(label="标签", max_length=30, widget=forms.TextInput(attrs={"list": "usual-tags", "autocomplete": "off"}))
    since = DayField(label="从哪天起")
    document = forms.CharField(label="文号", max_length=120)


class UntagForm(forms.Form):
    """The end of a tag."""

    on = DayField(label="从哪天起取消", required=False, help_text="本来就不该有的，空着。")
    document = forms.CharField(label="依据", max_length=120, help_text="文号或缘由。")


class TaggedForm(forms.Form):
    """Which tag, on which day, as known on which day."""

    tag = forms.CharField(label="标签", required=False)
    as_of = DayField(label="情况截至", required=False)
    known_on = DayField(label="按哪天知道的", required=False)

    @property
    def days(self) -> AsOf:
        """The days asked for; a knowledge day means its end."""
        if not self.is_valid():
            return AsOf()
        known = self.cleaned_data["known_on"]
        return AsOf(self.cleaned_data["as_of"], timezone.make_aware(datetime.combine(known, time.max)) if known else None)


class ChangeForm(forms.Form):
    """A change of places: lines, the day, the document, why."""

    lines = forms.CharField(label="变更内容，一行一个", widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}))
    on = DayField(label="从哪天起", initial=_today)
    document = forms.CharField(label="批复文号", max_length=120)
    reason = forms.CharField(label="说明", max_length=200, required=False)

    def clean_lines(self) -> list[Line]:
        """The lines read; what cannot be read is said under the field."""
        try:
            return read_lines(self.cleaned_data["lines"])
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused


class FigureForm(forms.Form):
    """A policy figure by a document."""

    kind = forms.ChoiceField(label="种类", choices=[("", "请选择"), *((one.slug, f"{one.word}（{one.unit}）") for one in KINDS.values())])
    year = forms.IntegerField(label="年度", min_value=1978, max_value=2099)
    amount = forms.CharField(label="金额（元）", max_length=20)
    document = forms.CharField(label="文号", max_length=120)
    valid_from = DayField(label="从哪天起执行")
    valid_to = DayField(label="到哪天为止", required=False, help_text="文件写明停止执行的才填；一般到下一个标准为止。")

    def clean_amount(self) -> Money:
        """The amount in fen."""
        try:
            return Money.read(self.cleaned_data["amount"])
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused


class CorrectFigureForm(FigureForm):
    """What was entered wrong; kind and days stay."""

    reason = forms.CharField(label="为什么更正", max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "valid_from", "valid_to"):
            del self.fields[name]
