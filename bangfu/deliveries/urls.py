"""Addresses of 收件."""

from django.urls import path

from bangfu.deliveries import views

urlpatterns = [
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/receive/", views.receive, name="receive"),
    path("deliveries/<uuid:delivery>/", views.delivery, name="delivery"),
    path("deliveries/<uuid:delivery>/progress/", views.progress, name="delivery_progress"),
    path("deliveries/<uuid:delivery>/columns/", views.confirm_columns, name="confirm_columns"),
    path("deliveries/<uuid:delivery>/password/", views.unlock, name="unlock_delivery"),
    path("deliveries/<uuid:delivery>/name/", views.name, name="name_delivery"),
    path("deliveries/<uuid:delivery>/look/", views.look_again, name="look_again"),
    path("deliveries/headers/", views.headers, name="learned_headers"),
    path("deliveries/headers/<uuid:header>/unlearn/", views.unlearn, name="unlearn_header"),
    path("deliveries/<uuid:delivery>/rows/", views.rows, name="delivery_rows"),
    path("deliveries/<uuid:delivery>/apply/", views.apply, name="apply_delivery"),
    path("deliveries/<uuid:delivery>/cancel/", views.cancel, name="cancel_delivery"),
    path("deliveries/<uuid:delivery>/refused/", views.refused_workbook, name="refused_workbook"),
    path("delivered/<uuid:row>/", views.delivered_row, name="delivered_row"),
]
