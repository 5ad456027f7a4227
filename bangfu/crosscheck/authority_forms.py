"""The form with which a county says whom it believes about one column: a place for each source, blank for one that is not believed."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from bangfu.crosscheck.queries import AuthorityRow
from bangfu.crosscheck.sources import Source

PLACE = "place_"   # before a source's slug in the name of its field


class AuthorityForm(forms.Form):
    """The places of the sources of one column, and why they are changed."""

    reason = forms.CharField(label="为什么改", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), required=False, help_text="先看效果不用写，改的时候要写。")

    def __init__(self, known: AuthorityRow, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="set_%s")
        self.sources = (*known.believed, *known.left_out)
        for at, one in enumerate(self.sources, start=1):
            self.fields[PLACE + one.slug] = forms.IntegerField(
                label=f"{one.word}排第几", min_value=1, max_value=99, required=False, initial=at if one in known.believed else None,
            )
        self.order_fields([*(PLACE + one.slug for one in self.sources), "reason"])

    def places(self) -> Iterator[tuple[Source, forms.BoundField]]:
        """Each source with its field, as the table shows them."""
        for one in self.sources:
            yield one, self[PLACE + one.slug]

    def clean(self) -> dict[str, Any]:
        """Two at one place are asked about again."""
        said = super().clean() or self.cleaned_data
        taken: dict[int, Source] = {}
        for one in self.sources:
            place = said.get(PLACE + one.slug)
            if place in taken:
                self.add_error(PLACE + one.slug, f"和“{taken[place].word}”排在同一位，请分出先后。")
            elif place is not None:
                taken[place] = one
        return said

    @property
    def believed(self) -> list[str]:
        """The sources that have a place, the first first."""
        placed = [(place, one.slug) for one in self.sources if (place := self.cleaned_data[PLACE + one.slug]) is not None]
        return [slug for _, slug in sorted(placed)]
