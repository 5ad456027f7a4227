"""What a roster is asked for, as a page puts it: which people or households, on which day, as known on which day, since when."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from bangfu.facts.forms import DayField
from bangfu.facts.models import AsOf
from bangfu.lists.pasted import PastedColumn
from bangfu.organization.actor import Actor
from bangfu.organization.queries import places_tagged
from bangfu.registry import columns as described
from bangfu.registry.queries import Asked
from bangfu.rules.status import FAMILIES, NOT_ASSISTED

_CUT_COLUMNS = (
    "labour", "student", "schooling", "health", "disability_kind", "disability_grade", "relation", "political", "minimum_living", "destitute_support",
    "resident_medical", "worker_medical", "works",
)


def _statuses() -> list[Any]:
    """Every label of every family, under the family's word."""
    choices: list[Any] = [("", "全部")]
    for family in FAMILIES.values():
        labels = [label for label in family.codes.labels if label != NOT_ASSISTED]
        whole = [(f"{family.slug}:", f"有{family.word}的")] if family.slug != "assisted" else []
        choices.append((family.word, [*whole, *((f"{family.slug}:{label}", label) for label in labels)]))
    return [*choices, ("其余", [(f"assisted:{NOT_ASSISTED}", NOT_ASSISTED)])]


def _cuts() -> list[Any]:
    """Every label of the columns people are told apart by."""
    choices: list[Any] = [("", "不限")]
    for name in _CUT_COLUMNS:
        column = described.PERSON[name]
        labels = column.codes.labels if column.codes else ("是", "否")
        choices.append((column.word, [(f"{name}={label}", f"{label}" if column.codes else f"{column.word}：{label}") for label in labels]))
    return choices


class RosterForm(forms.Form):
    """The filters of a roster; all may stay empty."""

    by = forms.ChoiceField(label="看", choices=[("", "人"), ("household", "户")], required=False)
    words = forms.CharField(label="姓名或户编号", required=False, max_length=60)
    status = forms.ChoiceField(label="身份", choices=_statuses, required=False)
    tag = forms.ChoiceField(label="村的标签", required=False)
    cut = forms.ChoiceField(label="条件", choices=_cuts, required=False)
    group = forms.CharField(label="村民组", required=False, max_length=40)
    own_header = forms.CharField(label="来表里的列", required=False, max_length=60, widget=forms.TextInput(attrs={"list": "own-headers"}))
    own_value = forms.CharField(label="写的是", required=False, max_length=80)
    as_of = DayField(label="情况截至", required=False)
    known_on = DayField(label="按哪天知道的", required=False)
    since = DayField(label="与哪天比", required=False)

    def __init__(self, *args: Any, tags: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tag"].choices = [("", "不限"), *((tag, tag) for tag in tags)]   # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        since, until = data.get("since"), data.get("as_of") or timezone.localdate()
        if since and since >= until:
            self.add_error("since", "要比“情况截至”早。")
        return data

    @property
    def by_household(self) -> bool:
        """Whether households are listed instead of people."""
        return bool(self.cleaned_data.get("by") == "household")

    @property
    def compared_with(self) -> date | None:
        """The day to compare with."""
        return self.cleaned_data.get("since")

    @property
    def is_folded_out(self) -> bool:
        """Whether one of the rarer filters is set, so that the page shows them."""
        return any(self.cleaned_data[name] for name in ("tag", "cut", "group", "own_header", "as_of", "known_on", "since"))

    def asked(self, by: Actor, place: str, pasted: PastedColumn | None = None) -> Asked:
        """The question. A tag means the places that had it on the day asked about; `pasted` narrows it to those a pasted column names."""
        data = self.cleaned_data
        name, _, label = data["cut"].partition("=")
        known = timezone.make_aware(datetime.combine(data["known_on"], time.max)) if data["known_on"] else None
        days = AsOf(data["as_of"], known)
        places = places_tagged(by, data["tag"], days) if data["tag"] else None
        return Asked(
            place, status=data["status"], places=places, cuts={name: label} if name else {}, group=data["group"], words=data["words"],
            own=(data["own_header"], data["own_value"]), as_of=days, pasted=pasted,
        )

    @property
    def kept(self) -> dict[str, str]:
        """The filters that are set, as a form would send them again."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    def words_of_it(self) -> str:
        """What was asked, in words, for a title or the journal. What somebody typed to find people by (a name, the word in an own column) is not said:
        it may name a person, and the journal forgets nothing."""
        data, statuses, cuts = self.cleaned_data, dict(_flat(_statuses())), dict(_flat(_cuts()))
        own = f"按“{data['own_header']}”列" if data["own_header"] else "按查找" if data["words"] else ""
        told = [statuses.get(data["status"], ""), data["tag"], cuts.get(data["cut"], "") if data["cut"] else "", data["group"], own]
        days = [f"截至{data['as_of'] or timezone.localdate()}", f"按{data['known_on']}知道的" if data["known_on"] else ""]
        return "，".join(str(part) for part in [*told, *days] if part)


def _flat(choices: list[Any]) -> list[tuple[str, str]]:
    return [pair for value, label in choices for pair in (label if isinstance(label, list) else [(value, label)])]


class DaysForm(forms.Form):
    """The day the file is told of, and the day on which it was known."""

    day = DayField(label="情况截至", required=False)
    known = DayField(label="按哪天知道的", required=False)

    @property
    def as_of(self) -> AsOf:
        """What the form asks about; a day of knowledge counts to its end."""
        day, known = (self.cleaned_data.get(name) if self.is_valid() else None for name in ("day", "known"))
        return AsOf(day, timezone.make_aware(datetime.combine(known + timedelta(days=1), time.min)) if known else None)
