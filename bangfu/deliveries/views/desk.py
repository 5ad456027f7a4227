"""Pages of 收件: what has come in, and what was learned of headings."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.deliveries import actions, queries
from bangfu.deliveries.forms import ReceiveForm
from bangfu.deliveries.listings import DELIVERIES, delivery_cell
from bangfu.lists.arranging import Arranged, arranged, leave, left_before
from bangfu.lists.drawn import Said, drawn
from bangfu.lists.keyset import Turn
from bangfu.lists.taking import Taken
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.rules.delivery import FLOW
from bangfu.rules.refusal import Refused


@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """What has come in, and the form to bring in more."""
    by = asker(request)
    by.must("deliveries.look")
    if address := left_before(request, DELIVERIES):
        return redirect(address)
    return _page(request, ReceiveForm() if by.can("deliveries.receive") else None)


def _page(request: HttpRequest, form: ReceiveForm | None, status: int = 200) -> HttpResponse:
    """What has come in, beside the form."""
    by = asker(request)
    stands = arranged(request, by, DELIVERIES)
    if request.method == "GET":
        leave(request, stands)
    page = queries.deliveries_page(by, state=_state(stands), order=stands.order, turn=stands.turn)
    said = Said("收到的表", "没有这样的表", "换一个状态再看。", take_url=reverse("take_list", args=[DELIVERIES.slug]), words=FLOW.states.get(_state(stands), ""))
    return render(request, "deliveries/deliveries.html", {
        "list": drawn(by, reverse("deliveries"), stands, page, delivery_cell, said), "form": form, "states": _states(), "state": _state(stands),
        "may_take": by.can(DELIVERIES.takes),
    }, status=status)


def _states() -> list[tuple[str, str]]:
    return [(slug, word) for slug, word in FLOW.states.items() if slug != "cancelled"]


def _state(stands: Arranged) -> str:
    state = stands.terms.get("state", "")
    return state if state in dict(_states()) else ""


def deliveries_taken(by: Actor, stands: Arranged, _: str, most: int) -> Taken:
    """What has come in, to be taken away."""
    page = queries.deliveries_page(by, state=_state(stands), order=stands.order, turn=Turn(size=most))
    return Taken("收到的表", by.place_code, page.rows, delivery_cell, FLOW.states.get(_state(stands), ""))


@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Takes in one file."""
    by = asker(request)
    by.must("deliveries.receive")
    form = ReceiveForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            made = actions.receive(
                by, layout=form.cleaned_data["layout"], file_name=upload.name, content=upload.read(), data_day=form.cleaned_data["data_day"],
            )
            return redirect("delivery", made.pk)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    return _page(request, form, status=409)


@require_GET
def headers(request: HttpRequest) -> HttpResponse:
    """What was ever explained of headings, and by whom."""
    by = asker(request)
    by.must("deliveries.look")
    return render(request, "deliveries/headers.html", {"rows": queries.headers_taught(by), "may_unlearn": by.can("deliveries.receive")})


@require_POST
def unlearn(request: HttpRequest, header: UUID) -> HttpResponse:
    """A learned heading is asked about again the next time."""
    actions.unlearn(asker(request), header=header)
    messages.success(request, "已忘掉，下次遇到这个表头会再问。")
    return redirect("learned_headers")
