"""Pages of 账号: whose accounts there are and what is done to them, what needs two administrators, and the rules of the door."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from bangfu.accounts import actions, queries
from bangfu.accounts.again import CURRENT, must_know_password
from bangfu.accounts.forms import DoorForm, PostForm
from bangfu.accounts.queries import AccountRow
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker, done
from bangfu.organization.queries import places_reached

LOOK, RULES, AGREE = queries.LOOK, "accounts.rules", queries.AGREE
APPOINT = "organization.appoint"
# what is done to an account → (button, sentence, kind of the proposal where it is an administrator's)
DEEDS = {
    "password": ("重设密码", "系统另编一个密码，只显示一次，请当面告诉本人；登录后要先改。他的登录都会退出。", "password"),
    "second_step": ("停用第二步验证", "手机丢了才办。他的登录都会退出；岗位要第二步验证的，下次登录重新启用。", "second_step"),
    "sessions": ("退出他的登录", "他在各处的登录马上都退出，可以重新登录。", ""),
    "close": ("停用账号", "谁也不能再用这个账号登录。他办过的事还记在他名下。", "close"),
    "open": ("恢复账号", "这个账号可以再登录。", ""),
}
AGAIN = ("password", "second_step", "sessions")   # what one's own password is asked for again: whoever sits down at an unlocked desk cannot do it
PROPOSED = "已提出，等另一位管理员同意后就办。"


def said_once(request: HttpRequest, user: int, name: str, username: str, password: str) -> HttpResponse:
    """A first password, or another one: shown this once."""
    return render(request, "accounts/password.html", {"user_id": user, "name": name, "username": username, "password": password})


@require_GET
def account(request: HttpRequest, user: int) -> HttpResponse:
    """One account: its posts, and what can be done to it."""
    by = asker(request)
    by.must(LOOK)
    return _file(request, by, user)


def _file(request: HttpRequest, by: Actor, user: int, *, form: PostForm | None = None, status: int = 200) -> HttpResponse:
    row = _one(by, user)
    alone, proposes = by.can("accounts.reset") and not row.is_administrator, by.can("accounts.propose") and row.is_administrator
    is_own = row.id == by.user_id
    fitting = [slug for slug in DEEDS if _fits(row, slug) and not is_own and (alone or (proposes and DEEDS[slug][2]))]
    may_appoint = by.can(APPOINT) and not is_own
    return render(request, "accounts/account.html", {
        "row": row, "is_own": is_own, "deeds": [(slug, *DEEDS[slug][:2], CURRENT if slug in AGAIN else "") for slug in fitting], "proposes": proposes,
        "form": (form or PostForm(places=_places(by))) if may_appoint else None, "may_appoint": may_appoint,
    }, status=status)


def _one(by: Actor, user: int) -> AccountRow:
    row = queries.account(by, user)
    if row is None:
        raise Http404
    return row


def _fits(row: AccountRow, deed: str) -> bool:
    return {"second_step": row.has_second_step, "sessions": bool(row.sessions), "close": row.is_active, "open": not row.is_active}.get(deed, row.is_active)


def _places(by: Actor) -> list[tuple[str, str]]:
    return [(one.code, f"{'　' * (len(one.code) // 3 - 2)}{one.name}") for one in places_reached(by)]


@sensitive_post_parameters()
@require_POST
def account_deed(request: HttpRequest, user: int, deed: str) -> HttpResponse:
    """Does something to an account; to an administrator's it is proposed."""
    by = asker(request)
    by.must(LOOK)
    if deed not in DEEDS:
        raise Http404
    row, reason, kind = _one(by, user), request.POST.get("reason", ""), DEEDS[deed][2]
    if deed in AGAIN:
        must_know_password(request)
    if row.is_administrator and kind:
        actions.propose(by, kind=kind, user=user, reason=reason)
        messages.success(request, PROPOSED)
        return redirect("proposals")
    if deed == "password":
        return said_once(request, row.id, row.name, row.username, actions.reset_password(by, user=user, reason=reason))
    _ACTS[deed](by, user=user, reason=reason)
    messages.success(request, f"{row.name}：{DEEDS[deed][0]}，已办。")
    return redirect("account", user)


_ACTS: dict[str, Callable[..., object]] = {
    "second_step": actions.reset_second_step, "sessions": actions.end_sessions_of, "close": actions.close_account, "open": actions.open_account,
}


@require_POST
def employ(request: HttpRequest, user: int) -> HttpResponse:
    """Puts somebody into a post; an administrator's is proposed."""
    by = asker(request)
    by.must(APPOINT)
    form = PostForm(request.POST, places=_places(by))
    made: list[Any] = []
    if not done(form, lambda: made.append(actions.employ(by, user=user, **form.cleaned_data))):
        return _file(request, by, user, form=form, status=409)
    messages.success(request, PROPOSED if made[0] else "已到岗，下一次打开页面就能办事。")
    return redirect("proposals") if made[0] else redirect("account", user)


@require_POST
def leave_post(request: HttpRequest, holding: UUID) -> HttpResponse:
    """Takes somebody out of a post; an administrator is proposed to be."""
    by = asker(request)
    whose = queries.holder_of(by, holding)
    proposed = actions.leave_post(by, holding=holding, reason=request.POST.get("reason", ""))
    messages.success(request, PROPOSED if proposed else "已离岗，从现在起看不到那里了。")
    return redirect("proposals") if proposed or not whose else redirect("account", whose)


@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """What needs two administrators: what waits, and what was decided."""
    by = asker(request)
    by.must(AGREE)
    rows = queries.proposals(by)
    return render(request, "accounts/proposals.html", {
        "waiting": [one for one in rows if one.state == "asked"], "decided": [one for one in rows if one.state != "asked"], "may_look": by.can(LOOK),
    })


@require_POST
def decide_proposal(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """Agrees, which carries it out, or does not."""
    by = asker(request)
    agrees = request.POST.get("verdict") == "approve"
    said = actions.decide_proposal(by, proposal=proposal, agrees=agrees, reason=request.POST.get("reason", ""))
    if said:
        row = next(one for one in queries.proposals(by) if one.id == proposal)
        return said_once(request, 0, row.name, "", said)
    messages.success(request, "已同意并办妥。" if agrees else "已记下没有同意。")
    return redirect("proposals")


@require_GET
def door_rules(request: HttpRequest) -> HttpResponse:
    """What the county holds its people to at the door and in exporting."""
    by = asker(request)
    by.must(LOOK)
    return _rules(request, by, DoorForm.of(queries.door_of(queries.county_of(by.place_code))))


def _rules(request: HttpRequest, by: Actor, form: DoorForm, *, status: int = 200) -> HttpResponse:
    return render(request, "accounts/rules.html", {"form": form, "may_set": by.can(RULES)}, status=status)


@require_POST
def set_door(request: HttpRequest) -> HttpResponse:
    """Sets it."""
    by, form = asker(request), DoorForm(request.POST)
    by.must(RULES)
    if not done(form, lambda: actions.set_door(by, door=form.door, reason=form.cleaned_data["reason"])):
        return _rules(request, by, form, status=409)
    messages.success(request, "已改。空闲和最长时间对现在登录着的人也马上算数。")
    return redirect("door_rules")
