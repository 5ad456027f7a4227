"""Forms about what a household counts as, what threatens it, why it was poor, and what it is guaranteed."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from bangfu.facts.forms import DayField
from bangfu.registry.forms.households import HouseholdForm, document_field, reason_field
from bangfu.rules.codes import CAUSE, DISASTER, GUARANTEE, GUARANTEE_STATE, RISK, RISK_ENDING
from bangfu.rules.status import FAMILIES


def _choices(labels: Iterable[str], blank: str = "") -> list[tuple[str, str]]:
    return [*([("", blank)] if blank else []), *((one, one) for one in labels)]


class StatusForm(HouseholdForm):
    """What a household counts as from a day on: one choice of all families' labels."""

    status = forms.ChoiceField(label="身份", choices=[
        ("", "选身份"), *((one.word, [(f"{slug}:{label}", label) for label in one.codes.labels]) for slug, one in FAMILIES.items()),
    ])
    since = DayField(label="从哪天起")
    document = document_field()
    reason = forms.CharField(label="说明", required=False, max_length=500)

    @property
    def arguments(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        family, _, word = told.pop("status").partition(":")
        return {**told, "family": family, "word": word}


class EndStatusForm(HouseholdForm):
    """A household counts as nothing of a family from a day on."""

    family = forms.ChoiceField(label="哪种身份")
    on = DayField(label="哪天结束")
    ended_how = forms.ChoiceField(label="怎么结束的", required=False, choices=_choices(RISK_ENDING.labels, "（不填）"))
    document = document_field()
    reason = forms.CharField(label="说明", required=False, max_length=500)

    def prepare(self) -> None:
        lasting = [one for one in self.file.spells.statuses if one.lasts] if self.file else []
        self.fields["family"].choices = [(one.family, f"{one.word}：{one.label}") for one in lasting]   # type: ignore[attr-defined]


class MendStatusForm(HouseholdForm):
    """A status was wrong all along."""

    status = forms.ChoiceField(label="哪一条登记错了")
    word = forms.ChoiceField(label="应该是", required=False, choices=[
        ("", "（从来没有过）"), *((one.word, _choices(one.codes.labels)) for one in FAMILIES.values()),
    ])
    document = document_field()
    reason = reason_field()

    def prepare(self) -> None:
        rows = self.file.spells.statuses if self.file else ()
        self.fields["status"].choices = [(str(one.id), f"{one.label}（{one.valid_from} 起）") for one in rows]   # type: ignore[attr-defined]

    @property
    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "status": UUID(self.cleaned_data["status"])}


class RiskForm(HouseholdForm):
    """A risk of falling into poverty is recognised."""

    word = forms.ChoiceField(label="风险", choices=_choices(RISK.labels, "选风险"))
    sub_kind = forms.ChoiceField(label="灾害种类", required=False, choices=_choices(DISASTER.labels, "（不是自然灾害）"))
    remark = forms.CharField(label="说明", required=False, max_length=120, help_text="选“其他”的一定要写。")
    since = DayField(label="从哪天起")
    document = document_field()


class EndRiskForm(HouseholdForm):
    """A risk is over."""

    risk = forms.ChoiceField(label="哪项风险")
    ended_how = forms.ChoiceField(label="怎么消除的", choices=_choices(RISK_ENDING.labels))
    on = DayField(label="哪天")
    document = document_field()

    def prepare(self) -> None:
        lasting = [one for one in self.file.spells.risks if one.lasts] if self.file else []
        self.fields["risk"].choices = [(str(one.id), f"{one.label}（{one.valid_from} 起）") for one in lasting]   # type: ignore[attr-defined]

    @property
    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "risk": UUID(self.cleaned_data["risk"])}


class CausesForm(HouseholdForm):
    """Why a household was poor."""

    main = forms.ChoiceField(label="主要致贫原因", choices=_choices(CAUSE.labels, "选原因"))
    second = forms.ChoiceField(label="其他原因", required=False, choices=_choices(CAUSE.labels, "（没有）"))
    third = forms.ChoiceField(label="其他原因", required=False, choices=_choices(CAUSE.labels, "（没有）"))
    since = DayField(label="从哪天起")
    document = document_field()

    def prepare(self) -> None:
        for one in self.file.spells.causes if self.file else ():
            if one.lasts:
                self.initial.setdefault(("main", "second", "third")[int(one.family) - 1], one.label)

    @property
    def arguments(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        return {"words": [told.pop(name) for name in ("main", "second", "third")], **told}


class GuaranteeForm(HouseholdForm):
    """Whether a household has one of the guarantees, and what is done where it has not."""

    word = forms.ChoiceField(label="哪一项", choices=_choices(GUARANTEE.labels))
    state = forms.ChoiceField(label="状况", choices=_choices(GUARANTEE_STATE.labels))
    handling = forms.CharField(label="没有保障的怎么办", required=False, max_length=60, help_text="如“列入2026年危房改造”。")
    since = DayField(label="从哪天起")
    document = document_field(required=False)
    reason = reason_field()
