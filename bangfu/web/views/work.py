"""后台工作: what could not be done, why, and letting it begin again; for whoever looks after the program."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import place_names
from bangfu.organization.work_actions import POWER
from bangfu.organization.work_actions import try_work_again as do_try
from bangfu.work.queries import WORDS, FailedRow, failed_jobs

LATELY = timedelta(days=14)


def failed_lately(by: Actor) -> list[FailedRow]:
    """What failed in the last two weeks, for whoever looks after it."""
    return failed_jobs(by, since=timezone.now() - LATELY) if by.can(POWER) else []


@require_GET
def failed_work(request: HttpRequest) -> HttpResponse:
    """What failed, the latest first."""
    by = asker(request)
    by.must(POWER)
    rows = failed_lately(by)
    names = place_names(one.place_code for one in rows)
    return render(request, "web/failed_work.html", {
        "rows": [(one, WORDS.get(one.name, one.name), names.get(one.place_code, one.place_code), str(one.id)[-8:]) for one in rows], "days": LATELY.days,
    })


@require_POST
def try_work_again(request: HttpRequest, job: UUID) -> HttpResponse:
    """Lets one begin again, as whom it was asked for."""
    by = asker(request)
    do_try(by, job=job)
    messages.success(request, "已重新排队，做完后不再列在这里。")
    response = redirect("failed_work")
    response.status_code = 303
    return response
