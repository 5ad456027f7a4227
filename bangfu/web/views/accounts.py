"""账号: whose accounts there are in a county, and a new one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.accounts import actions, queries
from bangfu.accounts.forms import AccountForm
from bangfu.accounts.views import APPOINT, LOOK, RULES, said_once
from bangfu.lists.arranging import Arranged, arranged, leave, left_before
from bangfu.lists.drawn import Said, drawn
from bangfu.lists.keyset import in_order, paged
from bangfu.lists.taking import Taken
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker, done
from bangfu.web.listings import ACCOUNTS, account_cell

NONE_YET = ("还没有账号", "按“建账号”给每个要用的人建一个，再安排岗位。", "users")
NOT_FOUND = ("没有找到", "换个词再找：姓名、账号，或岗位里的字。", "search")


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of the county."""
    if address := left_before(request, ACCOUNTS):
        return redirect(address)
    by = asker(request)
    by.must(LOOK)
    return _list(request, by, AccountForm())


def _list(request: HttpRequest, by: Actor, form: AccountForm, *, status: int = 200) -> HttpResponse:
    stands = arranged(request, by, ACCOUNTS)
    if request.method == "GET":
        leave(request, stands)
    words = _words(stands)
    wanted = queries.accounts(by, words=words)
    users = paged(wanted, stands.order, stands.turn)
    page = users.told(queries.account_rows(by, users.rows))
    said = Said(
        "账号", *(NOT_FOUND if words else NONE_YET), words=words, total=wanted.count(), take_url=reverse("take_list", args=[ACCOUNTS.slug]),
    )
    return render(request, "web/accounts.html", {
        "list": drawn(by, reverse("accounts"), stands, page, account_cell, said), "may_take": True, "words": words,
        "form": form if by.can(APPOINT) else None, "may_set": by.can(RULES), "waiting": len(queries.proposals_waiting(by)), "alarms": queries.alarms(by),
        "missing": queries.roles_nobody_holds(by),
    }, status=status)


def _words(stands: Arranged) -> str:
    return stands.terms.get("words", "").strip()[:80]


def accounts_taken(by: Actor, stands: Arranged, _: str, most: int) -> Taken:
    """The accounts of a list, to be taken away."""
    words = _words(stands)
    users = in_order(queries.accounts(by, words=words), stands.order)[:most]
    return Taken("账号", by.place_code, queries.account_rows(by, users), account_cell, words)


@require_POST
def new_account(request: HttpRequest) -> HttpResponse:
    """Makes an account, and says its first password once."""
    by, form = asker(request), AccountForm(request.POST)
    by.must(APPOINT)
    made: list[Any] = []
    if not done(form, lambda: made.append(actions.new_account(by, **form.cleaned_data))):
        return _list(request, by, form, status=409)
    user, password = made[0]
    return said_once(request, user.pk, user.name, user.username, password)
