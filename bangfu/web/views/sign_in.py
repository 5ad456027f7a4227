"""Signing in and out, and choosing the post one acts from."""

import logging
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from bangfu.accounts.actions import note_lockout, note_sign_out, say_code
from bangfu.accounts.actions.own import LOCKED, PASSED
from bangfu.accounts.queries import known_account, second_step_of
from bangfu.organization.actor import PROGRAM
from bangfu.organization.asking import asker
from bangfu.organization.queries import actor_for, posts_of
from bangfu.rules.door import ENDS, GIVEN_LASTS, has_lapsed
from bangfu.rules.refusal import Refused
from bangfu.web import door
from bangfu.web.middleware import before_all, open_to_all, open_without_post
from bangfu.web.tours import STARTS

log = logging.getLogger("bangfu.door")
WRONG = "验证码不对，或者已经用过了。请看手机上现在的 6 位数；总不对，请把手机的时间设成自动。"
LAPSED = f"这个密码是别人给的，{GIVEN_LASTS.days} 天没有改成自己的，已经失效。请县安全管理员重设一个。"
CLOSED = "连续输错次数太多，第二步验证已锁定 15 分钟。请稍后再试，或联系县安全管理员。"


class SignInForm(AuthenticationForm):
    """Account and password. The same sentence for a wrong account and a wrong password."""

    error_messages = {
        "invalid_login": "账号或密码不对。连续输错 5 次会锁定 15 分钟；忘记密码请联系县安全管理员。",
        "inactive": "账号或密码不对。连续输错 5 次会锁定 15 分钟；忘记密码请联系县安全管理员。",
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["username"].label, self.fields["password"].label = "账号", "密码"

    def confirm_login_allowed(self, user: Any) -> None:
        """Asked of whoever said the right password. A given one that was not changed in time is no password any more."""
        super().confirm_login_allowed(user)
        if has_lapsed(user.password_given_at, timezone.now()):
            raise forms.ValidationError(LAPSED)


class CodeForm(forms.Form):
    """The second word: six digits of a phone, or a code on paper."""

    code = forms.CharField(
        label="验证码", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "size": 14}),
        help_text="手机验证器上现在的 6 位数。手机不在身边，填一个没用过的备用码。",
    )


@open_to_all
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door. A signed-in person is led on; a new session begins at every sign-in. Who uses an authenticator is asked for its code next."""
    if request.user.is_authenticated:
        return redirect("today")
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        if second_step_of(user):
            door.half_way(request, user, request.POST.get("next", ""))
            return redirect("sign_in_code")
        return _inside(request, user, request.POST.get("next", ""))
    if request.method == "POST":
        log.warning("登录没有成功：账号 %s，从 %s", known_account(request.POST.get("username", "")), door.address_of(request))
    status = 401 if request.method == "POST" else 200
    onward = request.POST.get("next") or request.GET.get("next", "")
    return render(request, "web/sign_in.html", {
        "form": form, "next": onward, "logins": settings.DEMO_LOGINS, "why": ENDS.get(request.GET.get("why", ""), "") if request.method == "GET" else "",
    }, status=status)


@open_to_all
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second word. Nobody is told whether it was wrong or taken already."""
    user, onward = door.who_is_half_way(request)
    if user is None:
        return redirect("sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = say_code(actor_for(user), code=form.cleaned_data["code"])
        if said == PASSED:
            return _inside(request, user, onward)
        form.add_error("code", CLOSED if said == LOCKED else WRONG)
    return render(request, "web/sign_in_code.html", {"form": form, "name": user.name}, status=401 if request.method == "POST" else 200)


def _inside(request: HttpRequest, user: Any, onward: str) -> HttpResponse:
    is_first = user.last_login is None
    door.come_in(request, user)
    if is_first:
        request.session[STARTS] = True
    return redirect(door.onward(request, onward))


@before_all
@open_without_post
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leaves, and has the browser forget what it kept."""
    note_sign_out(asker(request))
    logout(request)
    response = redirect("sign_in")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_POST
def choose_post(request: HttpRequest) -> HttpResponse:
    """Acts from another of one's posts from now on."""
    wanted = request.POST.get("post", "")
    if wanted not in {str(one.id) for one in posts_of(request.user)}:  # type: ignore[arg-type]
        raise Refused("您不在这个岗位上。")
    request.session["post"] = wanted
    return redirect("today")


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """After too many failed tries."""
    note_lockout(PROGRAM, username=request.POST.get("username", ""), address=door.address_of(request))
    sentence = "连续输错次数太多，账号已锁定 15 分钟。请稍后再试，或联系县安全管理员。"
    return render(request, "web/sign_in.html", {"form": SignInForm(request), "sentence": sentence}, status=429)
