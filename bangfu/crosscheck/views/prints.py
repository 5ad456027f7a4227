"""The list of a village's findings, to take along."""

from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from bangfu.crosscheck import actions, prints, queries
from bangfu.crosscheck.views.boards import found_place
from bangfu.journal.queries import last_seal
from bangfu.organization.actor import Actor
from bangfu.organization.queries import PlaceRow, place_names
from bangfu.rules.refusal import Refused

MOST = 2000
KINDS = {"pdf": (prints.as_pdf, "application/pdf"), "xlsx": (prints.as_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")}


@require_POST
def print_list(request: HttpRequest, place: str) -> HttpResponse:
    """疑点清单 as PDF or .xlsx; a print is written down before it leaves."""
    by, where = found_place(request, place)
    kind = request.POST.get("kind", "pdf")
    if where.level != "village" or kind not in KINDS:
        raise Refused("疑点清单按村打印，请先在左边选一个村。")
    rows = queries.findings(by, place=place, state="open", limit=MOST)
    cells = queries.cells_of(by, [one.id for one in rows])
    write, media = KINDS[kind]
    content = write(head_of(by, where), [(one, cells.get(one.id, ())) for one in rows])
    actions.note_printed(by, place=place, kind=kind, findings=len(rows))
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{where.name}疑点清单.{kind}')}"
    return response


def head_of(by: Actor, where: PlaceRow) -> prints.ListHead:
    """What stands above and below a list of a place."""
    names, run, seal = place_names([where.code[:6], where.code[:9]]), queries.last_run(by, where.code), last_seal()
    return prints.ListHead(
        county=names.get(where.code[:6], ""), township=names.get(where.code[:9], ""), village=where.name,
        run_day=run.day.isoformat() if run else "尚未", printed_on=timezone.localdate().isoformat(), printed_by=by.name,
        seal=seal.root[:12] if seal else "", demo=settings.DEMO,
    )
