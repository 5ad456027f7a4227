"""Addresses of 数字."""

from django.urls import path

from bangfu.reporting import views

urlpatterns = [
    path("figures/", views.home_figures, name="figures_home"),
    path("figures/<str:place>/", views.figures, name="figures"),
    path("figures/<str:place>/<slug:name>/", views.figure, name="figure"),
]
