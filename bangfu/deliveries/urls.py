"""Addresses of 收件."""

from django.urls import path

from bangfu.deliveries.views import desk, lines, since, wizard

urlpatterns = [
    path("deliveries/", desk.deliveries, name="deliveries"),
    path("deliveries/receive/", desk.receive, name="receive"),
    path("deliveries/<uuid:delivery>/", wizard.delivery, name="delivery"),
    path("deliveries/<uuid:delivery>/progress/", wizard.progress, name="delivery_progress"),
    path("deliveries/<uuid:delivery>/columns/", wizard.confirm_columns, name="confirm_columns"),
    path("deliveries/<uuid:delivery>/password/", wizard.unlock, name="unlock_delivery"),
    path("deliveries/<uuid:delivery>/name/", wizard.name, name="name_delivery"),
    path("deliveries/<uuid:delivery>/look/", wizard.look_again, name="look_again"),
    path("deliveries/<uuid:delivery>/since/", since.since_last, name="since_last"),
    path("deliveries/<uuid:delivery>/since/part/counts/", since.counts, name="since_last_counts"),
    path("deliveries/headers/", desk.headers, name="learned_headers"),
    path("deliveries/headers/<uuid:header>/unlearn/", desk.unlearn, name="unlearn_header"),
    path("deliveries/<uuid:delivery>/rows/", lines.rows, name="delivery_rows"),
    path("deliveries/<uuid:delivery>/apply/", wizard.apply, name="apply_delivery"),
    path("deliveries/<uuid:delivery>/cancel/", wizard.cancel, name="cancel_delivery"),
    path("deliveries/<uuid:delivery>/refused/", lines.refused_workbook, name="refused_workbook"),
    path("delivered/<uuid:row>/", lines.delivered_row, name="delivered_row"),
]
