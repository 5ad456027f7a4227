"""Addresses of 核对."""

from django.urls import path

from bangfu.crosscheck.views import boards, collecting, exemptions, prints, settling

urlpatterns = [
    path("checks/", boards.home_findings, name="findings_home"),
    path("checks/runs/", boards.runs, name="runs"),
    path("checks/exemptions/", exemptions.exemptions, name="exemptions"),
    path("checks/exemptions/decide/", exemptions.decide, name="decide_exemptions"),
    path("checks/finding/<uuid:finding>/", settling.finding, name="finding"),
    path("checks/finding/<uuid:finding>/correct/", settling.correct, name="correct_finding"),
    path("checks/finding/<uuid:finding>/exempt/", settling.exempt, name="exempt_finding"),
    path("checks/papers/<uuid:printing>/progress/", prints.paper_progress, name="paper_progress"),
    path("checks/papers/<uuid:printing>/download/", prints.download_paper, name="download_paper"),
    path("checks/sheets/<uuid:batch>/", collecting.batch, name="collection_batch"),
    path("checks/sheets/<uuid:batch>/print/", collecting.print_batch, name="print_collection"),
    path("checks/sheets/<uuid:batch>/close/", collecting.close_batch, name="close_collection"),
    path("checks/sheets/<uuid:batch>/jump/", collecting.jump, name="jump_collection"),
    path("checks/sheets/<uuid:batch>/<int:sequence>/", collecting.form, name="collection_form"),
    path("checks/sheets/<uuid:batch>/<int:sequence>/enter/", collecting.enter, name="enter_collection"),
    path("checks/sheets/<uuid:batch>/<int:sequence>/exempt/", collecting.exempt, name="exempt_collection"),
    path("checks/<str:place>/", boards.findings, name="findings"),
    path("checks/<str:place>/list/", settling.village_findings, name="village_findings"),
    path("checks/<str:place>/run/", boards.run, name="run_checks"),
    path("checks/<str:place>/progress/", boards.progress, name="run_progress"),
    path("checks/<str:place>/print/", prints.print_list, name="print_findings"),
    path("checks/<str:place>/lists/", prints.lists, name="finding_lists"),
    path("checks/<str:place>/sheets/", collecting.batches, name="collection_batches"),
    path("checks/<str:place>/sheets/open/", collecting.open_batch, name="open_collection"),
]
