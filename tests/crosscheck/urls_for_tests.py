"""The program's addresses, with those of the checks."""

from django.urls import include, path

urlpatterns = [path("", include("bangfu.config.urls")), path("", include("bangfu.crosscheck.urls"))]
