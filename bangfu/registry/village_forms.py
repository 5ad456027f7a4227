"""The form of what a village reports of itself: every column of its record, in its groups, filled with what was reported last."""

from typing import Any

from django import forms
from django.utils import timezone

from bangfu.facts.forms import DayField
from bangfu.registry.columns import VILLAGE, Column, by_group
from bangfu.registry.queries.village_reports import Reported
from bangfu.rules.money import Money
from bangfu.rules.refusal import Refused
from bangfu.rules.status import FAMILIES

ALWAYS, SINCE = "always", "since"


class MoneyInput(forms.CharField):
    """An amount in 元, typed as people type it."""

    def clean(self, value: Any) -> Money | None:
        text = super().clean(value)
        try:
            return Money.read(text) if text else None
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused


def _field(column: Column) -> forms.Field:
    match column.kind:
        case "yes_no":
            return forms.ChoiceField(label=column.word, required=False, choices=[("", "没有填"), ("是", "是"), ("否", "否")])
        case "money":
            return MoneyInput(label=column.word, required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
        case "quantity":
            return forms.DecimalField(label=column.word, required=False, min_value=0, decimal_places=2)
    return forms.IntegerField(label=column.word, required=False, min_value=0)


class ReportForm(forms.Form):
    """What a village reports. `how`: it changed on a day, or it was wrong all along; `seen` is the entry of the report that was looked at."""

    how = forms.ChoiceField(label="这次填报", choices=[(SINCE, "情况变了，从这天起"), (ALWAYS, "一直就填错了，改正")], widget=forms.RadioSelect, initial=SINCE)
    since = DayField(label="从哪天起", required=False)
    reporter = forms.CharField(label="填报人", max_length=60)
    reason = forms.CharField(label="说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="数从哪里来，如“村统计台账”。")
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "report_%s", **kwargs})
        self.fields.update({name: _field(column) for name, column in VILLAGE.items()})

    @classmethod
    def of(cls, reported: Reported | None, reporter: str) -> "ReportForm":
        """A form filled with what was reported last; empty for a village that never did."""
        known = {name: _typed(value) for name, value in reported.values.items()} if reported else {}
        return cls(initial=known | {"seen": reported.recorded_in if reported else None, "since": timezone.localdate(), "reporter": reporter})

    def clean(self) -> dict[str, Any]:
        """Without a day something cannot have changed."""
        if self.cleaned_data.get("how") == SINCE and not self.cleaned_data.get("since") and "since" not in self.errors:
            self.add_error("since", "请填从哪天起；一直就填错了的，选“一直就填错了”。")
        return self.cleaned_data

    @property
    def values(self) -> dict[str, Any]:
        """Column → value, None or '' where nothing is known."""
        return {name: self.cleaned_data[name] for name in VILLAGE}

    @property
    def day(self) -> Any:
        """From which day it is so; None: it was wrong all along."""
        return self.cleaned_data["since"] if self.cleaned_data["how"] == SINCE else None

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """(heading, its fields) in the order of the form."""
        return [(group, [self[column.name] for column in columns]) for group, columns in by_group(VILLAGE)]


def _typed(value: Any) -> Any:
    return value.typed if isinstance(value, Money) else value


class PrintForm(forms.Form):
    """Whose files are printed: of every household, or of those that count as something."""

    status = forms.ChoiceField(label="范围", required=False, choices=[
        ("", "全部农户"), *((f"{slug}:{label}", label) for slug, family in FAMILIES.items() for label in family.codes.labels
                            if family.codes.years(label)[1] is None),
    ])
