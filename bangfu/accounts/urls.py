"""Addresses of 账号; the list of them is a page of the front door, for lists know of this package."""

from django.urls import path

from bangfu.accounts import views

urlpatterns = [
    path("accounts/rules/", views.door_rules, name="door_rules"),
    path("accounts/rules/set/", views.set_door, name="set_door"),
    path("accounts/proposals/", views.proposals, name="proposals"),
    path("accounts/proposals/<uuid:proposal>/decide/", views.decide_proposal, name="decide_proposal"),
    path("accounts/holdings/<uuid:holding>/leave/", views.leave_post, name="leave_post"),
    path("accounts/<int:user>/", views.account, name="account"),
    path("accounts/<int:user>/posts/new/", views.employ, name="employ"),
    path("accounts/<int:user>/<slug:deed>/", views.account_deed, name="account_deed"),
]
