"""谁说了算: whom the county believes about each column; it puts them otherwise after looking at what would be found then."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.crosscheck import actions, queries
from bangfu.crosscheck.authority_forms import AuthorityForm
from bangfu.crosscheck.queries import AuthorityRow
from bangfu.crosscheck.views.setting import looked_ahead, set_otherwise
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker


@require_GET
def authorities(request: HttpRequest) -> HttpResponse:
    """Every column with the sources believed about it."""
    by = asker(request)
    by.must("crosscheck.look")
    rows = queries.authority_rows(by)
    groups = [(word, [one for one in rows if one.of_household is of_household]) for word, of_household in (("人的信息", False), ("户的信息", True))]
    return render(request, "crosscheck/authorities.html", {
        "groups": groups, "number": len(rows), "own": sum(one.is_own for one in rows), "may_change": by.can("crosscheck.settings"),
    })


@require_GET
def authority(request: HttpRequest, column: str) -> HttpResponse:
    """One of them, with what was ever set of it."""
    by, known = _known(request, column)
    return _page(request, by, known, AuthorityForm(known))


@require_POST
def preview(request: HttpRequest, column: str) -> HttpResponse:
    """What would be found in another order; nothing is changed."""
    by, known = _known(request, column)
    form = AuthorityForm(known, request.POST)
    return looked_ahead(request, form, partial(_page, request, by, known, form), lambda: queries.preview_authority(by, column, wanted=form.believed))


@require_POST
def change(request: HttpRequest, column: str) -> HttpResponse:
    """Puts them in another order."""
    by, known = _known(request, column)
    form = AuthorityForm(known, request.POST)
    return set_otherwise(
        request, form, partial(_page, request, by, known, form),
        lambda: actions.change_authority(by, column=column, believed=form.believed, reason=form.cleaned_data["reason"]),
        f"“{known.word}”谁说了算", reverse("authority", args=[column]),
    )


def _known(request: HttpRequest, column: str) -> tuple[Actor, AuthorityRow]:
    by = asker(request)
    by.must("crosscheck.look")
    known = queries.authority_row(by, column)
    if known is None:
        raise Http404
    return by, known


def _page(request: HttpRequest, by: Actor, known: AuthorityRow, form: AuthorityForm, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "crosscheck/authority.html", {
        "known": known, "form": form, "story": queries.authority_story(by, known.column), "may_change": by.can("crosscheck.settings"), **more,
    }, status=status)
