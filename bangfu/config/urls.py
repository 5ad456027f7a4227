"""All addresses."""

from django.urls import include, path

urlpatterns = [
    path("", include("bangfu.web.urls")),
    path("", include("bangfu.registry.urls")),
    path("", include("bangfu.evidence.urls")),
    path("", include("bangfu.deliveries.urls")),
    path("", include("bangfu.crosscheck.urls")),
    path("", include("bangfu.reporting.urls")),
]
