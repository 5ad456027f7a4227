"""Addresses of 名册."""

from django.urls import path

from bangfu.registry import views

urlpatterns = [
    path("roster/", views.home_roster, name="roster_home"),
    path("roster/<str:place>/", views.roster, name="roster"),
    path("deliveries/<uuid:delivery>/changes/", views.delivery_changes, name="delivery_changes"),
]
