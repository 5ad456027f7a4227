"""Forms of 地图."""

from django import forms

APPROVAL = "公开、印发的地图要先送审，取得审图号（《地图管理条例》第十五条）；内部看也可以先空着。"


class MapForm(forms.Form):
    """A GeoJSON, which of its properties holds the codes, and the number under which it was approved."""

    file = forms.FileField(
        label="GeoJSON 文件", widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json"}),
        help_text="本县乡镇、村的面图层，经纬度用 WGS-84、CGCS2000 或 GCJ-02；只有村也行，乡镇和县由村拼成。",
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请检查是不是选错了文件。"},
    )
    code = forms.CharField(label="代码写在哪个属性", required=False, max_length=60, help_text="不填，程序自己找。12 位、9 位、6 位区划代码和带 156 的 gb 都认得。")
    approval = forms.CharField(label="审图号", required=False, max_length=60, help_text=APPROVAL)


class ApprovalForm(forms.Form):
    """The number under which the map was approved."""

    approval = forms.CharField(label="审图号", required=False, max_length=60, help_text=APPROVAL)
