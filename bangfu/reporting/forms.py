"""Forms of 数字."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone

from bangfu.facts.forms import DayField
from bangfu.facts.models import AsOf


class DaysForm(forms.Form):
    """The pair of days a figure is asked for, both empty is now; and the tag of the places it is cut to."""

    as_of = DayField(label="情况截至", required=False)
    known_on = DayField(label="按哪天知道的", required=False)
    tag = forms.ChoiceField(label="村的标签", required=False)

    def __init__(self, *args: Any, tags: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tag"].choices = [("", "不限"), *((tag, tag) for tag in tags)]   # type: ignore[attr-defined]

    @property
    def days(self) -> AsOf:
        """The days asked for; a knowledge day means its end."""
        if not self.is_valid():
            return AsOf()
        known = self.cleaned_data["known_on"]
        return AsOf(self.cleaned_data["as_of"], timezone.make_aware(datetime.combine(known, time.max)) if known else None)

    @property
    def cut(self) -> str:
        """The tag."""
        return str(self.cleaned_data["tag"]) if self.is_valid() else ""

    @property
    def query(self) -> str:
        """What is set, as a query string, for links."""
        return urlencode({name: str(value) for name, value in self.cleaned_data.items() if value}) if self.is_valid() else ""

    def on(self, day: date) -> str:
        """The same cut on another day as known now, as a query string."""
        return urlencode({"as_of": day.isoformat(), **({"tag": self.cut} if self.cut else {})})
