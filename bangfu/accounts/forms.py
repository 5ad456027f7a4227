"""Forms of 账号."""

from typing import Any

from django import forms

from bangfu.rules.door import BOUNDS, PASSWORD_DAYS, Door
from bangfu.rules.powers import ROLES

REASON = forms.CharField(label="理由", max_length=200, error_messages={"required": "请写明理由。"})
GIVEN = [(slug, role.word) for slug, role in ROLES.items() if slug != "program"]   # the program's own is nobody's


class AccountForm(forms.Form):
    """An account to be made."""

    name = forms.CharField(label="姓名", max_length=40)
    username = forms.RegexField(
        label="账号", regex=r"^[a-z0-9._-]{3,40}$", help_text="3—40 个小写字母、数字；一人一个，不共用，以后不改。",
        error_messages={"invalid": "账号只能用小写字母、数字、点和横线，3—40 个。"},
    )


class PostForm(forms.Form):
    """A post somebody is put into. `places`: (code, name) of those it may be at."""

    title = forms.CharField(label="岗位名称", max_length=80, help_text="如“青石镇防返贫监测专干”。")
    role = forms.ChoiceField(label="角色", choices=GIVEN)
    at = forms.ChoiceField(label="管哪里")
    reason = REASON

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].choices = places  # type: ignore[attr-defined]


class DoorForm(forms.Form):
    """What a county holds its people to."""

    second_step = forms.MultipleChoiceField(
        label="登录要第二步验证的角色", choices=GIVEN, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="下次登录时启用；没启用不能办别的事。别的角色自己愿意也可以启用。",
    )
    password_days = forms.IntegerField(
        label="密码多久要换（天）", min_value=PASSWORD_DAYS[0], max_value=PASSWORD_DAYS[1], required=False,
        help_text=f"{PASSWORD_DAYS[0]}—{PASSWORD_DAYS[1]}，空着是不要求。到期的人下次登录时先换。等保三级测评一般要看这一条。",
    )
    reason = REASON

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (least, most, word, unit) in BOUNDS.items():
            self.fields[name] = forms.IntegerField(label=f"{word}（{unit}）", min_value=least, max_value=most, help_text=f"{least:,}—{most:,}。")
        self.order_fields([*BOUNDS, "password_days", "second_step", "reason"])

    @classmethod
    def of(cls, door: Door) -> "DoorForm":
        """Filled with what is in force."""
        told = {name: getattr(door, name) for name in BOUNDS}
        return cls(initial={**told, "second_step": sorted(door.second_step), "password_days": door.password_days or None})

    @property
    def door(self) -> Door:
        """What was filled in."""
        said = self.cleaned_data
        return Door(**{name: said[name] for name in BOUNDS}, second_step=frozenset(said["second_step"]), password_days=said["password_days"] or 0)
