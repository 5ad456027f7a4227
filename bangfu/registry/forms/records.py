"""Correcting a record: every column in its group, filled with what the record holds. What is sent is what differs from what was seen."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from bangfu.facts.forms import DayField
from bangfu.organization.actor import Actor
from bangfu.registry.columns import HOUSEHOLD, PERSON, Column, by_group, empty
from bangfu.registry.forms.fields import field_of
from bangfu.registry.queries import Seen
from bangfu.rules.powers import may_write

WRONG, CHANGED = "wrong", "changed"
CLEARED = ("无", "没有")


class CorrectForm(forms.Form):
    """The columns of one record as `seen`. A column that is not sent at all is left alone; `whole` says that ticks left empty were taken away."""

    how = forms.ChoiceField(label="为什么改", choices=[(WRONG, "一直就写错了"), (CHANGED, "情况变了")], widget=forms.RadioSelect, initial=WRONG, required=False)
    since = DayField(label="从哪天起变的", required=False)
    reason = forms.CharField(label="依据", max_length=500, help_text="依据什么改的，如“对照户口簿”“入户看过”。")
    seen = forms.UUIDField(widget=forms.HiddenInput)
    whole = forms.CharField(widget=forms.HiddenInput, required=False, initial="1")

    def __init__(self, columns: Mapping[str, Column], seen: Seen, data: Any = None) -> None:
        super().__init__(data, initial={"seen": seen.recorded_in, **seen.values})
        self.columns, self.known = columns, seen
        for name, column in columns.items():
            self.fields[name] = field_of(column, seen.values.get(name), masked=seen.masked.get(name, ""))

    @property
    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """(heading, its fields) in the order of the columns."""
        return [(group, [self[column.name] for column in those]) for group, those in by_group(self.columns)]

    @property
    def wrong_groups(self) -> set[str]:
        """Headings of groups in which something is wrong, which the page shows opened."""
        return {self.columns[name].group for name in self.errors if name in self.columns}

    @property
    def arguments(self) -> dict[str, Any]:
        """What the action is told, of a valid form: the changes, the day, the reason, the version seen."""
        data = self.cleaned_data
        return {"changes": self._changes(), "reason": data["reason"], "since": self._since(), "seen": data["seen"]}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("how") == CHANGED and not data.get("since"):
            self.add_error("since", "情况变了的，请填从哪天起变的。")
        return data

    def _since(self) -> date | None:
        """A form that does not say how, but names a day, means that it changed."""
        return self.cleaned_data["since"] if self.cleaned_data["how"] != WRONG else None

    def _changes(self) -> dict[str, Any]:
        return {name: self._said(column) for name, column in self.columns.items() if self._was_sent(column) and self._differs(column)}

    def _was_sent(self, column: Column) -> bool:
        return column.name in self.data or (column.kind == "labels" and bool(self.data.get("whole")))

    def _differs(self, column: Column) -> bool:
        said = self.cleaned_data[column.name]
        if column.kind == "number":
            return bool(said) and (said not in CLEARED or bool(self.known.masked.get(column.name)))
        return bool((empty(column) if said in (None, "") else said) != self.known.values.get(column.name))

    def _said(self, column: Column) -> Any:
        said = self.cleaned_data[column.name]
        return "" if column.kind == "number" and said in CLEARED else said


def household_form(by: Actor, seen: Seen, data: Any = None) -> CorrectForm:
    """The form that corrects a household, of the columns the asker may write."""
    return CorrectForm({name: one for name, one in HOUSEHOLD.items() if may_write(by.role, f"household.{name}")}, seen, data)


def person_form(by: Actor, seen: Seen, data: Any = None) -> CorrectForm:
    """The form that corrects a person, of the columns the asker may write."""
    return CorrectForm({name: one for name, one in PERSON.items() if may_write(by.role, f"person.{name}")}, seen, data)
