"""我的登录: where one is signed in, one's password, and the second step."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from bangfu.accounts import actions, codes, queries
from bangfu.accounts.again import CURRENT, must_know_password
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker, done
from bangfu.web import door
from bangfu.web.middleware import before_all

FRESH = "fresh_secret"   # in the session: the sealed key of an authenticator that is being begun
OWN = "accounts.own"
_WORD = forms.PasswordInput(attrs={"autocomplete": "current-password"})


class PasswordForm(forms.Form):
    """Another password, said twice."""

    current = forms.CharField(label="现在的密码", widget=_WORD)
    password = forms.CharField(
        label="新密码", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="至少 10 个字符。别用单位、姓名、电话、生日、证件号和常用拼音，加上年份也容易猜到；用一句自己的话最好。",
    )
    again = forms.CharField(label="新密码再写一遍", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        said = super().clean() or {}
        if said.get("password") != said.get("again"):
            self.add_error("again", "两遍写的不一样，请再写一遍。")
        return said


_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "size": 10}


class EnrolForm(forms.Form):
    """The first code of an authenticator, and the password again."""

    code = forms.CharField(label="手机上现在的 6 位数", max_length=10, widget=forms.TextInput(attrs=_CODE))
    current = forms.CharField(label="登录密码", widget=_WORD)


class CodeForm(forms.Form):
    """A code of the authenticator in use."""

    code = forms.CharField(label="手机上现在的 6 位数", max_length=10, widget=forms.TextInput(attrs=_CODE))


def _owner(request: HttpRequest) -> Actor:
    by = asker(request)
    by.must(OWN)
    return by


@require_GET
def my_account(request: HttpRequest) -> HttpResponse:
    """Where one is signed in now, when and from where one came in, and what guards the account."""
    return _page(request, _owner(request))


def _page(request: HttpRequest, by: Actor, *, status: int = 200, **more: Any) -> HttpResponse:
    rows = queries.open_sessions(by, this=door.this_session(request))
    return render(request, "web/account/mine.html", {
        "sessions": rows, "others": len(rows) - 1, "came_in": queries.own_sign_ins(by), "step": queries.second_step_of(request.user),  # type: ignore[arg-type]
        "papers": queries.papers_left(by), "limits": queries.door_for(request.user), "must_have": queries.must_say_code(request.user),  # type: ignore[arg-type]
        "code_form": CodeForm(), "current": CURRENT, **more,
    }, status=status)


@sensitive_post_parameters()
@require_POST
def end_my_session(request: HttpRequest, mark: UUID) -> HttpResponse:
    """Signs out somewhere else; the password is asked for again."""
    by = _owner(request)
    must_know_password(request)
    actions.end_own_session(by, mark=mark)
    messages.success(request, "那一处已退出。")
    return redirect("my_account")


@sensitive_post_parameters()
@require_POST
def end_my_others(request: HttpRequest) -> HttpResponse:
    """Signs out everywhere else; the password is asked for again."""
    by = _owner(request)
    must_know_password(request)
    ended = actions.end_other_sessions(by, this=door.this_session(request))
    messages.success(request, f"其他 {ended} 处都已退出。" if ended else "没有其他登录了。")
    return redirect("my_account")


@require_POST
def known_elsewhere(request: HttpRequest) -> HttpResponse:
    """The sign-in elsewhere was one's own."""
    actions.dismiss_elsewhere(_owner(request))
    return redirect("today")


@before_all
@require_GET
def my_password(request: HttpRequest) -> HttpResponse:
    """The form for another password."""
    _owner(request)
    return _password_page(request, PasswordForm())


def _password_page(request: HttpRequest, form: forms.Form, *, status: int = 200) -> HttpResponse:
    user: Any = request.user
    must = request.session.get(door.MUST) == "my_password"
    days = queries.door_for(user).password_days if must and not user.must_change_password else 0
    return render(request, "web/account/password.html", {"form": form, "must": must, "days": days}, status=status)


@sensitive_post_parameters()
@before_all
@require_POST
def change_my_password(request: HttpRequest) -> HttpResponse:
    """Changes it; everywhere else one is signed out."""
    by, form, changed = _owner(request), PasswordForm(request.POST), []

    def change() -> None:
        must_know_password(request, form.cleaned_data["current"])
        changed.append(actions.change_password(by, password=form.cleaned_data["password"], this=door.this_session(request)))

    if not done(form, change):
        return _password_page(request, form, status=409)
    update_session_auth_hash(request, changed[0])
    door.done_first(request, changed[0])
    messages.success(request, "密码已改。其他地方的登录都已退出。")
    return redirect("my_account")


@before_all
@require_GET
def my_second_step(request: HttpRequest) -> HttpResponse:
    """The key for an authenticator, as a square and in letters. It is made for this session and counts for nothing until a code of it was said."""
    by = _owner(request)
    if queries.second_step_of(request.user):  # type: ignore[arg-type]
        return redirect("my_account")
    request.session.setdefault(FRESH, codes.new_secret())
    return _enrol_page(request, by, EnrolForm())


def _enrol_page(request: HttpRequest, by: Actor, form: forms.Form, *, status: int = 200) -> HttpResponse:
    secret = request.session[FRESH]
    return render(request, "web/account/second_step.html", {
        "form": form, "square": codes.square(secret, request.user.get_username(), ""), "letters": codes.key_in_letters(secret),
        "must": request.session.get(door.MUST) == "my_second_step",
    }, status=status)


@sensitive_post_parameters()
@before_all
@require_POST
def enrol_second_step(request: HttpRequest) -> HttpResponse:
    """Begins to use it, and shows the codes for paper, once."""
    by, form, papers = _owner(request), EnrolForm(request.POST), []
    if FRESH not in request.session:
        return redirect("my_second_step")

    def enrol() -> None:
        must_know_password(request, form.cleaned_data["current"])
        papers.extend(actions.enrol_second_step(by, secret=request.session[FRESH], code=form.cleaned_data["code"], this=door.this_session(request)))

    if not done(form, enrol):
        return _enrol_page(request, by, form, status=409)
    del request.session[FRESH]
    door.done_first(request, request.user)
    return _papers_page(request, by, papers)


def _papers_page(request: HttpRequest, by: Actor, papers: list[str]) -> HttpResponse:
    return render(request, "web/account/papers.html", {"papers": papers, "username": request.user.get_username(), "by": by})


@require_POST
def renew_papers(request: HttpRequest) -> HttpResponse:
    """New codes for paper, shown once; the old ones are used up."""
    by, form, papers = _owner(request), CodeForm(request.POST), []
    if not done(form, lambda: papers.extend(actions.renew_papers(by, code=form.cleaned_data["code"]))):
        return _page(request, by, code_form=form, status=409)
    return _papers_page(request, by, papers)
