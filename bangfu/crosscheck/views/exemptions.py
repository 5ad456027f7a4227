"""The exemption register, and the queue of those that wait to be decided."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import actions, queries
from bangfu.organization.asking import asker
from bangfu.rules.refusal import Refused

# tab → (state, ending soon, word)
TABS = {"asked": ("asked", False, "等批"), "approved": ("approved", False, "在期"), "soon": ("approved", True, "30 天内到期"), "declined": ("declined", False, "没批的")}


@require_GET
def exemptions(request: HttpRequest) -> HttpResponse:
    """One list of the register."""
    by = asker(request)
    by.must("crosscheck.look")
    tab = request.GET.get("state", "asked")
    tab = tab if tab in TABS else "asked"
    state, soon, _ = TABS[tab]
    counts = queries.exemption_counts(by)
    return render(request, "crosscheck/exemptions.html", {
        "rows": queries.exemptions(by, state=state, soon=soon), "tab": tab, "may_decide": tab == "asked" and by.can("crosscheck.approve"),
        "tabs": [(name, word, counts[name]) for name, (_, _, word) in TABS.items()],
    })


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Approves or declines one exemption or several, each for itself: what cannot be decided is said, the others are done."""
    by, done, refusals = asker(request), 0, []
    by.must("crosscheck.approve")
    approve = request.POST.get("verdict") == "approve"
    wanted = _wanted(request)
    for settlement in wanted:
        try:
            actions.decide_exemption(by, settlement=settlement, approve=approve, note=request.POST.get("reason", ""))
            done += 1
        except Refused as refused:
            refusals.append(refused)
    if refusals and not done:
        raise refusals[0]
    messages.success(request, f"{'批准' if approve else '退回'}了 {done} 条。")
    for sentence in dict.fromkeys(one.sentence for one in refusals):
        messages.warning(request, f"没有办成：{sentence}")
    response = redirect("exemptions")
    response.status_code = 303
    return response


def _wanted(request: HttpRequest) -> list[UUID]:
    try:
        wanted = [UUID(one) for one in request.POST.getlist("exemption")]
    except ValueError:
        wanted = []
    if not wanted:
        raise Refused("请先勾选要办的申请。")
    return wanted
