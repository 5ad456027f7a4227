"""Forms about a household and who belongs to it."""

from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField

from bangfu.facts.forms import DayField
from bangfu.organization.actor import Actor
from bangfu.organization.queries import places_reached
from bangfu.registry.columns import PERSON
from bangfu.registry.forms.fields import field_of
from bangfu.registry.forms.persons import LeaveForm
from bangfu.registry.queries import HouseholdFile, PersonRow
from bangfu.rules.codes import RELATION
from bangfu.rules.natural_change import arriving_kinds

RELATIONS = [("", "选关系"), *((one, one) for one in RELATION.labels)]
NEWCOMER = ("name", "relation", "id_number", "id_kind", "sex", "birth", "nation", "phone", "schooling", "student", "health")


def reason_field() -> forms.CharField:
    """Why, in words."""
    return forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 2}), max_length=500)


def document_field(**more: Any) -> forms.CharField:
    """The paper a deed rests on."""
    return forms.CharField(**{"label": "依据文件", "max_length": 120, "help_text": "文号或名称，如“青石镇〔2026〕3号”“评议会纪要”。", **more})


class HouseholdForm(forms.Form):
    """A form upon one household as its file shows it. `file` None: the household is in the register no more."""

    def __init__(self, by: Actor, file: HouseholdFile | None, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.by, self.file = by, file
        self.prepare()

    def prepare(self) -> None:
        """Sets the choices that depend on the household."""

    @property
    def members(self) -> tuple[PersonRow, ...]:
        """Who belongs to the household."""
        return self.file.row.members if self.file else ()

    @property
    def arguments(self) -> dict[str, Any]:
        """What the action is told, of a valid form."""
        return dict(self.cleaned_data)

    @property
    def plain_fields(self) -> list[BoundField]:
        """The fields that stand below each other; a form with lines of its own leaves those out."""
        return list(self.visible_fields())


class MemberForm(HouseholdForm):
    """Somebody comes into the household."""

    kind = forms.ChoiceField(label="怎么来的", choices=arriving_kinds())
    on = DayField(label="哪天")
    document = forms.CharField(label="凭据", required=False, max_length=120, help_text="如出生证明、结婚证的编号。")
    reason = reason_field()

    def prepare(self) -> None:
        own = {name: field_of(PERSON[name]) for name in NEWCOMER}
        own["name"].required = own["relation"].required = True
        own["id_number"].help_text, own["phone"].help_text = "有身份证号的，性别和出生日期不用填。", ""
        self.fields = {"kind": self.fields["kind"], "on": self.fields["on"], **own, **{name: self.fields[name] for name in ("document", "reason")}}

    @property
    def arguments(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        values = {name: told.pop(name) for name in NEWCOMER}
        return {**told, "values": {name: value for name, value in values.items() if value not in (None, "")}}


class LeaveHouseholdForm(HouseholdForm, LeaveForm):
    """One member leaves the register."""

    person = forms.ChoiceField(label="谁")

    def prepare(self) -> None:
        self.fields["person"].choices = [(str(one.person), f"{one.name}（{one.relation}）") for one in self.members]   # type: ignore[attr-defined]
        self.order_fields(["person", "kind", "on", "document", "reason"])

    @property
    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "person": UUID(self.cleaned_data["person"])}


class _RelationsForm(HouseholdForm):
    """A line for every member: whether they go along, and as what."""

    everybody = False

    def prepare(self) -> None:
        for nth, one in enumerate(self.members):
            if not self.everybody:
                self.fields[f"goes{nth}"] = forms.BooleanField(label=f"{one.name} 分出去", required=False)
            self.fields[f"as{nth}"] = forms.ChoiceField(label=f"{one.name} 与户主的关系", choices=RELATIONS, required=self.everybody)

    @property
    def lines(self) -> list[tuple[PersonRow, BoundField | None, BoundField]]:
        """(member, tick, relation)."""
        return [(one, None if self.everybody else self[f"goes{nth}"], self[f"as{nth}"]) for nth, one in enumerate(self.members)]

    @property
    def plain_fields(self) -> list[BoundField]:
        return [one for one in self.visible_fields() if not one.name.startswith(("goes", "as"))]

    @property
    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        going = {one.person: data[f"as{nth}"] for nth, one in enumerate(self.members) if self.everybody or data[f"goes{nth}"]}
        return {**{name: value for name, value in data.items() if not name.startswith(("goes", "as"))}, "members": going}


class SplitForm(_RelationsForm):
    """Some members form a household of their own."""

    on = DayField(label="从哪天起")
    number = forms.CharField(label="新户编号", required=False, max_length=40, help_text="全国系统里已有的填上；没有的先空着，本县给一个。")
    document = document_field(required=False)
    reason = reason_field()


class MergeForm(_RelationsForm):
    """All members go into another household."""

    everybody = True
    into = forms.CharField(label="并到哪一户（户编号）", max_length=40)
    on = DayField(label="从哪天起")
    document = document_field(required=False)
    reason = reason_field()


class MoveForm(HouseholdForm):
    """The household lives elsewhere."""

    to = forms.ChoiceField(label="迁到")
    group = forms.CharField(label="村民组", required=False, max_length=40)
    on = DayField(label="从哪天起")
    document = document_field(required=False)
    reason = reason_field()

    def prepare(self) -> None:
        """Villages and grids within reach, grids below their village."""
        reached = [one for level in ("village", "grid") for one in places_reached(self.by, level=level)]
        townships = {one.code: one.name for one in places_reached(self.by, level="township")}
        found = sorted(reached, key=lambda one: one.code)
        self.fields["to"].choices = [   # type: ignore[attr-defined]
            ("", "选村或网格"), *((one.code, f"{townships.get(one.code[:9], '')} {one.name}".strip() if one.level == "village" else f"　{one.name}") for one in found),
        ]
