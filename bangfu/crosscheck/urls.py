"""Addresses of 核对."""

from django.urls import path

from bangfu.crosscheck.views import boards, exemptions, prints, settling, sources

urlpatterns = [
    path("checks/", boards.home_findings, name="findings_home"),
    path("checks/runs/", boards.runs, name="runs"),
    path("checks/exemptions/", exemptions.exemptions, name="exemptions"),
    path("checks/exemptions/decide/", exemptions.decide, name="decide_exemptions"),
    path("checks/sources/", sources.sources, name="sources"),
    path("checks/sources/set/", sources.set_source, name="set_source"),
    path("checks/finding/<uuid:finding>/", settling.finding, name="finding"),
    path("checks/finding/<uuid:finding>/correct/", settling.correct, name="correct_finding"),
    path("checks/finding/<uuid:finding>/exempt/", settling.exempt, name="exempt_finding"),
    path("checks/<str:place>/", boards.findings, name="findings"),
    path("checks/<str:place>/list/", settling.village_findings, name="village_findings"),
    path("checks/<str:place>/run/", boards.run, name="run_checks"),
    path("checks/<str:place>/progress/", boards.progress, name="run_progress"),
    path("checks/<str:place>/print/", prints.print_list, name="print_findings"),
]
