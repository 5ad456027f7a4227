"""Pages of 收件: the rows of a delivery, and those that go back."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from bangfu.deliveries import queries
from bangfu.deliveries.listings import LINES, line_cell
from bangfu.deliveries.refused import refused_workbook as written_refused
from bangfu.deliveries.views.found import delivery_for
from bangfu.lists.arranging import arranged
from bangfu.lists.drawn import Said, drawn
from bangfu.organization.asking import asker
from bangfu.rules.delivery import OUTCOMES


@require_GET
def rows(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """Rows of a delivery, of one village and one outcome if asked."""
    by, found = delivery_for(request, delivery)
    stands = arranged(request, by, LINES)
    place, outcome = stands.terms.get("place", ""), stands.terms.get("outcome", "")
    if outcome and outcome not in OUTCOMES:
        raise Http404
    page = queries.lines_page(by, found.id, place=place, outcome=outcome, turn=stands.turn)
    return render(request, "deliveries/rows.html", {
        "delivery": found, "list": drawn(by, request.path, stands, page, line_cell, Said("来表的行", "没有这样的行", "换一个村或结果试试。")),
        "outcome": outcome, "outcomes": OUTCOMES, "chosen_place": place, "villages": queries.villages(by, found.id),
    })


@require_POST
def refused_workbook(request: HttpRequest, delivery: UUID) -> FileResponse:
    """The rows that were refused, as the clerk's own workbook with red cells and a 原因 column."""
    by, found = delivery_for(request, delivery, "deliveries.receive")
    content = written_refused(by, delivery=found.id)
    return FileResponse(content, as_attachment=True, filename=f"退回行_{found.file_name.rpartition('.')[0]}.xlsx")


@require_GET
def delivered_row(request: HttpRequest, row: UUID) -> HttpResponse:
    """One row as it was delivered, beside what was understood of it."""
    by = asker(request)
    found = queries.line(by, row)
    if found is None:
        raise Http404
    line, of, _ = found
    return render(request, "deliveries/row.html", {"line": line, "delivery": of, "cells": queries.cells(by, row)})
