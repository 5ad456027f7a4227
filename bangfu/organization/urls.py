"""Addresses of 地方. What the packages above add to a change of places is handed in by `config.urls`, which puts the parts together."""

from django.urls import URLPattern, path

from bangfu.organization.actions import Recount
from bangfu.organization.moving import Members
from bangfu.organization.views import changing, figures, maps, places, tags


def addresses(*, members: Members, recount: Recount) -> list[URLPattern]:
    """All addresses. `members`: which household belongs to which 村民组; `recount`: counts codes anew after rows moved."""
    return [
        path("districts/change/", changing.change_places, name="change_places"),
        path("districts/change/preview/", changing.preview_change, {"members": members}, name="preview_change"),
        path("districts/change/do/", changing.do_change, {"members": members, "recount": recount}, name="do_change"),
        path("districts/tags/", tags.place_tags, name="place_tags"),
        path("districts/figures/", figures.policy_figures, name="policy_figures"),
        path("districts/figures/set/", figures.set_policy_figure, name="set_policy_figure"),
        path("districts/figures/<uuid:figure>/correct/", figures.correct_policy_figure, name="correct_policy_figure"),
        path("districts/map/", maps.county_map, name="county_map"),
        path("districts/map/load/", maps.load_map, name="load_map"),
        path("districts/map/approval/", maps.set_map_approval, name="set_map_approval"),
        path("districts/map/remove/", maps.remove_map, name="remove_map"),
        path("districts/groups/<uuid:group>/rename/", places.rename_group, name="rename_group"),
        path("districts/groups/<uuid:group>/close/", places.close_group, name="close_group"),
        path("districts/<str:place>/", places.places, name="places"),
        path("districts/<str:place>/grids/add/", places.add_grid, name="add_grid"),
        path("districts/<str:place>/groups/add/", places.add_group, name="add_group"),
        path("districts/<str:place>/rename/", places.rename_grid, name="rename_grid"),
        path("districts/<str:place>/close/", places.close_grid, {"recount": recount}, name="close_grid"),
        path("districts/<str:place>/tags/add/", tags.tag_place, name="tag_place"),
        path("districts/<str:place>/tags/<uuid:tag>/end/", tags.untag_place, name="untag_place"),
    ]
