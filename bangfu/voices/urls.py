"""Addresses of 意见箱."""

from django.urls import path

from bangfu.voices import views

urlpatterns = [
    path("voices/", views.voices, name="voices"),
    path("voices/mine/", views.my_voices, name="my_voices"),
    path("voices/write/", views.write_page, name="write_voice"),
    path("voices/send/", views.send, name="send_voice"),
    path("voices/export/", views.export, name="export_voices"),
    path("voices/<uuid:voice>/", views.voice, name="voice"),
    path("voices/<uuid:voice>/answer/", views.answer, name="answer_voice"),
    path("voices/<uuid:voice>/pass/", views.pass_on, name="pass_voice"),
    path("voices/<uuid:voice>/take-back/", views.take_back, name="take_voice_back"),
    path("voices/<uuid:voice>/close/", views.close, name="close_voice"),
    path("voices/<uuid:voice>/accept/", views.accept, name="accept_answer"),
    path("voices/<uuid:voice>/again/", views.again, name="say_again"),
    path("voices/<uuid:voice>/forget/", views.forget, name="forget_voice"),
    path("voices/<uuid:voice>/writer/", views.writer, name="name_writer"),
]
