"""Addresses of 佐证. Where a paper is sent to be kept belongs to whoever knows its subject (`forms.KeepForm`)."""

from django.urls import path

from bangfu.evidence import views

urlpatterns = [
    path("papers/<uuid:paper>/", views.paper, name="paper"),
    path("papers/<uuid:paper>/content/", views.paper_content, name="paper_content"),
    path("papers/<uuid:paper>/withdraw/", views.withdraw, name="withdraw_paper"),
]
