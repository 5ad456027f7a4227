"""Forms of 收件."""

from collections.abc import Sequence

from django import forms

from bangfu.deliveries.queries import ColumnRow, SheetRow, layouts
from bangfu.facts.forms import DayField
from bangfu.workbooks.layout import LAYOUTS


class ReceiveForm(forms.Form):
    """A file, which kind of list it is, and the day its data stands for."""

    layout = forms.ChoiceField(label="这是哪一种表", choices=[], required=False, help_text="不选也行：程序按表头认，认不准会问您。")
    data_day = DayField(label="数据日期", required=False, help_text="表里的数据是哪一天的；不填就是今天。")
    file = forms.FileField(
        label="文件", help_text=".xlsx、.xls、.et、.ods、.csv、.txt 都可以，原样上传，不用改列、不用删表头。",
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请检查是不是选错了文件。"},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["layout"].choices = [("", "程序认（推荐）"), *((slug, title) for slug, title, _ in layouts())]  # type: ignore[attr-defined]


class PasswordForm(forms.Form):
    """The password of a locked file. Never shown again, nor kept."""

    password = forms.CharField(
        label="打开密码", strip=False, max_length=255, error_messages={"required": "请输入密码。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class NameForm(forms.Form):
    """What list a file is: one that is known, or one of the county's own with a name to be known by."""

    layout = forms.ChoiceField(label="它是", choices=[], required=False)
    own_name = forms.CharField(
        label="都不是，作为一份新的名单，叫", required=False, max_length=60,
        help_text="例如“2026年慢病补贴名单”。有村、姓名、证件号码就能核对，别的列原样保存、可以查找；以后同一种表直接选它。",
    )

    def __init__(self, *args: object, guess: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["layout"].choices = [("", "请选择"), *((slug, title) for slug, title, _ in layouts())]  # type: ignore[attr-defined]
        self.fields["layout"].initial = guess

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if not data.get("layout") and not str(data.get("own_name") or "").strip():
            raise forms.ValidationError("请选择这是哪一种表，或给新的名单起个名字。")
        return data


class SheetsForm(forms.Form):
    """Which sheets are read, and the row of the header."""

    sheets = forms.MultipleChoiceField(label="读哪几张工作表", choices=[], required=False, widget=forms.CheckboxSelectMultiple)
    header_row = forms.IntegerField(label="表头在第几行", required=False, min_value=1, max_value=1000, help_text="不填就由程序找。")

    def __init__(self, *args: object, sheets: Sequence[SheetRow] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["sheets"].choices = [(one.name, _sheet_word(one)) for one in sheets if one.rows]  # type: ignore[attr-defined]
        self.fields["sheets"].initial = [one.name for one in sheets if one.turn is not None]


def _sheet_word(one: SheetRow) -> str:
    notes = [f"{one.rows:,} 行", *(["隐藏的"] if one.hidden else []), *([one.why] if one.why and not one.hidden else [])]
    return f"{one.name}（{'，'.join(notes)}）"


class ColumnsForm(forms.Form):
    """Which field each column of a delivered sheet is; one choice a column, named c0, c1, …"""

    data_day = DayField(label="数据日期", required=False)

    def __init__(self, data: object, *, layout: str, columns: Sequence[ColumnRow]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        known = LAYOUTS[layout]
        choices = [("", "不用这一列"), *((one.key, one.label + ("（必须）" if one.required else "")) for one in known.fields)]
        self.columns = columns
        for column in columns:
            self.fields[f"c{column.position}"] = forms.ChoiceField(
                choices=choices, required=False, initial=column.key or column.proposal, label=f"{column.letter} 列是", widget=forms.Select(),
            )

    @property
    def keys(self) -> dict[int, str]:
        """position → field key, as chosen."""
        return {column.position: self.cleaned_data.get(f"c{column.position}", "") for column in self.columns}

    def rows(self) -> list[tuple[ColumnRow, forms.BoundField]]:
        """Each column with its choice, for the page."""
        return [(column, self[f"c{column.position}"]) for column in self.columns]
