"""One place: what it was and is called, what lies below it, its 村民组 and grids; and the deeds upon these."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from bangfu.organization import actions, queries
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.forms import USUAL_TAGS, CloseForm, NewGridForm, NewGroupForm, RenameForm, TagForm, UntagForm, cleaned
from bangfu.organization.queries import PlaceSpan
from bangfu.organization.views import back_to, must_look
from bangfu.rules.place_code import LEVEL_WORDS, parent


@require_GET
def places(request: HttpRequest, place: str) -> HttpResponse:
    """A place. `edit` names a grid (code) or 村民组 (id) to be renamed or closed, `untag` a tag to be ended."""
    by = asker(request)
    must_look(by)
    spans = queries.spans_of(by, place)
    if not spans:
        raise Http404
    now = spans[0]
    below, tags = queries.spans_below(by, place), queries.tags_below(by, place)
    above = queries.place(by, parent(place)) if parent(place) else None
    context: dict[str, Any] = {
        "now": now, "word": LEVEL_WORDS[now.level], "spans": spans, "above": above, "tags": queries.tag_story(by, place),
        "below": below, "rows": [(one, tags.get(one.code, [])) for one in below], "below_word": _below_word(now), "ended": queries.spans_below(by, place, ended=True),
        "groups": queries.groups_of(by, place, closed=True) if now.level == "village" else [],
        "may_grid": now.valid_to is None and by.can("organization.grids", at=place), "may_tag": now.valid_to is None and by.can("organization.tags", at=place),
        "may_change": by.can("organization.places", at=place) and now.level in ("township", "village"), "usual_tags": USUAL_TAGS,
        "may_map": by.can("organization.places"),
        "grid_form": NewGridForm(auto_id="grid_%s"), "group_form": NewGroupForm(auto_id="group_%s"), "tag_form": TagForm(auto_id="tag_%s"),
    }
    return render(request, "organization/place.html", context | _chosen(request, context))


def _below_word(now: PlaceSpan) -> str:
    return {"province": "市州", "prefecture": "县区", "county": "乡镇", "township": "村", "village": "网格", "grid": ""}[now.level]


def _chosen(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The one grid, 村民组 or tag the address asks to alter, with its forms."""
    wanted, untag = request.GET.get("edit", ""), request.GET.get("untag", "")
    grid = next((one for one in context["below"] if one.code == wanted and one.level == "grid"), None)
    group = next((one for one in context["groups"] if str(one.id) == wanted and one.valid_to is None), None)
    tag = next((one for one in context["tags"] if str(one.id) == untag and one.valid_to is None), None)
    rename = RenameForm(initial={"name": grid.name if grid else group.name if group else ""}, auto_id="rename_%s")
    if group:
        del rename.fields["on"]
    return {
        "grid": grid if context["may_grid"] else None, "group": group if context["may_grid"] else None, "tag": tag if context["may_tag"] else None,
        "rename_form": rename, "close_form": CloseForm(auto_id="close_%s"), "untag_form": UntagForm(auto_id="untag_%s"),
    }


@require_POST
def add_grid(request: HttpRequest, place: str) -> HttpResponse:
    """A grid more."""
    by = _asked(request, place)
    made = actions.add_grid(by, village=place, **cleaned(NewGridForm(request.POST)))
    messages.success(request, f"已新增网格“{made.name}”（{made.code}）。")
    return back_to("places", place)


@require_POST
def add_group(request: HttpRequest, place: str) -> HttpResponse:
    """A 村民组 or 自然村 more."""
    by = _asked(request, place)
    made = actions.add_group(by, village=place, **cleaned(NewGroupForm(request.POST)))
    messages.success(request, f"已新增“{made.name}”。")
    return back_to("places", place)


@require_POST
def rename_grid(request: HttpRequest, place: str) -> HttpResponse:
    """Another name for a grid."""
    by = _asked(request, place)
    actions.rename_grid(by, grid=place, **cleaned(RenameForm(request.POST)))
    return back_to("places", parent(place))


@require_POST
def close_grid(request: HttpRequest, place: str, *, recount: actions.Recount | None = None) -> HttpResponse:
    """A grid less; what lay in it lies at the village."""
    by = _asked(request, place)
    actions.close_grid(by, grid=place, recount=recount, **cleaned(CloseForm(request.POST)))
    messages.success(request, "网格已撤销，其中的户归到村里。")
    return back_to("places", parent(place))


@require_POST
def rename_group(request: HttpRequest, group: UUID) -> HttpResponse:
    """Another name for a 村民组."""
    form = RenameForm(request.POST)
    del form.fields["on"]
    made = actions.rename_group(asker(request), group=group, **cleaned(form))
    return back_to("places", made.place_code)


@require_POST
def close_group(request: HttpRequest, group: UUID) -> HttpResponse:
    """A 村民组 less."""
    made = actions.close_group(asker(request), group=group, **cleaned(CloseForm(request.POST)))
    return back_to("places", made.place_code)


def _asked(request: HttpRequest, place: str) -> Actor:
    """Who asks; not found for a place out of reach, before anything of it is told."""
    by = asker(request)
    by.must("organization.grids", at=place)
    return by
