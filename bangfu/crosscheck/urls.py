"""Addresses of 核对."""

from django.urls import path

from bangfu.crosscheck.views import alike, boards, contradictions, exemptions, passing, prints, set_checks, settling, type_backs

urlpatterns = [
    path("household/<uuid:household>/contradictions/", contradictions.contradictions, name="contradictions"),
    path("checks/", boards.home_findings, name="findings_home"),
    path("checks/runs/", boards.runs, name="runs"),
    path("checks/exemptions/", exemptions.exemptions, name="exemptions"),
    path("checks/exemptions/decide/", exemptions.decide, name="decide_exemptions"),
    path("checks/exemptions/withdraw/", exemptions.withdraw, name="withdraw_exemptions"),
    path("checks/exemptions/renew/", exemptions.renew, name="renew_exemptions"),
    path("checks/exemptions/export/", exemptions.export, name="export_exemptions"),
    path("checks/settings/", set_checks.check_settings, name="check_settings"),
    path("checks/settings/<slug:check>/", set_checks.check_setting, name="check_setting"),
    path("checks/settings/<slug:check>/preview/", set_checks.preview, name="preview_check"),
    path("checks/settings/<slug:check>/change/", set_checks.change, name="change_check"),
    path("checks/passed/", passing.passed, name="passed_findings"),
    path("checks/passed/<uuid:handover>/back/", passing.take_back, name="take_back_finding"),
    path("checks/undo/", settling.undo, name="undo_settling"),
    path("checks/together/<uuid:batch>/", alike.batch, name="batch"),
    path("checks/together/<uuid:batch>/progress/", alike.batch_progress, name="batch_progress"),
    path("checks/finding/<uuid:finding>/", settling.finding, name="finding"),
    path("checks/finding/<uuid:finding>/correct/", settling.correct, name="correct_finding"),
    path("checks/finding/<uuid:finding>/accept/", settling.accept, name="accept_finding"),
    path("checks/finding/<uuid:finding>/exempt/", settling.exempt, name="exempt_finding"),
    path("checks/finding/<uuid:finding>/pass/", settling.pass_on, name="pass_finding"),
    path("checks/<str:place>/", boards.findings, name="findings"),
    path("checks/<str:place>/kinds/", boards.kinds, name="finding_kinds"),
    path("checks/<str:place>/list/", settling.village_findings, name="village_findings"),
    path("checks/<str:place>/alike/", alike.alike, name="alike"),
    path("checks/<str:place>/alike/settle/", alike.settle, name="settle_alike"),
    path("checks/<str:place>/run/", boards.run, name="run_checks"),
    path("checks/<str:place>/progress/", boards.progress, name="run_progress"),
    path("checks/<str:place>/type-back/", type_backs.type_backs, name="type_backs"),
    path("checks/<str:place>/type-back/tick/", type_backs.tick, name="tick_type_backs"),
    path("checks/<str:place>/type-back/print/", type_backs.print_list, name="print_type_backs"),
    path("checks/<str:place>/print/", prints.print_list, name="print_findings"),
]
