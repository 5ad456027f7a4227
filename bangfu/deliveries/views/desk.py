"""Pages of 收件: what has come in, and what was learned of headings."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bangfu.deliveries import actions, queries
from bangfu.deliveries.forms import ReceiveForm
from bangfu.organization.asking import asker
from bangfu.rules.refusal import Refused


@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """What has come in, and the form to bring in more."""
    by = asker(request)
    by.must("deliveries.look")
    return render(request, "deliveries/deliveries.html", {
        "rows": queries.deliveries(by), "form": ReceiveForm() if by.can("deliveries.receive") else None, "layouts": queries.layouts(),
    })


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
    context = {"rows": queries.deliveries(by), "form": form, "layouts": queries.layouts()}
    return render(request, "deliveries/deliveries.html", context, status=409)


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
