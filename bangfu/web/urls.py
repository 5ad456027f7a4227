"""Addresses of the front door."""

from django.urls import path

from bangfu.web.views import forgetting, households, journal, persons, search, sign_in, today

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
    path("journal/", journal.journal, name="journal"),
    path("journal/verify/", journal.verify, name="verify_journal"),
    path("journal/<uuid:entry>/", journal.entry, name="entry"),
    path("health/", today.health, name="health"),
]
