"""检查项: every check with what is set of it; a county sets one, after looking at what it would find."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import actions, queries
from bangfu.crosscheck.checks.check import EXAMPLES_ON
from bangfu.crosscheck.checks.examples import shown
from bangfu.crosscheck.checks.page import in_words
from bangfu.crosscheck.forms import CheckForm
from bangfu.crosscheck.queries import SetCheck
from bangfu.crosscheck.views.setting import looked_ahead, set_otherwise
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.rules.policy_figure import KINDS


@require_GET
def check_settings(request: HttpRequest) -> HttpResponse:
    """All of them by family; `family` names one, `own` those the county has set otherwise."""
    by = asker(request)
    by.must("crosscheck.look")
    groups, family, own = queries.set_checks(by), request.GET.get("family", ""), request.GET.get("own") == "1"
    listed = [one for _, those in groups for one in those]
    wanted = [(name, [one for one in those if one.is_own or not own]) for name, those in groups if family in ("", name)]
    return render(request, "crosscheck/check_settings.html", {
        "groups": [(name, those) for name, those in wanted if those], "families": [name for name, _ in groups], "family": family, "only_own": own,
        "number": len(listed), "off": sum(not one.on for one in listed), "own": sum(one.is_own for one in listed), "may_change": by.can("crosscheck.settings"),
    })


@require_GET
def check_setting(request: HttpRequest, check: str) -> HttpResponse:
    """One of them, with what was ever set of it."""
    by, known = _known(request, check)
    return _page(request, by, known, CheckForm(known))


@require_POST
def preview(request: HttpRequest, check: str) -> HttpResponse:
    """What it would find set otherwise; nothing is changed."""
    by, known = _known(request, check)
    form = CheckForm(known, request.POST)
    return looked_ahead(
        request, form, partial(_page, request, by, known, form), lambda: queries.preview(by, check, on=form.cleaned_data["on"], values=form.values),
    )


@require_POST
def change(request: HttpRequest, check: str) -> HttpResponse:
    """Sets it."""
    by, known = _known(request, check)
    form = CheckForm(known, request.POST)
    return set_otherwise(
        request, form, partial(_page, request, by, known, form),
        lambda: actions.change_check(by, check=check, on=form.cleaned_data["on"], values=form.values, reason=form.cleaned_data["reason"]),
        f"“{known.check.title}”", reverse("check_setting", args=[check]),
    )


def _known(request: HttpRequest, check: str) -> tuple[Actor, SetCheck]:
    by = asker(request)
    by.must("crosscheck.look")
    known = queries.set_check(by, check)
    if known is None:
        raise Http404
    return by, known


def _page(request: HttpRequest, by: Actor, known: SetCheck, form: CheckForm, *, status: int = 200, **more: Any) -> HttpResponse:
    check, numbers = known.check, {setting.name: value for setting, value in known.values}
    return render(request, "crosscheck/check_setting.html", {
        "known": known, "check": check, "form": form, "story": queries.setting_story(by, check.slug), "may_change": by.can("crosscheck.settings"),
        "sentences": [in_words(check, one, numbers) for one in dict.fromkeys(check.reason.values())], "figures": [KINDS[one].word for one in check.figures],
        "examples": [("会查出", shown(check, check.hits)), ("差一点，不查", shown(check, check.misses))], "examples_on": EXAMPLES_ON, **more,
    }, status=status)
