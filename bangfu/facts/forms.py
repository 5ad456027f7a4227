"""A day as a form asks for it."""

from datetime import date
from typing import Any

from django import forms

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)   # nobody in a register was born before; no paper is good for longer


class DayField(forms.DateField):
    """A day between EARLIEST and LATEST, or None where nothing is required: what lies outside is a slip of the pen, and further out the calendar itself ends."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and not EARLIEST <= value <= LATEST:
            raise forms.ValidationError(f"日期要在{EARLIEST.year}年到{LATEST.year}年之间，请检查年份。")
