"""Forms of 意见箱."""

from typing import Any

from django import forms

from bangfu.organization.queries import PlaceRow
from bangfu.rules.voice import KINDS, LONGEST, MATTERS

NAMELESS = (
    "匿名时，办理的人看不到您的姓名和岗位，也不记您在哪一页；写的内容和选的地方可能让人猜出是谁，请自己把握。"
    "确有必要时，只有县安全审计员写明理由后能查看是谁写的，每次查看都留痕。"
)


class VoiceForm(forms.Form):
    """What somebody has to say. `places`: those it may speak of."""

    kind = forms.ChoiceField(label="类别", choices=list(KINDS.items()), initial="proposal", widget=forms.RadioSelect)
    matter = forms.ChoiceField(label="关于", choices=list(MATTERS.items()), initial="program", widget=forms.RadioSelect)
    words = forms.CharField(
        label="内容", widget=forms.Textarea(attrs={"rows": 6, "maxlength": LONGEST}), max_length=LONGEST,
        help_text=f"最多 {LONGEST} 个字。写清楚是什么事、想怎么办。证件、银行卡和电话号码只留末两位。",
        error_messages={"required": "请写一句话。", "max_length": f"最多 {LONGEST} 个字，请写短一些。"},
    )
    about = forms.ChoiceField(label="说的是哪个地方", required=False)
    page = forms.CharField(label="当时的页面", required=False, max_length=200, widget=forms.HiddenInput)
    is_anonymous = forms.BooleanField(label="不写姓名", required=False, help_text=NAMELESS)

    def __init__(self, *args: Any, places: list[PlaceRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", "不说哪个地方"), *((one.code, one.name) for one in places)]  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    """The words that go with a step."""

    words = forms.CharField(
        label="写给对方的话", widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST}), max_length=LONGEST,
        error_messages={"required": "请写一句话。", "max_length": f"最多 {LONGEST} 个字，请写短一些。"},
    )


class PassForm(ReplyForm):
    """To which township a voice is passed, and what is wanted of it."""

    township = forms.ChoiceField(label="转给", error_messages={"required": "请选转给哪个乡镇。", "invalid_choice": "请从列表里选乡镇。"})
    field_order = ("township", "words")

    def __init__(self, *args: Any, townships: list[PlaceRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = "要乡镇办什么"
        self.fields["township"].choices = [(one.code, one.name) for one in townships]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is done that is written down for ever."""

    reason = forms.CharField(label="理由", max_length=500, error_messages={"required": "请写明理由。", "max_length": "理由最多 500 个字。"})
