"""The password once more, before what whoever sits down at an unlocked desk must not be able to do."""

from django.contrib.auth import authenticate
from django.http import HttpRequest

from bangfu.rules.refusal import Refused

CURRENT = "您自己的登录密码"   # what the field is called


def must_know_password(request: HttpRequest, password: str | None = None) -> None:
    """Refused unless the signed-in person says their password (the form's `current` if it is not given): asked as at the door, so that guessing is locked as
    at the door."""
    said = request.POST.get("current", "") if password is None else password
    if not said or authenticate(request, username=request.user.get_username(), password=said) is None:
        raise Refused("登录密码不对，没有办。请再写一遍您自己的登录密码。" if said else "请写您自己的登录密码，再办一次。", field="current")
