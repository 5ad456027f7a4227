"""Form fields made of the register's columns, so that a column is described once."""

from datetime import date
from typing import Any

from django import forms

from bangfu.facts.forms import DayField
from bangfu.registry.columns import Column
from bangfu.rules.dates import read_month
from bangfu.rules.money import Money
from bangfu.rules.refusal import Refused

NOTHING = "（不清楚）"
MONTHS = ("identified_on", "first_identified", "work_from", "work_to")
LONGEST_NUMBER = 60


class MoneyInput(forms.CharField):
    """An amount in yuan as people type it; `Money`, or None for nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.typed if isinstance(value, Money) else value

    def clean(self, value: Any) -> Money | None:
        text = super().clean(value)
        try:
            return Money.read(text) if text else None
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused


class MonthField(forms.CharField):
    """A month; its first day, or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"type": "month"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, date) else value

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        try:
            return read_month(text) if text else None
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused


class SetField(forms.MultipleChoiceField):
    """Several labels, joined by 、 as a record keeps them."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        return [one for one in value.split("、") if one] if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return "、".join(super().clean(value))


def field_of(column: Column, value: Any = None, *, masked: str = "") -> forms.Field:
    """The field of a column, not required; `value` is what the record holds, so that a strange label of a delivered list can stay; `masked` a sealed
    number as it is shown."""
    common: dict[str, Any] = {"label": column.word.partition("（")[0] if column.kind != "money" else column.word, "required": False}
    match column.kind:
        case "label" | "yes_no":
            return forms.ChoiceField(choices=_choices(column, value), **common)
        case "labels":
            labels = [one for one in SetField.prepare_value(SetField(), value or "") if column.codes and one not in column.codes.labels]
            return SetField(choices=[(one, one) for one in (*(column.codes.labels if column.codes else ()), *labels)], **common)
        case "day":
            return MonthField(**common) if column.name in MONTHS else DayField(**common)
        case "whole":
            return forms.IntegerField(min_value=0, **common)
        case "quantity":
            return forms.DecimalField(min_value=0, decimal_places=2, **(common | {"label": column.word}))
        case "money":
            return MoneyInput(**common)
        case "number":
            told = f"现在是 {masked}。空着不变，填“无”清空。" if masked else "现在没有。"
            return forms.CharField(max_length=LONGEST_NUMBER, help_text=told, widget=forms.TextInput(attrs={"autocomplete": "off"}), **common)
    return forms.CharField(max_length=column.most or None, **common)


def _choices(column: Column, value: Any) -> list[tuple[str, str]]:
    labels = column.codes.labels if column.codes else ("是", "否")
    strange = [value] if value and value not in labels else []
    return [("", NOTHING), *((one, one) for one in (*strange, *labels))]
