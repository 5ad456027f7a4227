"""地图: a county's own GeoJSON is loaded, looked at, given its 审图号, removed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from bangfu.organization import map_actions, map_queries
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.drawing import laid_out
from bangfu.organization.forms import cleaned
from bangfu.organization.map_forms import ApprovalForm, MapForm
from bangfu.organization.queries import children, place_names
from bangfu.organization.views import back_to
from bangfu.rules.geojson import MOST_BYTES
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.refusal import Refused


@require_GET
def county_map(request: HttpRequest) -> HttpResponse:
    """The map as it is loaded, how much of the county is drawn, and the form to load another."""
    return _page(request, MapForm())


@require_POST
def load_map(request: HttpRequest) -> HttpResponse:
    """Loads a map in place of the one before; what is wrong with it stands above the same form."""
    by, form = _asked(request), MapForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=409)
    asked = form.cleaned_data
    try:
        told = map_actions.load_shapes(
            by, county=_county(by), file_name=asked["file"].name, content=asked["file"].read(MOST_BYTES + 1), code=asked["code"], approval=asked["approval"],
        )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return _page(request, form, status=409)
    beside = f"，其中 {len(told.joined)} 个由下级拼成" if told.joined else ""
    messages.success(request, f"地图已载入：{len(told.shapes)} 个地方{beside}，代码取自属性“{told.by_property}”。")
    return back_to("county_map")


@require_POST
def set_map_approval(request: HttpRequest) -> HttpResponse:
    """Another 审图号."""
    by = _asked(request)
    map_actions.set_map_approval(by, county=_county(by), **cleaned(ApprovalForm(request.POST)))
    messages.success(request, "审图号已登记，印在地图下面。")
    return back_to("county_map")


@require_POST
def remove_map(request: HttpRequest) -> HttpResponse:
    """The map is taken off all pages."""
    by = _asked(request)
    map_actions.remove_shapes(by, county=_county(by))
    messages.success(request, "地图已移除。")
    return back_to("county_map")


def _page(request: HttpRequest, form: MapForm, *, status: int = 200) -> HttpResponse:
    by = _asked(request)
    county = _county(by)
    loaded = map_queries.county_map(by, county)
    towns = {one.code: one.name for one in children(by, county)}
    drawing = laid_out(map_queries.shapes_of(by, towns)) if loaded else None
    return render(request, "organization/map.html", {
        "form": form, "loaded": loaded, "name": place_names([county]).get(county, county), "drawing": drawing,
        "areas": [(one, towns[one.code]) for one in drawing.paths] if drawing else [], "drawn": map_queries.drawn(by, county) if loaded else [],
        "approval_form": ApprovalForm(initial={"approval": loaded.approval}, auto_id="number_%s") if loaded else None,
    }, status=status)


def _asked(request: HttpRequest) -> Actor:
    """Who asks: whoever may load a map."""
    by = asker(request)
    by.must(map_actions.LOAD)
    return by


def _county(by: Actor) -> str:
    return by.place_code[: LENGTHS["county"]]
