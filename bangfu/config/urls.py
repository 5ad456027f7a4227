"""All addresses."""

from django.urls import include, path

from bangfu.config.registered import LISTINGS, TAKERS, count_anew, members_by_group
from bangfu.lists.urls import addresses as addresses_of_lists
from bangfu.organization.urls import addresses as addresses_of_places

handler500 = "bangfu.web.views.trouble.broken"
urlpatterns = [
    path("", include("bangfu.web.urls")),
    path("", include("bangfu.accounts.urls")),
    path("", include("bangfu.registry.urls")),
    path("", include("bangfu.evidence.urls")),
    path("", include("bangfu.voices.urls")),
    path("", include("bangfu.deliveries.urls")),
    path("", include("bangfu.crosscheck.urls")),
    path("", include("bangfu.reporting.urls")),
    path("", include(addresses_of_lists(LISTINGS, TAKERS))),
    path("", include(addresses_of_places(members=members_by_group, recount=count_anew))),
]
