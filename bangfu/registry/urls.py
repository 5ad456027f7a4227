"""Addresses of 名册."""

from django.urls import path

from bangfu.registry.views import bodies, disclosures, exports, rosters

urlpatterns = [
    path("roster/", rosters.home_roster, name="roster_home"),
    path("roster/<str:place>/", rosters.roster, name="roster"),
    path("roster/<str:place>/part/total/", rosters.roster_total, name="roster_total"),
    path("roster/<str:place>/part/passages/", rosters.roster_passages, name="roster_passages"),
    path("roster/<str:place>/paste/", rosters.paste_roster, name="paste_roster"),
    path("roster/<str:place>/export/", rosters.export_roster, name="export_roster"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<uuid:export>/progress/", exports.export_progress, name="export_progress"),
    path("exports/<uuid:export>/download/", exports.take_export, name="take_export"),
    path("deliveries/<uuid:delivery>/since/export/", exports.export_since_last, name="export_since_last"),
    path("deliveries/<uuid:delivery>/changes/", rosters.delivery_changes, name="delivery_changes"),
    path("bodies/", bodies.home_bodies, name="bodies_home"),
    path("bodies/at/<str:place>/", bodies.bodies, name="bodies"),
    path("bodies/at/<str:place>/new/", bodies.body_form, name="body_form"),
    path("bodies/at/<str:place>/register/", bodies.register_body, name="register_body"),
    path("bodies/<uuid:body>/", bodies.body, name="body"),
    path("bodies/<uuid:body>/correct/", bodies.correct_body, name="correct_body"),
    path("bodies/<uuid:body>/close/", bodies.close_body, name="close_body"),
    path("bodies/<uuid:body>/unmask/", bodies.unmask_body, name="unmask_body"),
    path("disclosures/", disclosures.disclosures, name="disclosures"),
    path("disclosures/at/<str:place>/", disclosures.disclosure_form, name="disclosure_form"),
    path("disclosures/at/<str:place>/ask/", disclosures.ask_disclosure, name="ask_disclosure"),
    path("disclosures/<uuid:disclosure>/", disclosures.disclosure, name="disclosure"),
    path("disclosures/<uuid:disclosure>/decide/", disclosures.decide_disclosure, name="decide_disclosure"),
    path("disclosures/<uuid:disclosure>/take/", disclosures.take_disclosure, name="take_disclosure"),
]
