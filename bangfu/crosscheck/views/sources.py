"""来源: who delivers what, how fresh it is, where it is in force; and what the county does otherwise."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import source_queries
from bangfu.crosscheck.source_actions import set_source as do_set
from bangfu.crosscheck.source_forms import SourceForm
from bangfu.organization.asking import asker
from bangfu.organization.forms import cleaned
from bangfu.rules.place_code import LENGTHS


@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """Every source; `set` names one to be set."""
    by = asker(request)
    by.must("crosscheck.look")
    rows, wanted = source_queries.source_rows(by), request.GET.get("set", "")
    may_set = by.can("crosscheck.sources", at=by.place_code[: LENGTHS["county"]])
    chosen = next((one for one in rows if one.source.slug == wanted), None) if wanted else None
    if wanted and (chosen is None or not may_set):
        raise Http404
    return render(request, "crosscheck/sources.html", {
        "rows": rows, "may_set": may_set, "may_upload": by.can("deliveries.receive"), "chosen": chosen,
        "form": SourceForm.of(chosen) if chosen else None, "came": any(one.delivery for one in rows),
    })


@require_POST
def set_source(request: HttpRequest) -> HttpResponse:
    """The county does otherwise with a source."""
    by = asker(request)
    by.must("crosscheck.sources")
    do_set(by, place=by.place_code[: LENGTHS["county"]], **cleaned(SourceForm(request.POST)))
    messages.success(request, "来源设置已改，下次核对起作用。")
    return redirect("sources")
