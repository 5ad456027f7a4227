"""Addresses of 名册."""

from django.urls import path

from bangfu.registry.views import rosters

urlpatterns = [
    path("roster/", rosters.home_roster, name="roster_home"),
    path("roster/<str:place>/", rosters.roster, name="roster"),
    path("roster/<str:place>/export/", rosters.export_roster, name="export_roster"),
    path("deliveries/<uuid:delivery>/changes/", rosters.delivery_changes, name="delivery_changes"),
]
