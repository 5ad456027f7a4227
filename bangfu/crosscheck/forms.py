"""Forms with which findings are settled."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from bangfu.crosscheck.checks.words import fixed_column, way_word
from bangfu.crosscheck.models import Batch
from bangfu.crosscheck.proofs import Proof
from bangfu.crosscheck.queries import FindingFile, SetCheck
from bangfu.evidence.given import MAX_BYTES
from bangfu.facts.forms import DayField
from bangfu.registry.actions import DEPARTURES
from bangfu.registry.columns import Column
from bangfu.registry.forms.fields import field_of

# way of settling → the fields it needs; the person and the reason are asked for in every way
NEEDS = {"leave": ("kind", "on"), "add": ("household_number", "since")}


def _changed(column: Column) -> forms.Field:
    """The field of a corrected value."""
    field = field_of(column)
    field.label, field.required = f"{column.word}改为", True
    if column.name == "id_number":
        field.help_text = "18 位；性别和出生日期会跟着改。"
    return field


class CorrectForm(forms.Form):
    """One way of correcting, with the fields it needs."""

    how = forms.CharField(widget=forms.HiddenInput)
    person = forms.ChoiceField(label="改谁")
    kind = forms.ChoiceField(label="去向", choices=[("", "请选择"), *DEPARTURES.items()])
    on = DayField(label="哪一天")
    household_number = forms.CharField(label="补录进哪一户（户编号）", max_length=40)
    since = DayField(label="从哪一天起在册")
    reason = forms.CharField(label="凭什么改", widget=forms.Textarea(attrs={"rows": 2}), max_length=500, help_text="如“看了户口簿原件”。")
    proof = forms.FileField(
        label="凭据的照片或 PDF", required=False, widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
        error_messages={"empty": "文件是空的，请检查是不是选错了文件。"}, help_text="存进这一户的佐证。",
    )

    def __init__(
        self, how: str, people: Sequence[tuple[str, str]], data: Mapping[str, Any] | None = None, files: Any = None, *, initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, auto_id=f"{how.replace('%', '%%')}_%s", initial=dict(initial or {}))
        wanted = {"how", "reason", "proof", *NEEDS.get(how, ()), *(["person"] if len(people) > 1 and how != "add" else [])}
        for field in set(self.fields) - wanted:
            del self.fields[field]
        self.way, self.word = how, way_word(how)
        if fixed := fixed_column(how):
            self.fields[fixed[1].name] = _changed(fixed[1])
            self.order_fields(["how", "person", fixed[1].name, "reason", "proof"])
        self.fields["how"].initial = how
        if "person" in self.fields:
            self.fields["person"] = forms.ChoiceField(label="改谁", choices=list(people), initial=people[0][0])

    @property
    def values(self) -> dict[str, Any]:
        """What the correction is given."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("how", "reason", "proof")}

    def clean_proof(self) -> Any:
        """Refuses what is too large before it is read."""
        given = self.cleaned_data["proof"]
        if given and (given.size or 0) > MAX_BYTES:
            raise forms.ValidationError(f"文件超过 {MAX_BYTES // 1048576} MB；请拍照上传，或分成几份再传。")
        return given

    @property
    def proof_given(self) -> Proof | None:
        """What the correction rests on, if it was given."""
        given = self.cleaned_data["proof"]
        return Proof(given.name, given.read()) if given else None


class ExemptForm(forms.Form):
    """Why a finding may stay as it is, and until when."""

    reason = forms.CharField(label="为什么不用改", widget=forms.Textarea(attrs={"rows": 2}), max_length=500, help_text="写清实情和凭据，批的人看得懂。")
    expires_on = DayField(label="到哪天", help_text="最长一年，到期还有疑点会再出现。")

    @classmethod
    def blank(cls) -> "ExemptForm":
        """With a quarter as the usual time."""
        return cls(initial={"expires_on": (timezone.localdate() + timedelta(days=90)).isoformat()}, auto_id="exempt_%s")


class PassForm(forms.Form):
    """To whom a finding is passed on, and what they should do."""

    to_post = forms.ChoiceField(label="转给谁")
    word = forms.CharField(label="要对方办什么", max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text="如“请派出所核实姓名”。")

    def __init__(self, desks: Sequence[tuple[str, str]], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="pass_%s")
        self.fields["to_post"] = forms.ChoiceField(label="转给谁", choices=[("", "请选择"), *desks])


class RenewForm(forms.Form):
    """Why an exemption should go on, and until when."""

    reason = forms.CharField(label="为什么还要豁免", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    expires_on = DayField(label="续到哪天")

    @classmethod
    def blank(cls) -> "RenewForm":
        """With a quarter from today."""
        return cls(initial={"expires_on": (timezone.localdate() + timedelta(days=90)).isoformat()}, auto_id="renew_%s")


class AlikeForm(forms.Form):
    """How many alike are settled: one way, one reason for all."""

    how = forms.ChoiceField(label="怎么办", choices=list(Batch.WAYS.items()), widget=forms.RadioSelect)
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 2}), max_length=500, help_text="一个理由写在每一条上，批的人看得懂。")
    expires_on = DayField(label="豁免到哪天", required=False, help_text="只有豁免要填，最长一年。")

    @classmethod
    def blank(cls) -> "AlikeForm":
        """With the exemption, and a quarter as the usual time."""
        return cls(initial={"how": "exempt", "expires_on": (timezone.localdate() + timedelta(days=90)).isoformat()})


class CheckForm(forms.Form):
    """How one check is set: on or off, its numbers, and why."""

    on = forms.BooleanField(label="开着，每次核对都查", required=False)
    reason = forms.CharField(label="为什么改", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), required=False, help_text="先看效果不用写，改的时候要写。")

    def __init__(self, known: SetCheck, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="set_%s", initial={"on": known.on})
        for one, value in known.values:
            told = f"{one.least.normalize():f} 到 {one.most.normalize():f}，本来是 {one.value.normalize():f}"
            self.fields[one.name] = forms.DecimalField(
                label=f"{one.word}（{one.unit}）" if one.unit else one.word, min_value=one.least, max_value=one.most, initial=f"{value.normalize():f}", help_text=told,
            )
        self.numbers = [one.name for one, _ in known.values]
        self.order_fields(["on", *self.numbers, "reason"])

    def figures(self) -> Iterator[forms.BoundField]:
        """The fields of its numbers."""
        return (self[name] for name in self.numbers)

    @property
    def values(self) -> dict[str, Decimal]:
        """The numbers."""
        return {name: self.cleaned_data[name] for name in self.numbers}


def ways(found: FindingFile, people: Sequence[tuple[str, str]]) -> list[CorrectForm]:
    """One form for each way in which the check says a finding may be corrected."""
    named = {"household_number": found.row.household_number, "since": timezone.localdate().isoformat(), "on": timezone.localdate().isoformat()}
    return [CorrectForm(how, people, initial=named) for how in found.settle]
