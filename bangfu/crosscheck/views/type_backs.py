"""补录清单: what must be typed back into the national website, ticked off as it is done."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import actions, queries, type_back_list
from bangfu.crosscheck.listings import TYPE_BACKS, type_back_cell
from bangfu.crosscheck.views.boards import found_place
from bangfu.journal.queries import last_seal
from bangfu.lists.arranging import arranged
from bangfu.lists.drawn import Said, drawn
from bangfu.lists.ticked import ticked
from bangfu.organization.actor import Actor
from bangfu.organization.queries import PlaceRow, place_names
from bangfu.rules.refusal import Refused

MOST = 2000   # lines on one list
STATES = {"waiting": "待补录", "typed": "已录，待核实", "seen": "导出表已一致"}
NOTHING = {   # by whether those that wait are looked at: title, sentence, icon
    True: ("没有要补录的", "在这里更正了全国系统也有的项目，就会列在这里。", "circle-check"),
    False: ("这里还没有", "录好打勾以后，或导出表一致以后，会列在这里。", "checklist"),
}
MEDIA = {"pdf": "application/pdf", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@require_GET
def type_backs(request: HttpRequest, place: str) -> HttpResponse:
    """The lines of a place in the order of the website's form."""
    by, where = found_place(request, place)
    state = request.GET.get("state", "waiting")
    state = state if state in STATES else "waiting"
    counts, stands, may_tick = queries.type_back_counts(by, place), arranged(request, by, TYPE_BACKS, place=place), by.can("crosscheck.settle", at=place)
    page = queries.type_backs_page(by, place=place, state=state, order=stands.order, turn=stands.turn)
    said = Said(
        "补录清单", *NOTHING[state == "waiting"], total=counts.get(state, 0), place=place, selects="line" if may_tick and state != "seen" else "",
        deeds="crosscheck/_type_back_deeds.html",
    )
    return render(request, "crosscheck/type_backs.html", {
        "where": where, "list": drawn(by, request.path, stands, page, type_back_cell, said, row_id=lambda one: str(one.id)), "state": state,
        "tabs": [(slug, word, counts.get(slug, 0)) for slug, word in STATES.items()], "may_tick": may_tick,
        "may_print": by.can("crosscheck.print", at=place),
    })


@require_POST
def tick(request: HttpRequest, place: str) -> HttpResponse:
    """Ticks lines off, or takes the tick back."""
    by, _ = found_place(request, place)
    typed = request.POST.get("verdict") != "back"
    lines = ticked(request, "line", "请先勾选已经录好的行。", at_least=0)
    done = actions.tick_type_backs(by, place=place, lines=lines, typed=typed)
    messages.success(request, f"{done} 行记为已录，下次导出表收进来以后自动核实。" if typed else f"{done} 行改回待补录。")
    response = redirect("type_backs", place)
    response.status_code = 303
    return response


@require_POST
def print_list(request: HttpRequest, place: str) -> HttpResponse:
    """补录清单 as PDF or .xlsx; written down before it leaves."""
    by, where = found_place(request, place)
    by.must("crosscheck.print", at=place)
    kind = request.POST.get("kind", "pdf")
    if kind not in MEDIA:
        raise Refused("请选打印成 PDF，还是导出表格。")
    rows = queries.type_backs(by, place=place, limit=MOST)
    content = (type_back_list.as_pdf if kind == "pdf" else type_back_list.as_workbook)(_head(by, where), rows)
    actions.note_type_backs_printed(by, place=place, kind=kind, lines=len(rows))
    response = HttpResponse(content, content_type=MEDIA[kind])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{where.name}全国系统补录清单.{kind}')}"
    return response


def _head(by: Actor, where: PlaceRow) -> type_back_list.ListHead:
    """What stands above and below a list of a place."""
    names, run, seal = place_names([where.code[:6], where.code[:9]]), queries.last_run(by, where.code), last_seal()
    return type_back_list.ListHead(
        county=names.get(where.code[:6], ""), township=names.get(where.code[:9], ""), village=where.name,
        run_day=run.day.isoformat() if run else "尚未", printed_on=timezone.localdate().isoformat(), printed_by=by.name,
        seal=seal.root[:12] if seal else "",
    )
