"""Forms of 信息采集对照表: which are printed, and how one that has come back is entered: a blank beside each printed field, typed in only where it changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

from bangfu.crosscheck.collecting import DOUBTED, GROUPS, Wanted
from bangfu.crosscheck.collection_actions import LineSaid, Photograph
from bangfu.crosscheck.collection_queries import FormFile, LineFile, PrintedField
from bangfu.evidence.given import MAX_BYTES
from bangfu.facts.forms import DayField
from bangfu.registry.columns import Column, empty, possible
from bangfu.registry.forms.fields import LONGEST_NUMBER, MONTHS
from bangfu.registry.village_forms import PrintForm
from bangfu.rules.codes import YES_NO
from bangfu.rules.collecting import WHICH
from bangfu.rules.dates import read_day, read_month
from bangfu.rules.money import Money
from bangfu.rules.refusal import Refused

EMPTY = "（空）"
CLEARED = ("无", "没有", EMPTY)


class BatchForm(forms.Form):
    """Which forms are printed."""

    whose = forms.ChoiceField(label="哪些户", required=False)
    group = forms.ChoiceField(label="村民组", required=False)
    which = forms.ChoiceField(label="印哪些项目", choices=list(WHICH.items()), initial="doubtful")
    groups = forms.MultipleChoiceField(
        label="只印这几组", required=False, choices=[(one, one) for one in GROUPS],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "beside"}), help_text="一组也不勾，就是全部。",
    )

    def __init__(self, names: list[str], data: Any = None) -> None:
        super().__init__(data, auto_id="batch_%s")
        statuses = list(PrintForm().fields["status"].choices)[1:]   # type: ignore[attr-defined]
        self.fields["whose"].choices = [("", "全部农户"), (DOUBTED, "有疑点的户"), ("monitored:", "监测户"), *statuses]   # type: ignore[attr-defined]
        self.fields["group"].choices = [("", "全村"), *((name, name) for name in names)]   # type: ignore[attr-defined]

    def wanted(self, place: str) -> Wanted:
        """What the action is told, of a valid form."""
        said = self.cleaned_data
        return Wanted(place, said["group"], said["whose"], said["which"], tuple(one for one in GROUPS if one in said["groups"]))


@dataclass(frozen=True)
class Typed:
    """Something that was typed into a blank, as the record keeps it; None or '' clears the field."""

    value: Any


class BlankField(forms.CharField):
    """A blank beside a printed field. Left empty it says nothing (None); “无” clears."""

    def __init__(self, one: PrintedField) -> None:
        self.column = one.column
        super().__init__(label=one.column.word, required=False, widget=_widget(one.column), max_length=500)

    def clean(self, value: Any) -> Typed | None:
        text = super().clean(value).strip()
        if not text:
            return None
        try:
            return Typed(possible(self.column, self._read(text)))
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused
        except (ValueError, InvalidOperation) as error:
            raise forms.ValidationError(f"“{text[:20]}”不是数，“{self.column.word}”请填数字。") from error

    def _read(self, text: str) -> Any:
        if text in CLEARED and not (self.column.codes and text in self.column.codes.labels):
            return empty(self.column)
        if self.column.kind == "number" and len(text) > LONGEST_NUMBER:
            raise Refused(f"“{self.column.word}”写了 {len(text)} 个字，最多 {LONGEST_NUMBER} 个。")
        return _READ.get(self.column.kind, str)(text) if self.column.name not in MONTHS else read_month(text)


_READ: Mapping[str, Callable[[str], Any]] = {"day": read_day, "whole": int, "quantity": Decimal, "money": Money.read}
_HINTS = {"day": "如 19800101", "whole": "数字", "quantity": "数字", "money": "元", "labels": "几个用、隔开", "number": "写全号码"}


def _widget(column: Column) -> forms.Widget:
    """Few words are chosen by their number, everything else is typed."""
    if column.kind in ("label", "yes_no"):
        labels = (column.codes or YES_NO).labels
        return forms.Select(choices=[("", ""), *((label, f"{nth} {label}") for nth, label in enumerate(labels, start=1)), (EMPTY, f"0 {EMPTY}")])
    hint = "如 202605" if column.name in MONTHS else _HINTS.get(column.kind, "")
    return forms.TextInput(attrs={"autocomplete": "off", "placeholder": hint})


@dataclass(frozen=True)
class Block:
    """One subject of a form on the screen: each printed field with its blank, None where the subject is in the register no more."""

    line: LineFile
    fields: tuple[tuple[PrintedField, BoundField | None], ...]


class EntryForm(forms.Form):
    """One returned form. What is typed is a change; `rest` says that everything else was ticked 不变."""

    on = DayField(label="填表日期")
    rest = forms.BooleanField(label="其余都不变", required=False, initial=True)
    photo = forms.FileField(
        label="表的照片或 PDF", required=False, widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
        error_messages={"empty": "文件是空的，请检查是不是选错了文件。"},
    )
    version = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, file: FormFile, data: Any = None, files: Any = None, *, on: Any = None) -> None:
        super().__init__(data, files, initial={"version": file.version, "on": on or timezone.localdate()}, auto_id="f_%s")
        self.file = file
        for line in self._there():
            self.fields[f"seen-{line.position}"] = forms.UUIDField(
                widget=forms.HiddenInput, required=False, initial=line.seen.recorded_in if line.seen else None,
            )
            self.fields |= {f"{line.position}-{one.column.name}": BlankField(one) for one in line.fields}

    def clean(self) -> dict[str, Any]:
        """“全部不变” is said of a form in which nothing was typed."""
        data = super().clean() or {}
        if "all" in self.data:
            data["rest"] = True
            if any(isinstance(one, Typed) for one in data.values()):
                self.add_error(None, "表上填了变更，不能按“全部不变”；请按“保存”，或把填的删掉。")
        return data

    def clean_photo(self) -> Any:
        """Refuses what is too large before it is read."""
        given = self.cleaned_data["photo"]
        if given and (given.size or 0) > MAX_BYTES:
            raise forms.ValidationError(f"文件超过 {MAX_BYTES // 1048576} MB；请拍照上传，或分成几份再传。")
        return given

    @property
    def blocks(self) -> list[Block]:
        """The form as it stands on the screen, in the order of the paper."""
        return [Block(line, tuple((one, self._blank(line, one)) for one in line.fields)) for line in self.file.lines]

    @property
    def said(self) -> dict[int, LineSaid]:
        """What the action is told of each subject, of a valid form."""
        return {
            line.position: LineSaid(
                {one.column.name: typed.value for one in line.fields if (typed := self.cleaned_data[f"{line.position}-{one.column.name}"])},
                self.cleaned_data[f"seen-{line.position}"],
            ) for line in self._there()
        }

    @property
    def photograph(self) -> Photograph | None:
        """The paper itself, if it was given."""
        given = self.cleaned_data["photo"]
        return Photograph(given.name, given.read()) if given else None

    def _there(self) -> list[LineFile]:
        return [line for line in self.file.lines if line.seen is not None]

    def _blank(self, line: LineFile, one: PrintedField) -> BoundField | None:
        name = f"{line.position}-{one.column.name}"
        return self[name] if name in self.fields else None
