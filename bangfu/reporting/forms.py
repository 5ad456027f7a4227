"""Forms of 数字."""

from datetime import datetime, time

from django import forms
from django.utils import timezone

from bangfu.facts.models import AsOf

_DAY = forms.DateInput(attrs={"type": "date"})


class DaysForm(forms.Form):
    """The pair of days a figure is asked for; both empty is now."""

    as_of = forms.DateField(label="情况截至", required=False, widget=_DAY)
    known_on = forms.DateField(label="按哪天知道的", required=False, widget=_DAY)

    @property
    def days(self) -> AsOf:
        """The days asked for; a knowledge day means its end."""
        if not self.is_valid():
            return AsOf()
        known = self.cleaned_data["known_on"]
        return AsOf(self.cleaned_data["as_of"], timezone.make_aware(datetime.combine(known, time.max)) if known else None)
