"""The day a file is told of, and the day on which that was known."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone

from bangfu.facts.models import NOW, AsOf
from bangfu.registry.forms.fields import DAY


class AsOfForm(forms.Form):
    """Two days, both of which may stay empty: then it is today as known now."""

    day = forms.DateField(label="情况截至", required=False, widget=DAY)
    known = forms.DateField(label="按哪天知道的", required=False, widget=DAY)

    @property
    def as_of(self) -> AsOf:
        """What the form asks about; a day of knowledge counts to its end. What is no day asks about today."""
        day, known = (self.cleaned_data.get(name) if self.is_valid() else None for name in ("day", "known"))
        return AsOf(day, timezone.make_aware(datetime.combine(known + timedelta(days=1), time.min)) if known else None)

    @property
    def is_now(self) -> bool:
        """Whether it is today as known now."""
        return self.as_of == NOW
