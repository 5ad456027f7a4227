"""Addresses of 数字."""

from django.urls import path

from bangfu.reporting import views

urlpatterns = [
    path("figures/", views.home_figures, name="figures_home"),
    path("figures/<str:place>/", views.figures, name="figures"),
    path("figures/<str:place>/export/", views.export_figures, name="export_figures"),
    path("figures/<str:place>/<slug:name>/", views.figure, name="figure"),
    path("figures/<str:place>/<slug:name>/part/counted/", views.figures_counted, name="figures_counted"),
    path("figures/<str:place>/<slug:name>/part/trend/", views.figure_trend, name="figure_trend"),
    path("figures/<str:place>/<slug:name>/rows/", views.figure_rows, name="figure_rows"),
    path("figures/<str:place>/<slug:name>/rows/export/", views.export_figure_rows, name="export_figure_rows"),
]
