"""来源: who delivers what, how fresh it is, where it is in force; and what the county does otherwise."""

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import source_queries
from bangfu.crosscheck.listings import SOURCES, source_cell
from bangfu.crosscheck.source_actions import set_source as do_set
from bangfu.crosscheck.source_forms import SourceForm
from bangfu.crosscheck.source_queries import SourceRow
from bangfu.lists.arranging import Arranged, arranged
from bangfu.lists.drawn import Cell, Said, drawn
from bangfu.lists.keyset import Page
from bangfu.lists.taking import Taken
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.forms import cleaned
from bangfu.rules.place_code import LENGTHS

EMPTY = "收到第一份名单并应用后，这里写着它的数据日期和在哪些村有效。"


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
    stands = arranged(request, by, SOURCES)
    said = Said("来源", "还没有来源", EMPTY, "table", total=len(rows), take_url=reverse("take_list", args=[SOURCES.slug]))
    return render(request, "crosscheck/sources.html", {
        "list": drawn(by, request.path, stands, Page(tuple(rows)), _cell(may_set), said),
        "may_take": by.can(SOURCES.takes), "may_set": may_set, "may_upload": by.can("deliveries.receive"), "chosen": chosen,
        "form": SourceForm.of(chosen) if chosen else None, "came": any(one.data_day for one in rows),
    })


def _cell(may_set: bool) -> Callable[[SourceRow, str], Cell]:
    """What stands in a row, and for whoever may set a source the way to do so."""
    def cell(row: SourceRow, key: str) -> Cell:
        told = source_cell(row, key)
        return replace(told, url=f"?set={row.source.slug}") if may_set and key == "word" else told
    return cell


def sources_taken(by: Actor, _: Arranged, __: str, most: int) -> Taken:
    """The sources, to be taken away."""
    return Taken("来源", by.place_code, source_queries.source_rows(by)[:most], source_cell)


@require_POST
def set_source(request: HttpRequest) -> HttpResponse:
    """The county does otherwise with a source."""
    by = asker(request)
    by.must("crosscheck.sources")
    do_set(by, place=by.place_code[: LENGTHS["county"]], **cleaned(SourceForm(request.POST)))
    messages.success(request, "来源设置已改，下次核对起作用。")
    return redirect("sources")
