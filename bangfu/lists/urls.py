"""Addresses of lists in general. Which lists there are is handed in by `config.urls`, which puts the parts together."""

from collections.abc import Mapping

from django.urls import URLPattern, path

from bangfu.lists import views
from bangfu.lists.declared import Listing
from bangfu.lists.taking import Taker


def addresses(listings: Mapping[str, Listing], takers: Mapping[str, Taker]) -> list[URLPattern]:
    """All addresses, for the lists declared above by their slug, and what gives the rows of those that can be taken away."""
    every, given = {"listings": listings}, {"takers": {slug: (listings[slug], taker) for slug, taker in takers.items()}}
    return [
        path("lists/<str:listing>/columns/", views.choose_columns, every, name="choose_columns"),
        path("lists/<str:listing>/save/", views.save_view, every, name="save_view"),
        path("lists/<str:listing>/take/", views.take_list, given, name="take_list"),
        path("views/", views.views, every, name="views"),
        path("views/<uuid:view>/", views.view, every, name="view"),
        path("views/<uuid:view>/rename/", views.rename_view, name="rename_view"),
        path("views/<uuid:view>/drop/", views.drop_view, name="drop_view"),
    ]
