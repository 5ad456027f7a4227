"""转办: what came to one's desk, and what one passed on."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import actions, queries
from bangfu.organization.asking import asker


@require_GET
def passed(request: HttpRequest) -> HttpResponse:
    """转给我的, and 我转出的."""
    by = asker(request)
    by.must("crosscheck.look")
    tab = "from" if request.GET.get("tab") == "from" else "to"
    rows = queries.passed_by_me(by) if tab == "from" else queries.passed_to_me(by)
    return render(request, "crosscheck/passed.html", {
        "rows": rows, "tab": tab, "tabs": (("to", f"转给我的 {queries.waiting_handovers(by)}"), ("from", "我转出的")),
    })


@require_POST
def take_back(request: HttpRequest, handover: UUID) -> HttpResponse:
    """Takes one back."""
    by = asker(request)
    by.must("crosscheck.settle")
    found = actions.take_back(by, handover=handover)
    messages.success(request, f"{found.subject_name}：已收回。")
    response = redirect("passed_findings")
    response.status_code = 303
    response["Location"] += "?tab=from"
    return response
