"""Signing in and out, and choosing the post one acts from."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from bangfu.organization.queries import posts_of
from bangfu.rules.refusal import Refused
from bangfu.web.middleware import open_to_all, open_without_post
from bangfu.web.tours import STARTS


class SignInForm(AuthenticationForm):
    """Account and password. The same sentence for a wrong account and a wrong password."""

    error_messages = {
        "invalid_login": "账号或密码不对。连续输错 5 次会锁定 15 分钟；忘记密码请联系县级系统管理员。",
        "inactive": "账号或密码不对。连续输错 5 次会锁定 15 分钟；忘记密码请联系县级系统管理员。",
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["username"].label, self.fields["password"].label = "账号", "密码"


@open_to_all
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door. A signed-in person is led on; a new session begins at every sign-in."""
    if request.user.is_authenticated:
        return redirect("today")
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_first = form.get_user().last_login is None
        login(request, form.get_user())
        if is_first:
            request.session[STARTS] = True
        return redirect(_onward(request))
    status = 401 if request.method == "POST" else 200
    onward = request.POST.get("next") or request.GET.get("next", "")
    return render(request, "web/sign_in.html", {"form": form, "next": onward, "logins": settings.DEMO_LOGINS}, status=status)


def _onward(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=settings.HTTPS)
    return wanted if wanted and safe else reverse("today")


@open_without_post
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leaves, and has the browser forget what it kept."""
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
    sentence = "连续输错次数太多，账号已锁定 15 分钟。请稍后再试，或联系县级系统管理员。"
    return render(request, "web/sign_in.html", {"form": SignInForm(request), "sentence": sentence}, status=429)
