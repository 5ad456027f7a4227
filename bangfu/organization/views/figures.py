"""政策标准: the dated figures documents set, by kind, place and year; entered and corrected at the county."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from bangfu.organization import actions, queries
from bangfu.organization.asking import asker
from bangfu.organization.forms import CorrectFigureForm, FigureForm, cleaned
from bangfu.organization.views import back_to, must_look
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.policy_figure import KINDS
from bangfu.rules.whole_number import whole_number


@require_GET
def policy_figures(request: HttpRequest) -> HttpResponse:
    """All figures of the county and above, of one kind or year if asked; `correct` names one to be corrected."""
    by = asker(request)
    must_look(by)
    kind, year, wanted = request.GET.get("kind", ""), request.GET.get("year", ""), request.GET.get("correct", "")
    if (kind and kind not in KINDS) or (year and not whole_number(year)):
        raise Http404
    rows = queries.policy_figures(by, kind=kind, year=whole_number(year) or None)
    names = queries.place_names(one.place_code for one in rows)
    county = by.place_code[: LENGTHS["county"]]
    may_set = by.can("organization.policy", at=county)
    chosen = next((one for one in rows if str(one.id) == wanted), None) if may_set else None
    corrected = {"year": chosen.year, "amount": chosen.amount.yuan, "document": chosen.document} if chosen else {}
    return render(request, "organization/figures.html", {
        "rows": [(one, names.get(one.place_code, one.place_code or "全国"), may_set and by.can("organization.policy", at=one.place_code)) for one in rows],
        "kinds": [(one.slug, one.word) for one in KINDS.values()], "kind": kind, "year": year, "chosen": chosen,
        "form": FigureForm(auto_id="figure_%s") if may_set else None, "correct_form": CorrectFigureForm(initial=corrected, auto_id="correct_%s"),
    })


@require_POST
def set_policy_figure(request: HttpRequest) -> HttpResponse:
    """A figure more, for the asker's county."""
    by = asker(request)
    by.must("organization.policy")
    actions.set_policy_figure(by, place=by.place_code[: LENGTHS["county"]], **cleaned(FigureForm(request.POST)))
    messages.success(request, "标准已登记。")
    return back_to("policy_figures")


@require_POST
def correct_policy_figure(request: HttpRequest, figure: UUID) -> HttpResponse:
    """A figure was entered wrong."""
    by = asker(request)
    by.must("organization.policy")
    actions.correct_policy_figure(by, figure=figure, **cleaned(CorrectFigureForm(request.POST)))
    messages.success(request, "标准已更正，以前按它算的数可以重算。")
    return back_to("policy_figures")
