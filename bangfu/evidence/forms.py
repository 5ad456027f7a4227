"""Forms of 佐证."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from bangfu.evidence.filing import PaperKind
from bangfu.evidence.given import MAX_BYTES
from bangfu.facts.forms import DayField


class KeepForm(forms.Form):
    """A paper to be kept: which kind, the file, the day it speaks of. `kinds` are those the page offers, in filing order.

    The file is read by whoever owns the page, and given to `actions.keep_paper` with `chosen`.
    """

    kind = forms.ChoiceField(label="是哪种材料")
    file = forms.FileField(
        label="照片或 PDF", widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),   # with it an iPhone sends JPEG
        error_messages={"required": "请选择照片或 PDF。", "empty": "文件是空的，请检查是不是选错了文件。"},
    )
    taken_on = DayField(label="材料日期", required=False, help_text="材料上写的日期，或拍照的那天。")
    note = forms.CharField(label="说明", required=False, max_length=200)

    def __init__(self, *args: Any, kinds: Sequence[PaperKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {one.slug: one for one in kinds}
        grouped = groupby(kinds, key=lambda one: one.group)
        self.fields["kind"].choices = [(group, [(one.slug, one.word) for one in those]) for group, those in grouped]  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile:
        """Refuses what is too large before it is read."""
        given: UploadedFile = self.cleaned_data["file"]
        if (given.size or 0) > MAX_BYTES:
            raise forms.ValidationError(f"文件超过 {MAX_BYTES // 1048576} MB；请拍照上传，或分成几份再传。")
        return given

    @property
    def chosen(self) -> PaperKind:
        """The kind that was chosen, of a valid form."""
        return self.kinds[self.cleaned_data["kind"]]


class WithdrawForm(forms.Form):
    """Why a paper is taken out of its file."""

    reason = forms.CharField(max_length=500, error_messages={
        "required": "请写明为什么撤下，比如“拍错了户”。", "max_length": "理由最多 500 个字，请写短一些。",
    })
