"""Addresses of the front door."""

from django.urls import path

from bangfu.web.views import files, forgetting, journal, search, sign_in, today

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
    path("persons/<uuid:person>/", files.person, name="person"),
    path("persons/<uuid:person>/correct/", files.correct, name="correct_person"),
    path("persons/<uuid:person>/leave/", files.leave, name="leave_register"),
    path("persons/<uuid:person>/unmask/", files.unmask, name="unmask"),
    path("households/<uuid:household>/", files.household, name="household"),
    path("forgetting/", forgetting.forgetting, name="forgetting"),
    path("households/<uuid:household>/forget/", forgetting.forget_household, name="forget_household"),
    path("journal/", journal.journal, name="journal"),
    path("journal/verify/", journal.verify, name="verify_journal"),
    path("journal/<uuid:entry>/", journal.entry, name="entry"),
    path("health/", today.health, name="health"),
]
