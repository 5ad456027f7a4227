"""Forms of 批量披露."""

from django import forms

from bangfu.registry.queries.disclosures import whoms
from bangfu.rules.disclosure import COLUMNS


class ScopeForm(forms.Form):
    """Whom a disclosure is about: chosen first, so that the number of persons is seen before anything is asked for."""

    status = forms.ChoiceField(label="哪些人", required=False, choices=whoms)


class AskForm(forms.Form):
    """What a disclosure is for."""

    status = forms.ChoiceField(required=False, choices=whoms, widget=forms.HiddenInput)
    columns = forms.MultipleChoiceField(
        label="要哪些完整号码", choices=list(COLUMNS.items()), widget=forms.CheckboxSelectMultiple, help_text="用不着的不要勾。",
        error_messages={"required": "请勾选要哪些号码；用不着的不要勾。"},
    )
    purpose = forms.CharField(label="用来做什么", max_length=200, help_text="如“给县人社局核对社保参保”。会印在表上。")
    receiver = forms.CharField(label="给哪个单位", max_length=100)
    document = forms.CharField(label="依据", max_length=120, help_text="文件或来函的名称和文号。")
