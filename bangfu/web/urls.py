"""Addresses of the front door."""

from django.urls import path

from bangfu.web.views import forgetting, households, journal, persons, printing, search, sign_in, today, villages

urlpatterns = [
    path("", today.today, name="today"),
    path("places/<str:place>/", today.overview, name="overview"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("post/", sign_in.choose_post, name="choose_post"),
    path("search/", search.search, name="search"),
    path("search/column/", search.column, name="search_column"),
    path("search/column/found/", search.found_column, name="found_column"),
    path("search/column/export/", search.export_column, name="export_column"),
    path("persons/<uuid:person>/", persons.person, name="person"),
    path("persons/<uuid:person>/record/", persons.correct_page, name="person_record"),
    path("persons/<uuid:person>/correct/", persons.correct, name="correct_person"),
    path("persons/<uuid:person>/leave/", persons.leave, name="leave_register"),
    path("persons/<uuid:person>/unmask/", persons.unmask, name="unmask"),
    path("households/<uuid:household>/", households.household, name="household"),
    path("households/<uuid:household>/record/", households.correct_household_page, name="household_record"),
    path("households/<uuid:household>/correct/", households.correct_household, name="correct_household"),
    path("households/<uuid:household>/papers/", households.keep_household_paper, name="keep_household_paper"),
    path("households/<uuid:household>/forms/<slug:deed>/", households.household_form_page, name="household_form"),
    path("households/<uuid:household>/deeds/<slug:deed>/", households.household_deed, name="household_deed"),
    path("forgetting/", forgetting.forgetting, name="forgetting"),
    path("households/<uuid:household>/forget/", forgetting.forget_household, name="forget_household"),
    path("households/<uuid:household>/print/", printing.print_household, name="print_household"),
    path("places/<str:place>/file/", villages.village_file, name="village_file"),
    path("places/<str:place>/file/print/", printing.print_village_file, name="print_village_file"),
    path("places/<str:place>/file/papers/", villages.keep_village_paper, name="keep_village_paper"),
    path("places/<str:place>/file/<slug:cut>/", villages.village_rows, name="village_rows"),
    path("places/<str:place>/report/", villages.village_report, name="village_report"),
    path("places/<str:place>/report/send/", villages.report_village, name="report_village"),
    path("places/<str:place>/printings/", printing.print_village, name="print_village"),
    path("printings/<uuid:printing>/progress/", printing.printing_progress, name="printing_progress"),
    path("printings/<uuid:printing>/download/", printing.download_printing, name="download_printing"),
    path("journal/", journal.journal, name="journal"),
    path("journal/verify/", journal.verify, name="verify_journal"),
    path("journal/<uuid:entry>/", journal.entry, name="entry"),
    path("health/", today.health, name="health"),
]
