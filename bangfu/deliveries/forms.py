"""Forms of 收件."""

from collections.abc import Sequence

from django import forms

from bangfu.deliveries.queries import ColumnRow, layouts
from bangfu.workbooks.layout import LAYOUTS


class ReceiveForm(forms.Form):
    """A file, which kind of list it is, and the day its data stands for."""

    layout = forms.ChoiceField(label="这是哪一种表", choices=[])
    data_day = forms.DateField(
        label="数据日期", required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text="表里的数据是哪一天的；不填就是今天。",
    )
    file = forms.FileField(
        label="文件", help_text=".xlsx、.xls、.et、.ods 都可以，原样上传，不用改列、不用删表头。",
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请检查是不是选错了文件。"},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["layout"].choices = [(slug, title) for slug, title, _ in layouts()]  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    """Which field each column of a delivered sheet is; one choice a column, named c0, c1, …"""

    data_day = forms.DateField(label="数据日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: object, *, layout: str, columns: Sequence[ColumnRow]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        known = LAYOUTS[layout]
        choices = [("", "不用这一列"), *((one.key, one.label + ("（必须）" if one.required else "")) for one in known.fields)]
        self.columns = columns
        for column in columns:
            self.fields[f"c{column.position}"] = forms.ChoiceField(
                choices=choices, required=False, initial=column.key, label=f"{column.letter} 列是", widget=forms.Select(),
            )

    @property
    def keys(self) -> dict[int, str]:
        """position → field key, as chosen."""
        return {column.position: self.cleaned_data.get(f"c{column.position}", "") for column in self.columns}

    def rows(self) -> list[tuple[ColumnRow, forms.BoundField]]:
        """Each column with its choice, for the page."""
        return [(column, self[f"c{column.position}"]) for column in self.columns]
