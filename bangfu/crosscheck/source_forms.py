"""The form with which a county says how it uses a source."""

from django import forms

from bangfu.crosscheck.source_queries import SourceRow
from bangfu.rules.rhythm import LATEST_BY, WORDS


class SourceForm(forms.Form):
    """One source: used or not, who answers, how often."""

    source = forms.CharField(widget=forms.HiddenInput)
    used = forms.BooleanField(label="参加核对", required=False, help_text="不勾：下次核对不再读这份名单。")
    office = forms.CharField(label="提供单位", max_length=60)
    owner = forms.CharField(label="负责人", max_length=60, required=False, help_text="迟了找谁催。")
    every = forms.ChoiceField(label="多久一次", choices=list(WORDS.items()))
    by_day = forms.IntegerField(label="第几天前", min_value=1, max_value=LATEST_BY, help_text="每月几日前，或每季度、每学期开始后几天内。")
    reason = forms.CharField(label="为什么改", max_length=200)

    @classmethod
    def of(cls, row: SourceRow) -> "SourceForm":
        """With what holds now."""
        return cls(auto_id="source_%s", initial={
            "source": row.source.slug, "used": row.used, "office": row.office, "owner": row.owner, "every": row.rhythm.every, "by_day": row.rhythm.by,
        })
