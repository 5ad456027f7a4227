"""转办: what came to one's desk, and what one passed on."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import actions, queries
from bangfu.crosscheck.listings import HANDOVERS, handover_cell
from bangfu.lists.arranging import arranged
from bangfu.lists.drawn import Said, drawn
from bangfu.lists.ticked import each_ticked
from bangfu.organization.asking import asker

NOTHING = {   # by tab: title, sentence, icon
    "to": ("没有转给您的疑点", "有人把疑点转给您的岗位，就会出现在这里和“今日”里。", "circle-check"),
    "from": ("您还没有转出过", "不是您能办的疑点，在疑点页按 T 转给该办的岗位，转出后在这里看得到办了没有。", "arrow-right"),
}
NOT_IN = {"to": ("to", "state"), "from": ("by",)}   # columns without a meaning there


@require_GET
def passed(request: HttpRequest) -> HttpResponse:
    """转给我的, and 我转出的."""
    by = asker(request)
    by.must("crosscheck.look")
    stands = arranged(request, by, HANDOVERS)
    tab = "from" if stands.terms.get("tab") == "from" else "to"
    stands = replace(stands, columns=tuple(one for one in stands.columns if one.key not in NOT_IN[tab]), terms={**stands.terms, "tab": tab})
    page = queries.passed_by_me(by, turn=stands.turn) if tab == "from" else queries.passed_to_me(by, turn=stands.turn)
    may_take_back = tab == "from" and by.can("crosscheck.settle") and any(one.can_come_back for one in page.rows)
    said = Said("转办", *NOTHING[tab], selects="handover" if may_take_back else "", deeds="crosscheck/_handover_deeds.html")
    listed = drawn(by, reverse("passed_findings"), stands, page, handover_cell, said, row_id=lambda one: str(one.id) if one.can_come_back else "")
    return render(request, "crosscheck/passed.html", {
        "list": listed, "tab": tab, "tabs": (("to", f"转给我的 {queries.waiting_handovers(by)}"), ("from", "我转出的")),
    })


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Takes back those ticked, each for itself: what cannot be is said, the others are done."""
    by = asker(request)
    by.must("crosscheck.settle")
    done = each_ticked(request, "handover", "请先勾选要收回的疑点。", lambda one: actions.take_back(by, handover=one).subject_name)
    messages.success(request, f"{done[0]}：已收回。" if len(done) == 1 else f"收回了 {len(done)} 条。")
    response = redirect("passed_findings")
    response.status_code = 303
    response["Location"] += "?tab=from"
    return response
